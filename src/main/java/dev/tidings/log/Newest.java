package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one look for the newest events comes back with.
///
/// @param ids of the newest event of each topic that was looked at and has one; in no order
/// @param through the topic that it ended with, where the next look goes on; null if there are no
///     more
public record Newest(List<Cursor> ids, @Nullable Topic through) {}
