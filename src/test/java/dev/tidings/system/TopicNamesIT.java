package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Topics in paths, filters in queries, and which of them match.
class TopicNamesIT {

  private final Hub hub = Hub.shared();

  @ParameterizedTest
  @CsvSource({
    "names, names",
    "names/metrics/host-7/cpu, names/metrics/host-7/cpu",
    "names/a;b=c, names/a;b=c",
    "names/a%3Bb, names/a;b",
    "names/a%20b, names/a b",
    "names/a+b, names/a+b",
    "names/%C3%A4, names/ä",
    "names/%F0%9F%98%80, names/😀",
    "names/a%252Fb, names/a%2Fb",
    "names/%7Ba%7D, names/{a}",
    "names/..., names/...",
    "tidings, tidings"
  })
  void aTopicIsThePercentDecodedPath(String path, String topic) {
    try (var stream = hub.subscribe(topic)) {
      var answer = hub.post("/topics/" + path, "text/plain", path);

      assertThat(json(answer.body()).getString("topic")).isEqualTo(topic);
      assertThat(stream.next().data()).isEqualTo(path);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        ".",
        "..",
        "a/../b",
        "a/%2e%2E/b",
        "a/./b",
        "a%2Fb",
        "a%2fb",
        "*",
        "a/*/b",
        "a*",
        "a/**",
        "%00",
        "a%0Ab",
        "a%0Db",
        "%7F",
        "%C2%80",
        "%C0%80",
        "%ED%A0%80",
        "%FF",
        "a%",
        "a%4",
        "a%zz",
        "\u00C3\u00A4"
      })
  void aBadTopicIsRefused(String topic) {
    var path = "/topics/" + topic;
    var answer =
        RawHttp.exchange(
            hub,
            RawHttp.head(
                    "POST",
                    path,
                    RawHttp.bearer(hub.tokens().everything())
                        + "Content-Type: text/plain\r\nContent-Length: 1\r\n")
                + "a");

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    Problems.assertTellsNothingOfTheInside(answer.body());
  }

  @Test
  void aTopicHasAtMost255Bytes() {
    var longest = "n/" + "ä".repeat(126) + "a";
    var encoded = "/topics/n/" + "%C3%A4".repeat(126);

    hub.publish("n/" + "a".repeat(253), "a");
    assertProblem(
        hub.post("/topics/" + "a".repeat(256), "text/plain", "a"),
        400,
        "/topics/" + "a".repeat(256));
    assertThat(json(hub.post(encoded + "a", "text/plain", "a").body()).getString("topic"))
        .isEqualTo(longest);
    assertThat(hub.post(encoded + "aa", "text/plain", "a").statusCode()).isEqualTo(400);
  }

  @Test
  void topicsUnderTheHubsOwnNameAreForbidden() {
    assertProblem(
        hub.post("/topics/tidings/canary", "text/plain", "a"), 403, "/topics/tidings/canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "a/",
        "a//b",
        "..",
        "a/./b",
        "a*",
        "*a/b",
        "**/a",
        "a/**/b",
        "a/***",
        "%0A",
        "a%00",
        "%C2%9F",
        "%C0%80",
        "%ED%A0%80",
        "%FF"
      })
  void aBadFilterIsRefused(String filter) {
    assertProblem(answerTo("topic=news&topic=" + filter), 400, "/stream");
  }

  @Test
  void aFilterHasAtMost255Bytes() {
    assertProblem(answerTo("topic=" + "a".repeat(256)), 400, "/stream");
    try (var stream = hub.subscribe("a/".repeat(126) + "**")) {
      assertThat(stream.response().statusCode()).isEqualTo(200);
    }
  }

  private RawHttp.Answer answerTo(String query) {
    return RawHttp.exchange(
        hub, "GET", "/stream?" + query, RawHttp.bearer(hub.tokens().everything()));
  }

  @ParameterizedTest
  @CsvSource({
    "match/1/a,       match/1/a",
    "match/1/*,       match/1/a match/1/b",
    "match/*/a,       match/1/a match/2/a",
    "match/1/**,      match/1/a match/1/b match/1/b/c",
    "match/*/**,      match/1/a match/1/b match/1/b/c match/2/a",
    "match/*/*/*,     match/1/b/c",
    "match/**,        match/1 match/1/a match/1/b match/1/b/c match/2/a",
    "*/1,             match/1 matching/1",
    "match/A,         ''"
  })
  void aFilterMatchesWholeSegments(String filter, String matched) {
    var topics =
        List.of("match/1", "match/1/a", "match/1/b", "match/1/b/c", "match/2/a", "matching/1");
    var end = "end/" + filter.length() + "/" + Integer.toHexString(filter.hashCode());
    try (var stream = hub.stream("topic=" + Hub.encoded(filter) + "&topic=" + end)) {
      topics.forEach(topic -> hub.publish(topic, topic));
      hub.publish(end, "end");

      for (var topic : matched.isEmpty() ? new String[0] : matched.split(" ", -1)) {
        assertThat(stream.next().data()).isEqualTo(topic);
      }
      assertThat(stream.next().data()).isEqualTo("end");
    }
  }

  @Test
  void topicsAreComparedByteForByte() {
    try (var stream = hub.subscribe("bytes/\u00E4")) {
      hub.post("/topics/bytes/a%CC%88", "text/plain", "decomposed");
      hub.post("/topics/bytes/%C3%84", "text/plain", "upper case");
      hub.post("/topics/bytes/%C3%A4", "text/plain", "composed");

      assertThat(stream.next().data()).isEqualTo("composed");
    }
  }
}
