package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.config.mp.MpConfigSources;
import io.helidon.microprofile.testing.AddBean;
import io.helidon.microprofile.testing.AddConfig;
import io.helidon.microprofile.testing.AddConfigSource;
import io.helidon.microprofile.testing.junit5.HelidonTest;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which publications take the shortcut past JAX-RS, seen by a filter that counts as the hub's own.
@HelidonTest
@ResourceLock("the one CDI container of this JVM")
@AddBean(ShortcutIT.Witness.class)
@AddConfig(key = "tidings.log.directory", value = "target/shortcut-log")
@AddConfig(key = "mp.jwt.verify.issuer", value = Tokens.ISSUER)
class ShortcutIT {

  private static final Tokens ISSUER = new Tokens();

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AddConfigSource
  static ConfigSource key() {
    return MpConfigSources.create(Map.of("mp.jwt.verify.publickey", ISSUER.publicKeyPem()));
  }

  /// Sees what comes to JAX-RS, before anybody refuses it.
  @Provider
  @PreMatching
  @Priority(0)
  @ApplicationScoped
  static class Witness implements ContainerRequestFilter {

    private final AtomicInteger seen = new AtomicInteger();

    @Override
    public void filter(ContainerRequestContext request) {
      seen.incrementAndGet();
    }

    int seen() {
      return seen.get();
    }

    void forget() {
      seen.set(0);
    }
  }

  @Inject private WebTarget hub;
  @Inject private Witness witness;

  @BeforeEach
  void forget() {
    witness.forget();
  }

  private HttpRequest.Builder publication(String pathAndQuery) {
    return HttpRequest.newBuilder(hub.getUri().resolve(pathAndQuery))
        .header("Authorization", "Bearer " + ISSUER.everything())
        .header("Content-Type", "text/plain")
        .POST(HttpRequest.BodyPublishers.ofString("a"));
  }

  private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topics/a",
        "/topics/a/b.c/d-e_f~0",
        "/topics/a?",
        "/topics/a?event=new-order.v2"
      })
  void aPlainPublicationPassesJaxRsBy(String path) throws IOException, InterruptedException {
    assertThat(status(publication(path))).isEqualTo(201);
    assertThat(witness.seen()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/topics/a?event=%61, 201",
    "/topics/a?event=, 201",
    "/topics/a?event=a&event=b, 400",
    "/topics/a?event=a&retry=1, 201",
    "/topics/a?retry=1, 201",
    "/topics/a?other, 201",
    "/topics/%61, 201",
    "/topics/a//b, 400",
    "/topics/a/, 400",
    "/topics/, 400",
    "/topics/a/../b, 400",
    "/topics/a;b, 201"
  })
  void onePlaceOfARequestThatSaysMoreIsEnoughForTheLongWay(String path, int status)
      throws IOException, InterruptedException {
    assertThat(status(publication(path))).isEqualTo(status);
    assertThat(witness.seen()).isOne();
  }

  /// Of a state without a parent, nothing is taken.
  @Test
  void everyHeaderThatTheContractGivesAPublicationLeadsTheLongWay()
      throws IOException, InterruptedException {
    var contract =
        Problems.json(hub.path("/openapi").request("application/json").get(String.class));
    var parameters =
        contract.getValue("/paths/~1topics~1{topic}/post/parameters").asJsonArray().stream()
            .map(it -> it.asJsonObject().getString("$ref"))
            .map(ref -> contract.getValue(ref.substring(1)).asJsonObject())
            .filter(it -> it.getString("in").equals("header"))
            .map(it -> it.getString("name"))
            .filter(name -> !name.equals("tracestate"))
            .toList();

    assertThat(parameters).contains("Idempotency-Key", "traceparent", "ce-id");
    for (var name : parameters) {
      witness.forget();
      status(publication("/topics/a").header(name, "1"));
      assertThat(witness.seen()).as(name).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Basic YTpi",
    "Authorization, Bearer",
    "Content-Type, application/cloudevents+json",
    "Content-Type, nonsense",
    "Accept, nonsense"
  })
  void oddHeadersLeadTheLongWay(String name, String value)
      throws IOException, InterruptedException {
    status(publication("/topics/a").setHeader(name, value));

    assertThat(witness.seen()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json, text/plain, */*",
        "application/json",
        "text/html,application/xml;q=0.9,*/*;q=0.8"
      })
  void whatClientsAcceptLeadsNobodyAstray(String accept) throws IOException, InterruptedException {
    assertThat(status(publication("/topics/a").header("Accept", accept))).isEqualTo(201);
    assertThat(witness.seen()).isZero();
  }

  @Test
  void aBodyThatIsTooLongOrOfUnknownLengthLeadsTheLongWay()
      throws IOException, InterruptedException {
    var tooLong = HttpRequest.BodyPublishers.ofString("a".repeat(65_537));
    var unknown =
        HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("a"));

    assertThat(status(publication("/topics/a").POST(tooLong))).isEqualTo(413);
    assertThat(status(publication("/topics/a").POST(unknown))).isEqualTo(201);
    assertThat(witness.seen()).isEqualTo(2);
  }
}
