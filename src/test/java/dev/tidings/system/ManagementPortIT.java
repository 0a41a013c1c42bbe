package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tls.Authority;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What operators need on a port of its own, beside a public one with TLS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementPortIT {

  private final Authority authority = new Authority();
  private final HttpClient client = HttpClient.newBuilder().sslContext(authority.client()).build();
  private Hub hub;

  @BeforeAll
  void start() {
    hub =
        new Hub.Launch()
            .securedByKeyStore(authority)
            .with("tidings.management.port", "0")
            .with("tidings.management.host", "127.0.0.1")
            .with("tidings.management.operators", "true")
            .start();
  }

  @AfterAll
  void stop() {
    hub.close();
    client.close();
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return ask("GET", uri, null);
  }

  private HttpResponse<String> ask(String method, URI uri, @Nullable String token)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json, */*")
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// As probes of Kubernetes ask, and some load balancers.
  @Test
  void aConnectionIsClosedWhenTheClientAsksForThat() throws IOException {
    var uri = hub.managementUri("/health/live");
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
  }

  /// As many as it takes at all; a kubelet asks six times in a minute before it gives a hub up.
  @Test
  void connectionsThatAreKeptForLaterKeepNoProbeOutForLong() throws IOException {
    var uri = hub.managementUri("/health/live");
    var request =
        "GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    var kept = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 80; i++) {
        var socket = new Socket(uri.getHost(), uri.getPort());
        kept.add(socket);
        socket.getOutputStream().write(request);
      }
      try (var probe = new Socket(uri.getHost(), uri.getPort())) {
        probe.setSoTimeout(25_000);
        probe.getOutputStream().write(request);

        assertThat(new String(probe.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 200");
      }
    } finally {
      for (var socket : kept) {
        socket.close();
      }
    }
  }

  static List<String> operators() {
    return List.of("/health", "/health/live", "/health/ready", "/health/started");
  }

  @ParameterizedTest
  @MethodSource("operators")
  void theOperatorsEndpointsAreThereInTheClearAndNotOnThePublicPort(String path) throws Exception {
    assertThat(get(hub.managementUri(path)).statusCode()).isEqualTo(200);

    Problems.assertProblem(hub.get(path), 404, path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream?topic=a", "/topics/a", "/openapi", "/", "/nowhere"})
  void nothingForOthersIsThere(String path) throws Exception {
    var uri = hub.managementUri(path);

    Problems.assertProblem(get(uri), 404, uri.getPath());
    Problems.assertProblem(ask("GET", uri, hub.tokens().everything()), 404, uri.getPath());
  }

  @Test
  void nobodyPublishesThere() throws Exception {
    var uri = hub.managementUri("/topics/a");
    var request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + hub.tokens().everything())
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("a"));

    Problems.assertProblem(hub.send(request), 404, uri.getPath());
  }

  /// Nobody is told of the token first, for what is not there asks for none.
  @ParameterizedTest
  @MethodSource("forOperators")
  void whatIsForOperatorsIsThereAndNotOnThePublicPort(String method, String path) throws Exception {
    var apart = hub.managementUri(path);
    var admin = Operator.of(hub).token();

    assertThat(ask(method, apart, admin).statusCode()).isNotIn(405, 500);
    assertThat(ask(method, apart, hub.tokens().everything()).statusCode()).isEqualTo(403);
    assertThat(ask(method, apart, null).statusCode()).isEqualTo(401);

    var open = hub.uri(path);
    Problems.assertProblem(ask(method, open, admin), 404, open.getPath());
    Problems.assertProblem(ask(method, open, null), 404, open.getPath());
  }

  /// All that the document calls so, that none be forgotten; but for the renewal, which is their
  /// clients' own.
  List<Arguments> forOperators() throws Exception {
    var document = json(ask("GET", hub.uri("/openapi"), null).body());
    var found = new ArrayList<Arguments>();
    document
        .getJsonObject("paths")
        .forEach(
            (path, methods) ->
                methods
                    .asJsonObject()
                    .forEach(
                        (method, operation) -> {
                          if (isForOperators(operation.asJsonObject())) {
                            found.add(
                                Arguments.of(
                                    method.toUpperCase(Locale.ROOT),
                                    path.replaceAll("[{][^}]+}", "x")));
                          }
                        }));
    assertThat(found).hasSizeGreaterThan(3);
    return found;
  }

  private static boolean isForOperators(JsonObject operation) {
    return operation.getJsonArray("tags").toString().contains("\"operate\"")
        && operation.getJsonObject("responses").containsKey("403")
        && !operation.getString("operationId").equals("renew");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/console", "/console/hub.js", "/console/tidings.js", "/console/uplot.js"})
  void theirPageIsWhereItsRequestsGo(String path) throws Exception {
    assertThat(get(hub.managementUri(path)).statusCode()).isEqualTo(200);
    Problems.assertProblem(hub.get(path), 404, path);
  }

  @Test
  void theyAreAsUsefulThere() throws Exception {
    var admin = Operator.of(hub).token();
    try (var stream = hub.subscribe("apart")) {
      var listed = ask("GET", hub.managementUri("/connections"), admin);
      assertThat(listed.body()).contains("\"apart\"");

      var id = stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
      var ended = ask("DELETE", hub.managementUri("/connections/" + id), admin);
      assertThat(ended.body()).isEqualTo("{\"ended\":1}");
      assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"revoked\"}");
    }
  }

  @Test
  void aClientRenewsItsStreamWhereItOpenedIt() throws Exception {
    var token = hub.tokens().of("renewer", List.of(), List.of("**"));
    try (var stream = EventStream.open(client, hub.uri("/stream?topic=a"), token, Map.of())) {
      var id = stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
      var path = "/connections/" + id + "/token";

      assertThat(ask("POST", hub.managementUri(path), token).statusCode()).isEqualTo(404);
      assertThat(ask("POST", hub.uri(path), token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatIsPublicGoesOnAsEver() {
    try (var stream = hub.subscribe("news")) {
      hub.publish("news", "a");
      assertThat(stream.next().data()).isEqualTo("a");
    }
  }
}
