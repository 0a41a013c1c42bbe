package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

  @ParameterizedTest
  @ValueSource(strings = {"news", "*", "**", "a/*", "a/**", "*/b", "*/*/**", "a/*/c", "ä/*"})
  void aWildcardIsAWholeSegment(String value) {
    assertThat(new TopicFilter(value)).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a/", "/**", "**/", "**/a", "a/**/b", "**/**", "a*", "*a", "a/b*", "***", "a/***",
        "*/**/*", "..", "*/..", "a\n", "\u0085", "\ud800"
      })
  void whatIsNoFilterIsRefused(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new TopicFilter(value));
  }

  @ParameterizedTest
  @CsvSource({
    "news,      news,       true",
    "news,      new,        false",
    "news,      newsletter, false",
    "news,      news/a,     false",
    "*,         news,       true",
    "*,         news/a,     false",
    "**,        news,       true",
    "**,        a/b/c/d,    true",
    "a/*,       a,          false",
    "a/*,       a/b,        true",
    "a/*,       a/b/c,      false",
    "a/**,      a,          false",
    "a/**,      a/b,        true",
    "a/**,      a/b/c,      true",
    "a/**,      ab/c,       false",
    "*/b,       a/b,        true",
    "*/b,       a/c,        false",
    "*/b,       b,          false",
    "a/*/c,     a/b/c,      true",
    "a/*/c,     a/b/d,      false",
    "a/*/c,     a/b/b/c,    false",
    "*/**,      a,          false",
    "*/**,      a/b,        true",
    "*/*,       a/b,        true",
    "ä/*,       ä/日,       true",
    "A/*,       a/b,        false"
  })
  void aFilterMatchesByWholeSegments(String filter, String topic, boolean matches) {
    assertThat(new TopicFilter(filter).matches(new Topic(topic))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "news,   true,  false, news",
    "**,     false, true,  ''",
    "*,      false, false, ''",
    "a/b/*,  false, false, a/b/",
    "a/*/c,  false, false, a/",
    "*/**,   false, false, ''"
  })
  void aFilterTellsWhatItIs(String value, boolean exact, boolean everything, String prefix) {
    var filter = new TopicFilter(value);

    assertThat(filter.isExact()).isEqualTo(exact);
    assertThat(filter.isEverything()).isEqualTo(everything);
    assertThat(filter.literalPrefix()).isEqualTo(prefix);
  }
}
