package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong stops the start, with one line for the operator that names the key.
class ConfigurationIT {

  private static final String ISSUER = "mp.jwt.verify.issuer";
  private static final String KEY_LOCATION = "mp.jwt.verify.publickey.location";

  @ParameterizedTest
  @CsvSource({
    "mp.jwt.verify.issuer, ' '",
    "mp.jwt.verify.issuer, urn:tidings:development",
    "mp.jwt.verify.publickey.location, ' '",
    "mp.jwt.verify.publickey.location, nowhere.pem",
    "mp.jwt.verify.publickey.location, .",
    "mp.jwt.verify.publickey.location, ftp://id.test/keys",
    "mp.jwt.verify.publickey, twice",
    "mp.jwt.verify.publickey.algorithm, none",
    "mp.jwt.verify.clock.skew, a minute",
    "mp.jwt.verify.clock.skew, 3601",
    "mp.jwt.verify.token.age, 0",
    "mp.jwt.decrypt.key.location, key.pem",
    "tidings.security.algorithms, 'RS256,none'",
    "tidings.security.keys.refresh, PT0S",
    "tidings.security.issuers, partner",
    "tidings.security.tickets.rotation, PT1S",
    "tidings.log.engine, mongodb",
    "tidings.redis.uri, redis-sentinel://localhost",
    "tidings.logging.format, xml",
    "tidings.log.directory, /dev/null/log",
    "tidings.retention.max-age, 1 day",
    "tidings.retention.max-events, many",
    "tidings.stream.heartbeat, 15",
    "tidings.stream.rotation, PT0.1S",
    "tidings.stream.linger, PT1S",
    "tidings.shedding.threshold, much",
    "tidings.tracing.endpoint, collector:4318",
    "tidings.stream.heartbeat, PT9999999999999S",
    "tidings.event.max-size, 0",
    "tidings.limits.filters, 0",
    "tidings.topics.public, 'a,**/b'",
    "tidings.cors.origins, 'https://app.test,https://app.test/'",
    "tidings.tls.keystore, nowhere.p12",
    "tidings.tls.keystore-password, secret",
    "tidings.management.operators, true",
    "tidings.management.operators, yes",
    "server.max-tcp-connections, 0",
    "server.max-tcp-connections, 2000000000"
  })
  void aBadValueStopsTheStartAndIsNamed(String key, String value) {
    try (var hub = new Hub.Launch().with(key, value).launch()) {
      assertNotStarted(hub, key);
    }
  }

  private static void assertNotStarted(Hub hub, String key) {
    assertThat(hub.awaitEnd()).isEqualTo(1);
    assertThat(hub.output()).contains("not started: ").contains(key);
    assertThat(hub.output().lines().filter(line -> line.contains("not started")))
        .singleElement()
        .asString()
        .contains(key)
        .doesNotContain("\\n");
    assertThat(hub.output()).doesNotContain("\tat ", "\n at ", "\\n at ");
  }

  @Test
  void inProductionAnIssuerIsNeeded() {
    try (var hub = new Hub.Launch().without(ISSUER).launch()) {
      assertNotStarted(hub, ISSUER);
    }
  }

  @Test
  void inProductionAKeyIsNeeded() {
    try (var hub = new Hub.Launch().without(KEY_LOCATION).launch()) {
      assertNotStarted(hub, KEY_LOCATION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not a key", "{\"keys\":[]}", "{\"kty\":\"oct\",\"k\":\"AAAA\"}"})
  void aKeyFileHoldsAKey(String content, @TempDir Path directory) throws IOException {
    var file = Files.writeString(directory.resolve("key"), content);
    try (var hub = new Hub.Launch().with(KEY_LOCATION, file.toString()).launch()) {
      assertNotStarted(hub, KEY_LOCATION);
    }
  }
}
