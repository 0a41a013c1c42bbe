package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tls.Authority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The operators' endpoints on a port of their own, beside a public one with TLS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementPortIT {

  private final HttpClient client = HttpClient.newHttpClient();
  private Hub hub;

  @BeforeAll
  void start() {
    hub =
        new Hub.Launch()
            .secured(new Authority())
            .with("tidings.management.port", "0")
            .with("tidings.management.host", "127.0.0.1")
            .start();
  }

  @AfterAll
  void stop() {
    hub.close();
    client.close();
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
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
  @ValueSource(strings = {"/stream?topic=a", "/topics/a", "/", "/nowhere"})
  void nothingElseIsThere(String path) throws Exception {
    Problems.assertProblem(get(hub.managementUri(path)), 404, hub.managementUri(path).getPath());
  }

  @Test
  void whatIsPublicGoesOnAsEver() {
    try (var stream = hub.subscribe("news")) {
      hub.publish("news", "a");
      assertThat(stream.next().data()).isEqualTo("a");
    }
  }
}
