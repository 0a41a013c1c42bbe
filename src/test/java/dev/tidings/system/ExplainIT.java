package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Operators can find out why an event did or did not reach a stream.
class ExplainIT {

  private static final Hub HUB = Hub.shared();
  private static final Operator OPERATOR = Operator.of(HUB);

  @Test
  void whatWasWrittenIsDelivered() {
    try (var stream = HUB.subscribe("explained/written/*")) {
      var id = HUB.publish("explained/written/a", "x");
      stream.next();

      Eventually.is("delivered", () -> outcome(id, stream).equals("delivered written"));
      assertThat(explained(id, stream).getString("topic")).isEqualTo("explained/written/a");
    }
  }

  @Test
  void whatNoFilterMatchesIsNotDelivered() {
    try (var stream = HUB.subscribe("explained/filter/*")) {
      var id = HUB.publish("explained/other", "x");

      assertThat(outcome(id, stream)).isEqualTo("not-delivered filter");
    }
  }

  @Test
  void whatIsOlderThanTheStreamIsNotDelivered() {
    var id = HUB.publish("explained/old", "x");
    try (var stream = HUB.subscribe("explained/old")) {
      assertThat(outcome(id, stream)).isEqualTo("not-delivered before-start");
    }
    try (var stream = HUB.stream("topic=explained/old&since=earliest")) {
      stream.next();
      Eventually.is("delivered", () -> outcome(id, stream).equals("delivered written"));
    }
  }

  @Test
  void aSnapshotHasTheNewestOfATopicOnly() {
    var older = HUB.publish("explained/snapshot/a", "1");
    var newer = HUB.publish("explained/snapshot/a", "2");
    try (var stream = HUB.stream("topic=explained/snapshot/*&snapshot=true")) {
      stream.next();

      Eventually.is("delivered", () -> outcome(newer, stream).equals("delivered snapshot"));
      assertThat(outcome(older, stream)).isEqualTo("not-delivered not-newest");
      assertThat(explained(older, stream).getString("newer")).isEqualTo(newer);
    }
  }

  @Test
  void whatANewerOneMayHaveReplacedIsSaidToBeSo() {
    try (var stream = HUB.stream("topic=explained/conflated&conflate=PT0.2S")) {
      var first = HUB.publish("explained/conflated", "1");
      var last = HUB.publish("explained/conflated", "2");
      while (!last.equals(stream.nextBlock().id())) {
        // what comes before it
      }

      Eventually.is("delivered", () -> outcome(last, stream).equals("delivered written"));
      assertThat(outcome(first, stream)).isEqualTo("unknown conflated");
      assertThat(explained(first, stream).getString("newer")).isEqualTo(last);
    }
  }

  @Test
  void whatCameAfterTheEndIsNotDeliveredAndTheEndIsExplained() {
    var token =
        HUB.tokens()
            .signed(HUB.tokens().claims("gone", List.of(), List.of("**"), Duration.ofHours(1)));
    try (var stream = EventStream.open(HUB.uri("/stream?topic=explained/ended"), token, Map.of())) {
      assertThat(OPERATOR.revoke("/connections/" + id(stream))).isEqualTo(1);
      stream.rest();
      var id = HUB.publish("explained/ended", "x");

      Eventually.is("it has ended", () -> outcome(id, stream).equals("not-delivered ended"));
      assertThat(explained(id, stream).getString("ended")).isEqualTo("revoked");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999999999-0", "1-0"})
  void anEventThatThereIsNotIsSaidToBeNone(String id) {
    try (var stream = HUB.subscribe("explained/none")) {
      assertThat(outcome(id, stream)).isIn("not-delivered no-such-event", "unknown dropped");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "event=1-0",
        "connection=a",
        "event=&connection=a",
        "event=abc&connection=a",
        "event=1-0&event=2-0&connection=a",
        "event=1-0&connection=a&connection=b",
        "event=99999999999999999999-0&connection=a"
      })
  void whatIsMalformedIsRefused(String query) {
    assertThat(OPERATOR.get("/explain?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void aStreamThatNobodyKnowsIsNotFound() {
    assertThat(OPERATOR.get("/explain?event=1-0&connection=none").statusCode()).isEqualTo(404);
  }

  @Test
  void itIsForOperatorsOnly() {
    assertThat(HUB.get("/explain?event=1-0&connection=a").statusCode()).isEqualTo(401);
  }

  private static String outcome(String event, EventStream stream) {
    var explained = explained(event, stream);
    return explained.getString("outcome") + " " + explained.getString("reason");
  }

  private static JsonObject explained(String event, EventStream stream) {
    var answer = OPERATOR.get("/explain?event=" + event + "&connection=" + id(stream));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer.body());
  }

  private static String id(EventStream stream) {
    return stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
  }
}
