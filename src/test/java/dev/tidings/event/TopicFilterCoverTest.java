package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rights rest on `covers`, so it is compared with its definition over every small case: a granted
/// filter covers a wanted one if and only if it matches each topic that the wanted one matches.
class TopicFilterCoverTest {

  private static final List<TopicFilter> FILTERS =
      paths(List.of("a", "b", "*", "**"), 3).stream()
          .filter(path -> !path.contains("**/"))
          .map(TopicFilter::new)
          .toList();

  // One name that no filter has, and one level deeper than any filter is, stand for all others.
  private static final List<Topic> TOPICS =
      paths(List.of("a", "b", "c"), 4).stream().map(Topic::new).toList();

  @Test
  void aFilterCoversAnotherIfAndOnlyIfItMatchesAllThatTheOtherMatches() {
    var wrong = new ArrayList<String>();
    for (var granted : FILTERS) {
      var grants = matchedBy(granted);
      for (var wanted : FILTERS) {
        var covered = grants.containsAll(matchedBy(wanted));
        if (granted.covers(wanted) != covered) {
          wrong.add(granted + (covered ? " covers " : " does not cover ") + wanted);
        }
      }
    }

    assertThat(FILTERS).hasSize(52);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aTopicIsMatchedAsTheFilterThatNamesItIsCovered() {
    for (var filter : FILTERS) {
      for (var topic : TOPICS) {
        assertThat(filter.matches(topic))
            .as("%s matches %s", filter, topic)
            .isEqualTo(filter.covers(new TopicFilter(topic.value())));
      }
    }
  }

  private static Set<Topic> matchedBy(TopicFilter filter) {
    return TOPICS.stream()
        .filter(topic -> isMatched(segments(filter.value()), segments(topic.value())))
        .collect(Collectors.toSet());
  }

  /// The definition once more, in the plainest words.
  private static boolean isMatched(List<String> filter, List<String> topic) {
    if (filter.isEmpty() || topic.isEmpty()) {
      return filter.isEmpty() && topic.isEmpty();
    }
    if (filter.getFirst().equals("**")) {
      return true;
    }
    return (filter.getFirst().equals("*") || filter.getFirst().equals(topic.getFirst()))
        && isMatched(filter.subList(1, filter.size()), topic.subList(1, topic.size()));
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }

  private static List<String> paths(List<String> segments, int depth) {
    if (depth == 1) {
      return segments;
    }
    var shorter = paths(segments, depth - 1);
    return Stream.concat(
            shorter.stream(),
            shorter.stream().flatMap(path -> segments.stream().map(last -> path + "/" + last)))
        .distinct()
        .toList();
  }
}
