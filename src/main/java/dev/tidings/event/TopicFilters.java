package dev.tidings.event;

import java.util.Collection;
import java.util.List;

/// The filters of one subscription; a topic matches if it matches any of them. Two of these are
/// equal if they hold the same filters, in whatever order they were given.
///
/// @param values sorted, without doubles, never empty
public record TopicFilters(List<TopicFilter> values) {

  public TopicFilters {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("at least one topic filter is needed");
    }
    values =
        values.stream().map(TopicFilter::value).distinct().sorted().map(TopicFilter::new).toList();
  }

  public static TopicFilters of(Collection<String> values) {
    return new TopicFilters(values.stream().map(TopicFilter::new).toList());
  }

  public static TopicFilters of(String... values) {
    return of(List.of(values));
  }

  public boolean matches(Topic topic) {
    for (var filter : values) {
      if (filter.matches(topic)) {
        return true;
      }
    }
    return false;
  }

  public boolean isEverything() {
    return values.stream().anyMatch(TopicFilter::isEverything);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
