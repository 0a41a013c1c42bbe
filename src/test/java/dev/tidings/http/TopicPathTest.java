package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.Topic;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPathTest {

  @ParameterizedTest
  @CsvSource({
    "/topics/news, news",
    "/topics/orders/eu, orders/eu",
    "/topics/a;b=c/d, a;b=c/d",
    "/topics/a%3Bb, a;b",
    "/topics/a+b, a+b",
    "/topics/a%20b, a b",
    "/topics/%C3%A4, ä",
    "/topics/%f0%9f%98%80, 😀",
    "/topics/ä, ä",
    "/topics/%252F, %2F",
    "/topics/%3Fa%23, ?a#"
  })
  void theTopicIsTheDecodedRestOfThePath(String path, String topic) {
    assertThat(TopicPath.topic(path)).hasToString(topic);
  }

  @ParameterizedTest
  @CsvSource({
    "news, /topics/news",
    "orders/eu, /topics/orders/eu",
    "a;b=c, /topics/a%3Bb%3Dc",
    "a b+c, /topics/a%20b%2Bc",
    "ä, /topics/%C3%A4",
    "😀, /topics/%F0%9F%98%80",
    "%2F, /topics/%252F",
    "?a#<b>, /topics/%3Fa%23%3Cb%3E",
    "-._~, /topics/-._~"
  })
  void aTopicHasAPathThatLeadsBackToIt(String topic, String path) {
    assertThat(TopicPath.of(new Topic(topic))).isEqualTo(path);
    assertThat(TopicPath.topic(path)).hasToString(topic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/topics",
        "/topics/",
        "/topics//",
        "/topics//a",
        "/topics/a/",
        "/topics/a//b",
        "/Topics/a",
        "/x/topics/a",
        "/topics/a%2Fb",
        "/topics/a%2fb",
        "/topics/%",
        "/topics/%4",
        "/topics/%zz",
        "/topics/a%",
        "/topics/%+1",
        "/topics/%ff",
        "/topics/%C3",
        "/topics/%C0%AF",
        "/topics/%ED%A0%80",
        "/topics/%00",
        "/topics/a%0Ab",
        "/topics/%7F",
        "/topics/%C2%85",
        "/topics/%2E%2e/a",
        "/topics/.",
        "/topics/*",
        "/topics/%2A%2A"
      })
  void aPathThatNamesNoTopicIsMalformed(String path) {
    assertThatThrownBy(() -> TopicPath.topic(path))
        .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
        .extracting(ProblemException::problem)
        .isInstanceOf(Problem.Malformed.class);
  }
}
