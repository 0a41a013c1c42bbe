package dev.tidings.log;

import java.time.Duration;

/// How a log that several hubs share is seen by this one.
///
/// @param connected whether it can be read at present
/// @param passedOver entries that were no events
/// @param inboxRefused entries that others had handed in and that were no publications
/// @param delay of the newest event that was read here: between its id, by the log's clock, and
///     then, by this hub's
public record Sharing(boolean connected, long passedOver, long inboxRefused, Duration delay) {}
