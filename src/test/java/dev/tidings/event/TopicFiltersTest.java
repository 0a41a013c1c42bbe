package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicFiltersTest {

  @Test
  void orderAndDoublesMakeNoDifference() {
    assertThat(TopicFilters.of("b", "a/*", "b"))
        .isEqualTo(TopicFilters.of("a/*", "b"))
        .hasSameHashCodeAs(TopicFilters.of("a/*", "b"));
    assertThat(TopicFilters.of("a")).isNotEqualTo(TopicFilters.of("a", "b"));
  }

  @Test
  void atLeastOneIsNeeded() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TopicFilters(List.of()));
  }

  @Test
  void oneThatMatchesIsEnough() {
    var filters = TopicFilters.of("a/*", "b");

    assertThat(filters.matches(new Topic("a/x"))).isTrue();
    assertThat(filters.matches(new Topic("b"))).isTrue();
    assertThat(filters.matches(new Topic("c"))).isFalse();
  }

  @Test
  void oneThatIsEverythingMakesAllOfThemEverything() {
    assertThat(TopicFilters.of("a", "**").isEverything()).isTrue();
    assertThat(TopicFilters.of("*", "a/**").isEverything()).isFalse();
  }
}
