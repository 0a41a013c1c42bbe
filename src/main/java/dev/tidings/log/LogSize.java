package dev.tidings.log;

import dev.tidings.event.Cursor;
import org.jspecify.annotations.Nullable;

/// How much the log keeps.
///
/// @param events how many
/// @param bytes of their data
/// @param oldest of them; null if there is none, or if it cannot be read at present
public record LogSize(long events, long bytes, @Nullable Cursor oldest) {}
