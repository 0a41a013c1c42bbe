package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;

/// What is kept of one topic, or of its first events.
///
/// @param events how many
/// @param newest the id of the last of them
public record KeptTopic(Topic topic, long events, Cursor newest) {}
