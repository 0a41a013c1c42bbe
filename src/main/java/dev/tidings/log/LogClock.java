package dev.tidings.log;

import java.time.InstantSource;

/// The time by which ids are given and facts end. All hubs on one log agree upon it, give or take
/// what it takes to ask. Thread-safe; does not block.
///
/// What one hub writes down and another reckons with goes by this clock, never by a hub's own.
@FunctionalInterface
public interface LogClock extends InstantSource {}
