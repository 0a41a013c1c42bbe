package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.RawHttp.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.keys.KeyServer;
import dev.tidings.keys.Signer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys come and go while the hub runs, and each issuer has its own.
class KeyRotationIT {

  private static final String LOCATION = "mp.jwt.verify.publickey.location";
  private static final String REFRESH = "tidings.security.keys.refresh";
  private static final String PARTNER = "https://partner.test";

  private final Signer old = Signer.another("ES256");
  private final Signer young = Signer.another("EdDSA");

  private static JsonObject claims(String issuer) {
    return new Tokens()
        .claims("alice", List.of("**"), List.of("**"), Duration.ofHours(1))
        .add("iss", issuer)
        .build();
  }

  private static String token(Signer signer, String id) {
    return signer.token(
        signer.header().add("kid", id).build().toString(), claims(Tokens.ISSUER).toString());
  }

  private static int status(Hub hub, String token) {
    return RawHttp.exchange(hub, "GET", "/stream?topic=a", bearer(token)).status();
  }

  private static RawHttp.Answer poll(Hub hub, String token) {
    return RawHttp.exchange(
        hub, "GET", "/stream?topic=a&wait=0", bearer(token) + "Accept: application/json\r\n");
  }

  @Test
  void keysAreRotatedWithoutARestart() {
    try (var server = KeyServer.serving(Signer.jwks(old.jwk("old")));
        var hub =
            new Hub.Launch().with(LOCATION, server.location()).with(REFRESH, "PT0.5S").start()) {
      var first = token(old, "old");
      var second = token(young, "young");
      assertThat(status(hub, first)).isEqualTo(200);
      assertThat(status(hub, second)).isEqualTo(401);

      server.serve(Signer.jwks(old.jwk("old"), young.jwk("young")));
      Eventually.is("the new key is known", () -> status(hub, second) == 200);
      assertThat(status(hub, first)).isEqualTo(200);

      server.serve(Signer.jwks(young.jwk("young")));
      Eventually.is("the old key is gone", () -> status(hub, first) == 401);
      assertThat(status(hub, second)).isEqualTo(200);

      server.answer(KeyServer.status(500, "away"));
      Eventually.is("the hub has noticed", () -> hub.output().contains("the last ones are kept"));
      assertThat(status(hub, second)).isEqualTo(200);
    }
  }

  @Test
  void aHubThatHasNoKeysYetIsNotReadyAndCallsNoTokenBad() {
    int port;
    try (var before = KeyServer.serving("")) {
      port = before.port();
    }
    try (var hub =
        new Hub.Launch()
            .with(LOCATION, "http://127.0.0.1:" + port + "/keys")
            .with(REFRESH, "PT0.5S")
            .with("tidings.topics.public", "open/**")
            .start()) {
      assertThat(hub.output()).contains(LOCATION, "no keys from http://127.0.0.1:" + port);
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(hub.get("/health/live").statusCode()).isEqualTo(200);
      var token = token(old, "old");
      var answer = poll(hub, token);
      assertProblem(answer, 503, "/stream");
      assertThat(answer.header("retry-after")).isNotBlank();
      assertProblem(RawHttp.exchange(hub, "GET", "/topics/a", bearer(token)), 503, "/topics/a");
      try (var stream = EventStream.open(hub.uri("/stream?topic=a"), token, Map.of())) {
        assertThat(stream.response().statusCode()).isEqualTo(200);
        var bye = stream.next();
        assertThat(bye.type()).isEqualTo("tidings.bye");
        assertThat(bye.data()).isEqualTo("{\"reason\":\"unavailable\"}");
        assertThat(bye.retry()).isNotNull();
      }
      assertThat(status(hub, "x")).isEqualTo(401);
      assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=open/a", "").status()).isEqualTo(200);

      try (var _ = KeyServer.at(port, Signer.jwks(old.jwk("old")))) {
        Eventually.is("the keys are there", () -> poll(hub, token).status() == 200);
        Eventually.is("ready", () -> hub.get("/health/ready").statusCode() == 200);
      }
    }
  }

  @Test
  void eachIssuerHasItsOwnKeys(@TempDir Path directory) throws IOException {
    var keys = Files.writeString(directory.resolve("partner.json"), Signer.jwks(old.jwk("old")));
    try (var hub =
        new Hub.Launch()
            .with("tidings.security.issuers", "partner")
            .with("tidings.security.issuers.partner.issuer", PARTNER)
            .with("tidings.security.issuers.partner.publickey.location", keys.toString())
            .with("tidings.security.issuers.partner.audiences", "hub")
            .start()) {
      var partners = claims(PARTNER);
      assertThat(status(hub, hub.tokens().everything())).isEqualTo(200);
      assertThat(status(hub, hub.tokens().withKeyId())).isEqualTo(200);
      assertThat(status(hub, old.token(partners))).isEqualTo(401);
      assertThat(status(hub, old.token(audience(partners, "hub")))).isEqualTo(200);
      assertThat(status(hub, token(old, "old"))).isEqualTo(401);
      assertThat(status(hub, hub.tokens().signed(header(), audience(partners, "hub").toString())))
          .isEqualTo(401);
    }
  }

  private static String header() {
    return "{\"alg\":\"RS256\",\"kid\":\"old\"}";
  }

  private static JsonObject audience(JsonObject claims, String audience) {
    return Json.createObjectBuilder(claims).add("aud", audience).build();
  }
}
