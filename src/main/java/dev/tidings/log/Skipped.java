package dev.tidings.log;

import dev.tidings.event.Cursor;

/// Events fell out of the retention before they could be delivered; goes to those who deliver, who
/// can go on from `floor` only.
public record Skipped(Cursor floor) {}
