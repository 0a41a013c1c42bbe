package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.browser.AllowedOrigins;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The property that rights are for: whoever is let in is delivered no topic that neither a grant
/// nor the public filters match, and publishes to none that no grant matches. And nobody is sent
/// away whom one granted filter would have covered.
class NoTopicLeaksTest {

  private static final int ROUNDS = 5_000;

  /// Names that might be taken for wildcards, for each other, or for the end of a segment.
  private static final List<String> NAMES =
      List.of(
          "a", "b", "A", "ab", "a b", "%2A", "＊", "...", "ä", "a\u0308", "😀", "~", "a;b", "\\");

  private final Random random = new Random(20260301);
  private final List<Topic> topics = topics();

  /// Up to three segments of all names, which is more than the filters below have names for.
  private static List<Topic> topics() {
    var topics = new ArrayList<Topic>();
    for (var first : NAMES) {
      topics.add(new Topic(first));
      for (var second : NAMES) {
        topics.add(new Topic(first + "/" + second));
        for (var third : List.of("a", "b", "x")) {
          topics.add(new Topic(first + "/" + second + "/" + third));
          topics.add(new Topic(first + "/" + second + "/" + third + "/a"));
        }
      }
    }
    return topics;
  }

  private TopicFilter filter() {
    var filter = new StringBuilder();
    for (int left = random.nextInt(3); left >= 0; left--) {
      var kind = random.nextInt(10);
      var isLast = left == 0;
      filter.append(
          kind < 3 ? "*" : kind < 5 && isLast ? "**" : NAMES.get(random.nextInt(NAMES.size())));
      filter.append(isLast ? "" : "/");
    }
    return new TopicFilter(filter.toString());
  }

  private List<TopicFilter> filters(int most) {
    var filters = new ArrayList<TopicFilter>();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      filters.add(filter());
    }
    return filters;
  }

  /// More often than by chance one that a grant is about.
  private TopicFilters wanted(List<TopicFilter> granted) {
    var wanted = filters(2);
    wanted.add(filter());
    if (!granted.isEmpty() && random.nextBoolean()) {
      wanted.set(0, granted.getFirst());
    }
    return new TopicFilters(wanted);
  }

  @Test
  void aStreamThatIsOpenedDeliversWhatIsGrantedOrPublicAlone() {
    var opened = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var open = filters(2);
      var granted = filters(4);
      var wanted = wanted(granted);
      var access = access(open);
      var bearer = bearer(List.of(), granted);
      if (isLet(() -> access.checkSubscribe(bearer, wanted))) {
        opened++;
        assertNoneLeaks(wanted, granted, open);
      } else {
        assertThat(wanted.values())
            .anyMatch(filter -> isCoveredByNone(filter, granted) && isCoveredByNone(filter, open));
      }
      if (isLet(() -> access.checkSubscribe(new Caller.Anonymous(), wanted))) {
        assertNoneLeaks(wanted, List.of(), open);
      }
    }
    assertThat(opened).isGreaterThan(ROUNDS / 10);
  }

  private void assertNoneLeaks(
      TopicFilters wanted, List<TopicFilter> granted, List<TopicFilter> open) {
    for (var topic : topics) {
      if (wanted.matches(topic) && !isMatched(topic, granted) && !isMatched(topic, open)) {
        throw new AssertionError(topic + " leaks: " + wanted + " of " + granted + " and " + open);
      }
    }
  }

  private static boolean isMatched(Topic topic, List<TopicFilter> filters) {
    return filters.stream().anyMatch(filter -> filter.matches(topic));
  }

  private static boolean isCoveredByNone(TopicFilter wanted, List<TopicFilter> filters) {
    return filters.stream().noneMatch(filter -> filter.covers(wanted));
  }

  @Test
  void aPublisherPublishesToWhatIsGrantedAlone() {
    var access = access(List.of(new TopicFilter("**")));
    for (int round = 0; round < ROUNDS / 50; round++) {
      var granted = filters(3);
      var bearer = bearer(granted, List.of(new TopicFilter("**")));
      for (var topic : topics) {
        assertThat(isLet(() -> access.checkPublish(bearer, topic)))
            .isEqualTo(isMatched(topic, granted));
      }
    }
  }

  @Test
  void nobodyPublishesToTheHubsOwnTopics() {
    var access = access(List.of());
    var everything =
        bearer(List.of(new TopicFilter("**"), new TopicFilter("tidings/*")), List.of());

    assertThat(isLet(() -> access.checkPublish(everything, new Topic("tidings/a")))).isFalse();
    assertThat(isLet(() -> access.checkPublish(everything, new Topic("tidings")))).isTrue();
  }

  private static Access access(List<TopicFilter> open) {
    return new Access(new AccessConfig(open, new AllowedOrigins(Set.of(), false), 64));
  }

  private static Caller bearer(List<TopicFilter> publish, List<TopicFilter> subscribe) {
    return new Caller.Bearer(
        Identity.ofToken("alice", null, null), new Grants(publish, subscribe), Instant.MAX);
  }

  private static boolean isLet(Runnable check) {
    try {
      check.run();
      return true;
    } catch (ProblemException _) {
      return false;
    }
  }
}
