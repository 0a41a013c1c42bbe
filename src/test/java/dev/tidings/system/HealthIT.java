package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the orchestrator asks, without a token.
class HealthIT {

  private final Hub hub = Hub.shared();

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
  void aHubThatWorksIsUp(String path) {
    given()
        .baseUri(hub.uri("").toString())
        .when()
        .get(path)
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("status", equalTo("UP"))
        .body("checks", not(empty()))
        .body("checks.status", everyItem(equalTo("UP")));
  }

  @Test
  void theHealthOfSomethingElseIsNotFound() {
    assertProblem(hub.get("/health/nothing"), 404, "/health/nothing");
  }

  /// A probe's token or cookie is nobody's business here.
  @Test
  void aBadTokenDoesNotMakeAHubUnhealthy() {
    var headers = RawHttp.bearer("bad") + "Cookie: tidings_token=bad\r\n";

    assertThat(RawHttp.exchange(hub, "GET", "/health/ready", headers).status()).isEqualTo(200);
  }

  /// On a hub of its own: nobody else's events may come between.
  @Test
  void nobodySeesWhatTheHubWritesToFindOutWhetherItIsReady() {
    try (var alone = new Hub.Launch().start()) {
      var before = alone.publish("health/before", "before");
      for (int i = 0; i < 5; i++) {
        assertThat(alone.get("/health/ready").statusCode()).isEqualTo(200);
      }
      alone.publish("health/after", "after");

      try (var stream = alone.resume("**", before)) {
        assertThat(stream.next().data()).isEqualTo("after");
      }
    }
  }
}
