package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpResponse;

/// What every refusal must be, whatever it refuses (RFC 9457).
final class Problems {

  private Problems() {}

  /// @param path that was asked for, without the query
  static void assertProblem(HttpResponse<String> answer, int status, String path) {
    assertProblem(RawHttp.Answer.of(answer), status, path);
  }

  static void assertProblem(RawHttp.Answer answer, int status, String path) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    var problem = json(answer.body());
    assertThat(problem.keySet())
        .containsExactlyInAnyOrder("type", "title", "status", "detail", "instance");
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("type")).startsWith("urn:tidings:problem:");
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("instance")).isEqualTo(path);
    assertTellsNothingOfTheInside(answer.body());
  }

  static void assertTellsNothingOfTheInside(String text) {
    assertThat(text)
        .doesNotContain(
            "Exception", "dev.tidings", "io.helidon", "org.glassfish", "java.", "\tat ");
  }

  static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
