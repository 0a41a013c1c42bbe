package dev.tidings.log;

import dev.tidings.event.TopicEvent;
import java.util.List;

/// What became of a submission.
///
/// @param events one for each publication, in the same order; a repeat's have the ids that the
///     first got, and need not be in the log any more
/// @param isRepeat true if nothing was stored, as it had been before
public record Receipt(List<TopicEvent> events, boolean isRepeat) {}
