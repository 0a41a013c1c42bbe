package dev.tidings.log;

import dev.tidings.event.Cursor;

/// A probe has come through the log; takes the events' way to those who deliver, and no further.
public record Probed(Cursor place) {}
