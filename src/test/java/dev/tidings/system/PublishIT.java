package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.tidings.event.Cursor;
import io.restassured.specification.RequestSpecification;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /topics/{topic}`.
class PublishIT {

  private static final int MAX_SIZE = 65_536;

  private final Hub hub = Hub.shared();

  private RequestSpecification publisher() {
    return given()
        .baseUri(hub.uri("").toString())
        .auth()
        .oauth2(hub.tokens().publisher("publish/**"));
  }

  @Test
  void aPublicationIsAnsweredWithItsIdAndTopic() {
    publisher()
        .contentType("text/plain; charset=utf-8")
        .body("a")
        .when()
        .post("/topics/publish/a")
        .then()
        .statusCode(201)
        .contentType("application/json")
        .body("id", matchesPattern("[1-9]\\d{12}-\\d+"))
        .body("topic", equalTo("publish/a"))
        .body("size()", equalTo(2));
  }

  @Test
  void idsAscendOverAllTopics() {
    var ids = new ArrayList<Cursor>();
    for (int i = 0; i < 50; i++) {
      ids.add(Cursor.parse(hub.publish("publish/" + i % 3, "a")).orElseThrow());
    }

    assertThat(ids).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain;charset=UTF-8",
        "text/plain; charset=utf-8",
        "text/plain; charset=\"utf-8\"",
        "TEXT/HTML",
        "text/anything",
        "application/json",
        "application/vnd.shop+json; v=1",
        "application/x-www-form-urlencoded"
      })
  void textAndJsonAreTaken(String contentType) {
    assertThat(hub.post("/topics/publish/types", contentType, "1").statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "application/octet-stream",
        "application/xml",
        "image/png",
        "multipart/form-data; boundary=a",
        "text/*",
        "*/*"
      })
  void otherTypesAndCharsetsAreUnsupported(String contentType) {
    var answer = hub.post("/topics/publish/types", contentType, "1");

    assertProblem(answer, 415, "/topics/publish/types");
  }

  @Test
  void aTypeIsNeeded() {
    var request =
        HttpRequest.newBuilder(hub.uri("/topics/publish/types"))
            .header("Authorization", "Bearer " + hub.tokens().everything())
            .POST(HttpRequest.BodyPublishers.ofString("1"));

    assertProblem(hub.send(request), 415, "/topics/publish/types");
  }

  @Test
  void aTypeTooLongToKeepIsUnsupported() {
    var answer = hub.post("/topics/publish/types", "text/" + "a".repeat(251), "1");

    assertProblem(answer, 415, "/topics/publish/types");
    assertThat(hub.post("/topics/publish/types", "text/" + "a".repeat(250), "1").statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " [1] ", "null", "\"\"", "-0.5e+3", "{\"a\":1,\"a\":2}"})
  void jsonIsTakenAsItStands(String data) {
    try (var stream = hub.subscribe("publish/json")) {
      hub.post("/topics/publish/json", "application/json", data);

      assertThat(stream.next().data()).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{}{}", "{} x", "nul", "[1,]", "{'a':1}", "01", "NaN", "\uFEFF{}"})
  void whatClaimsToBeJsonMustBe(String data) {
    var answer = hub.post("/topics/publish/json", "application/problem+json", data);

    assertProblem(answer, 400, "/topics/publish/json");
  }

  @Test
  void jsonThatIsNestedWithoutMeasureIsRefused() {
    var answer = hub.post("/topics/publish/json", "application/json", "[".repeat(30_000));

    assertProblem(answer, 400, "/topics/publish/json");
  }

  @Test
  void anEmptyBodyIsAnEventWithEmptyData() {
    try (var stream = hub.subscribe("publish/empty")) {
      hub.publish("publish/empty", "");

      assertThat(stream.next().data()).isEmpty();
    }
  }

  @Test
  void dataMayBeAsLargeAsTheLimitAndNoLarger() {
    hub.publish("publish/size", "a".repeat(MAX_SIZE));
    hub.publish("publish/size", "ä".repeat(MAX_SIZE / 2));

    for (var tooLarge : new String[] {"a".repeat(MAX_SIZE + 1), "ä".repeat(MAX_SIZE / 2) + "a"}) {
      var answer = hub.post("/topics/publish/size", "text/plain", tooLarge);
      assertProblem(answer, 413, "/topics/publish/size");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "retry=x",
    "retry=-1",
    "retry=%2B1",
    "retry=1.5",
    "retry=1e3",
    "retry=86400001",
    "retry=99999999999999999999",
    "retry=%D9%A1",
    "retry=1&retry=2",
    "event=tidings.gap",
    "event=a%0Ab",
    "event=a%0D",
    "event=%00",
    "event=%C2%85",
    "event=%FF",
    "event=a&event=b"
  })
  void aMalformedParameterIsRefused(String query) {
    var answer = hub.post("/topics/publish/query?" + query, "text/plain", "a");

    assertProblem(answer, 400, "/topics/publish/query");
  }

  @Test
  void anEventTypeHasAtMost255Bytes() {
    var path = "/topics/publish/query?event=";

    assertThat(hub.post(path + "a".repeat(255), "text/plain", "a").statusCode()).isEqualTo(201);
    assertThat(hub.post(path + "a".repeat(256), "text/plain", "a").statusCode()).isEqualTo(400);
    assertThat(hub.post(path + "%C3%A4".repeat(128), "text/plain", "a").statusCode())
        .isEqualTo(400);
  }

  @Test
  void emptyParametersAreAsIfAbsent() {
    try (var stream = hub.subscribe("publish/blank")) {
      hub.post("/topics/publish/blank?event=&retry=", "text/plain", "a");

      assertThat(stream.next())
          .extracting(EventStream.Block::type, EventStream.Block::retry)
          .containsOnlyNulls();
    }
  }

  @Test
  void rightsAreLookedAtBeforeTheBody() {
    publisher()
        .contentType("image/png")
        .body(new byte[MAX_SIZE + 1])
        .post("/topics/elsewhere")
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
  }

  @Test
  void whatIsRefusedIsNotPublished() {
    try (var stream = hub.subscribe("publish/refused")) {
      hub.post("/topics/publish/refused", "application/json", "{");
      hub.post("/topics/publish/refused", "image/png", "a");
      hub.post("/topics/publish/refused?retry=x", "text/plain", "a");
      hub.post("/topics/publish/refused", "text/plain", "a".repeat(MAX_SIZE + 1));
      given().baseUri(hub.uri("").toString()).body("a").post("/topics/publish/refused");
      hub.publish("publish/refused", "good");

      assertThat(stream.next().data()).isEqualTo("good");
    }
  }
}
