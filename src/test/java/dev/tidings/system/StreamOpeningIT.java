package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How `GET /stream` begins, or does not.
class StreamOpeningIT {

  private static final int MAX_FILTERS = 64;

  private final Hub hub = Hub.shared();

  @Test
  void theHeadersAreThoseOfAnEventStreamThatNobodyMayKeepOrHoldBack() {
    try (var stream = hub.subscribe("opening")) {
      var headers = stream.response().headers();

      assertThat(stream.response().statusCode()).isEqualTo(200);
      assertThat(headers.firstValue("Content-Type").orElseThrow())
          .matches("text/event-stream(;\\s*charset=(?i:utf-8))?");
      assertThat(headers.firstValue("Cache-Control")).contains("no-store");
      assertThat(headers.firstValue("X-Accel-Buffering")).contains("no");
      assertThat(headers.firstValue("Tidings-Connection").orElseThrow()).isNotBlank();
      assertThat(headers.firstValue("Content-Length")).isEmpty();
    }
  }

  @Test
  void eachStreamHasAConnectionIdOfItsOwn() {
    try (var one = hub.subscribe("opening");
        var other = hub.subscribe("opening")) {
      assertThat(connectionOf(one)).isNotEqualTo(connectionOf(other));
    }
  }

  private static String connectionOf(EventStream stream) {
    return stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
  }

  @Test
  void theOpeningBlockTellsWhereTheStreamStartsAndDispatchesNothing() {
    try (var stream = hub.subscribe("opening/quiet")) {
      var opening = stream.nextBlock();

      assertThat(opening.retry()).isEqualTo("300");
      assertThat(opening.id()).matches("\\d+-\\d+");
      assertThat(opening.comments()).hasSize(1);
      assertThat(opening.isEvent()).isFalse();
      assertThat(opening.type()).isNull();
    }
  }

  @Test
  void aClientThatDropsBeforeItsFirstEventResumesWithoutAGap() {
    String start;
    try (var stream = hub.subscribe("opening/dropped")) {
      stream.nextBlock();
      start = stream.lastId();
    }
    hub.publish("opening/dropped", "meanwhile");

    try (var again = hub.resume("opening/dropped", start)) {
      assertThat(again.next())
          .extracting(EventStream.Block::type, EventStream.Block::data)
          .containsExactly(null, "meanwhile");
    }
  }

  @Test
  void withoutACursorAStreamStartsNow() {
    hub.publish("opening/now", "before");
    try (var stream = hub.subscribe("opening/now")) {
      hub.publish("opening/now", "after");

      assertThat(stream.next().data()).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream",
        "*/*",
        "text/*",
        "text/html, text/event-stream;q=0.1",
        "TEXT/EVENT-STREAM",
        ""
      })
  void eventStreamIsTheDefault(String accept) {
    var answer = answerTo("/stream?topic=opening", accept.isEmpty() ? "" : "Accept: " + accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).startsWithIgnoringCase("text/event-stream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json",
        "application/*, text/html | application/json",
        "application/json, text/event-stream | text/event-stream",
        "application/json;q=0.9, text/event-stream;q=0.8 | application/json",
        "application/x-ndjson;q=0.1, text/event-stream;q=0 | application/x-ndjson",
        "application/x-ndjson, */*;q=0.9 | application/x-ndjson",
        "application/x-ndjson;q=0.5, */* | text/event-stream",
        "Application/JSON; charset=utf-8 | application/json"
      })
  void whatTheClientLikesBestIsChosen(String accept, String expected) {
    var answer = answerTo("/stream?topic=opening&wait=0", "Accept: " + accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo(expected);
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("x-accel-buffering")).isEqualTo("no");
    assertThat(answer.header("tidings-connection")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "image/png, text/plain", "application/json;q=0", "application/xml"})
  void whereNoTransportFitsNoneIsChosen(String accept) {
    assertProblem(answerTo("/stream?topic=opening", "Accept: " + accept), 406, "/stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "topic=",
        "topics=a",
        "topic=a&lastEventId=x",
        "topic=a&lastEventId=1",
        "topic=a&lastEventId=1-",
        "topic=a&lastEventId=-1-0",
        "topic=a&lastEventId=01-0",
        "topic=a&lastEventId=1-0-0",
        "topic=a&lastEventId=99999999999999999999-0",
        "topic=a&lastEventId=1-0&lastEventId=2-0",
        "topic=a&since=x",
        "topic=a&since=10",
        "topic=a&since=2026-01-01",
        "topic=a&since=10y",
        "topic=a&since=EARLIEST",
        "topic=a&since=1m&since=2m",
        "topic=a&envelope=yes",
        "topic=a&envelope=TRUE",
        "topic=a&envelope=true&envelope=true",
        "topic=a&wait=-1",
        "topic=a&wait=x",
        "topic=a&wait=1.5",
        "topic=a&wait=PT1S",
        "topic=a&wait=%201",
        "topic=a&wait=1&wait=1",
        "topic=%",
        "topic=a&x=%FF"
      })
  void aMalformedQueryIsRefusedByEachTransport(String query) {
    assertProblem(answerTo("/stream?" + query, ""), 400, "/stream");
    assertProblem(answerTo("/stream?" + query, "Accept: application/x-ndjson"), 400, "/stream");
    assertProblem(answerTo("/stream?" + query, "Accept: application/json"), 400, "/stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lastEventId=&since=&envelope=&snapshot=&conflate=&wait=", "utm_source=mail"})
  void emptyAndUnknownParametersAreAsIfAbsent(String query) {
    assertThat(answerTo("/stream?topic=opening&topic=&" + query, "").status()).isEqualTo(200);
  }

  @Test
  void aStreamHasAtMost64Filters() {
    assertThat(answerTo("/stream?" + filters(MAX_FILTERS), "").status()).isEqualTo(200);
    assertProblem(answerTo("/stream?" + filters(MAX_FILTERS + 1), ""), 400, "/stream");
  }

  private static String filters(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "topic=opening/" + i)
        .collect(Collectors.joining("&"));
  }

  @Test
  void headIsNotAStreamThatNobodyReads() {
    var answer =
        RawHttp.exchange(hub, "HEAD", "/stream?topic=a", RawHttp.bearer(hub.tokens().everything()));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).contains("GET");
  }

  @Test
  void aStreamDoesNotOpenForAnotherPath() {
    try (var stream =
        EventStream.open(hub.uri("/Stream?topic=a"), hub.tokens().everything(), Map.of())) {
      assertThat(stream.response().statusCode()).isEqualTo(404);
    }
  }

  private RawHttp.Answer answerTo(String target, String header) {
    return RawHttp.exchange(
        hub,
        "GET",
        target,
        RawHttp.bearer(hub.tokens().everything()) + (header.isEmpty() ? "" : header + "\r\n"));
  }
}
