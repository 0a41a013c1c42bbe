package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// Somebody of the group that may use the operators' endpoints of a hub.
record Operator(Hub hub, String token) {

  static Operator of(Hub hub) {
    var claims =
        hub.tokens()
            .claims("operator", List.of(), List.of(), Duration.ofHours(1))
            .add("groups", Json.createArrayBuilder().add("others").add("tidings-admin"));
    return new Operator(hub, hub.tokens().signed(claims));
  }

  HttpResponse<String> get(String path) {
    return hub.send(request(path).GET());
  }

  HttpResponse<String> delete(String path) {
    return hub.send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(hub.uri(path)).header("Authorization", "Bearer " + token);
  }

  /// How many streams ended by a revocation.
  int revoke(String path) {
    var answer = delete(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer.body()).keySet()).containsExactly("ended");
    return json(answer.body()).getInt("ended");
  }

  JsonObject connection(String id) {
    var answer = get("/connections?limit=1000");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer.body()).getJsonArray("connections").getValuesAs(JsonObject.class).stream()
        .filter(connection -> connection.getString("id").equals(id))
        .findAny()
        .orElseThrow();
  }
}
