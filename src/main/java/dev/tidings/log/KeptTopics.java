package dev.tidings.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one look over the topics comes back with.
///
/// @param topics that were counted to their end, in the order of their UTF-8
/// @param begun the topic that the look ended in the middle of, as far as it was counted; the next
///     look goes on from there. Null for none
/// @param isLast whether there are no more topics
public record KeptTopics(List<KeptTopic> topics, @Nullable KeptTopic begun, boolean isLast) {}
