package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "news",
        "users/42/notifications",
        "metrics/host-7/cpu",
        "a;b=c",
        "a b",
        "...",
        "a/.b/..c",
        "ä/日本/😀",
        "\u00a0",
        "\u2028",
        "%2F",
        "tidings",
        "?&#"
      })
  void aTopicIsSegmentsOfAnyText(String value) {
    assertThat(new Topic(value)).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/./b",
        "a/..",
        "../a",
        "*",
        "**",
        "a/*",
        "a*b",
        "\0",
        "a\nb",
        "a\rb",
        "a\tb",
        "\u001f",
        "\u007f",
        "\u0080",
        "\u0085",
        "\u009f",
        "\ud800",
        "a\udc00b",
        "\ud83d",
        "\ud83d\ud83d\ude00",
        "\ud83d\ude00\ude00",
        "\ude00\ud83d"
      })
  void whatIsNoTopicIsRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topic(value))
        .withMessageStartingWith("a topic ");
  }

  @ParameterizedTest
  @CsvSource({"a, 255", "é, 127", "日, 85", "😀, 63"})
  void theLengthCountsInBytesOfUtf8(String character, int most) {
    assertThat(new Topic(character.repeat(most)).utf8()).hasSizeLessThanOrEqualTo(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topic(character.repeat(most + 1)))
        .withMessageContaining("255 bytes");
  }

  @Test
  void topicsAreComparedByteForByte() {
    assertThat(new Topic("e\u0301")).isNotEqualTo(new Topic("\u00e9"));
    assertThat(new Topic("News")).isNotEqualTo(new Topic("news"));
  }

  @ParameterizedTest
  @CsvSource({
    "tidings/a, true",
    "tidings/a/b, true",
    "tidings, false",
    "tidingsx/a, false",
    "a/tidings/b, false",
    "Tidings/a, false"
  })
  void whatIsUnderTidingsIsTheHubs(String value, boolean hubs) {
    assertThat(new Topic(value).isHubs()).isEqualTo(hubs);
  }
}
