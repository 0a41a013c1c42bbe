package dev.tidings.broadcast;

import dev.tidings.event.TopicFilters;

/// Who wants the same bytes: what one broadcaster serves.
record Audience(TopicFilters filters, Encoding encoding) {}
