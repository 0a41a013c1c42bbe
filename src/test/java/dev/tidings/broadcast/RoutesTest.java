package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutesTest {

  private final Broadcasters broadcasters = new Broadcasters();
  private final Routes routes = new Routes();
  private final Random random = new Random(20260301);

  @AfterEach
  void close() {
    broadcasters.close();
  }

  @Test
  void aTopicFindsTheBroadcastersWhoseFiltersMatchIt() {
    for (int round = 0; round < 30; round++) {
      var all = new ArrayList<TopicBroadcaster>();
      for (int i = 0; i < 40; i++) {
        all.add(added(randomFilters()));
      }
      assertFound(all);

      Collections.shuffle(all, random);
      while (!all.isEmpty()) {
        all.subList(all.size() / 2, all.size()).forEach(routes::remove);
        all.subList(all.size() / 2, all.size()).clear();
        assertFound(all);
      }
      assertThat(routes.isEmpty()).as("nothing is left").isTrue();
    }
  }

  private void assertFound(List<TopicBroadcaster> all) {
    for (int i = 0; i < 50; i++) {
      var topic = new Topic(path(List.of("a", "b", "c"), 4));
      assertThat(routes.matching(topic))
          .as("%s", topic)
          .containsExactlyInAnyOrderElementsOf(
              all.stream().filter(each -> each.filters().matches(topic)).toList());
    }
  }

  @Test
  void aBroadcasterIsFoundOnceHoweverManyOfItsFiltersMatch() {
    var broadcaster = added(TopicFilters.of("a/b", "a/*", "*/b", "a/**", "**"));

    assertThat(routes.matching(new Topic("a/b"))).containsExactly(broadcaster);
  }

  @Test
  void removingOneLeavesThoseThatShareItsFilters() {
    var one = added(TopicFilters.of("a/*", "b"));
    var other = added(TopicFilters.of("a/*", "a/*/c"));

    routes.remove(one);
    routes.remove(one);

    assertThat(routes.matching(new Topic("a/x"))).containsExactly(other);
    assertThat(routes.matching(new Topic("a/x/c"))).containsExactly(other);
    assertThat(routes.matching(new Topic("b"))).isEmpty();
  }

  private TopicBroadcaster added(TopicFilters filters) {
    var broadcaster = broadcasters.on(filters);
    routes.add(broadcaster);
    return broadcaster;
  }

  private TopicFilters randomFilters() {
    return new TopicFilters(
        Stream.generate(this::randomFilter).limit(1 + random.nextInt(4)).toList());
  }

  private TopicFilter randomFilter() {
    var path = path(List.of("a", "b", "*"), 3);
    return new TopicFilter(
        switch (random.nextInt(6)) {
          case 0 -> "**";
          case 1 -> path + "/**";
          default -> path;
        });
  }

  private String path(List<String> segments, int depth) {
    return String.join(
        "/",
        Stream.generate(() -> segments.get(random.nextInt(segments.size())))
            .limit(1 + random.nextInt(depth))
            .toList());
  }
}
