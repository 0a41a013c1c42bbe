package dev.tidings.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisUriTest {

  @Test
  void aHostIsEnough() {
    assertThat(RedisUri.parse(" redis://example.com "))
        .isEqualTo(
            new RedisUri(
                RedisUri.Kind.SINGLE,
                false,
                null,
                null,
                List.of(new HostAndPort("example.com", 6379)),
                0,
                ""));
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(RedisUri.parse("rediss-sentinel://us%40er:p%3Aa%2Fss+@a:1,[::1]:2,c/3#the%20one"))
        .isEqualTo(
            new RedisUri(
                RedisUri.Kind.SENTINEL,
                true,
                "us@er",
                "p:a/ss+",
                List.of(
                    new HostAndPort("a", 1),
                    new HostAndPort("::1", 2),
                    new HostAndPort("c", 26379)),
                3,
                "the one"));
    assertThat(RedisUri.parse("redis-cluster://a:1,b:2").kind()).isEqualTo(RedisUri.Kind.CLUSTER);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://secret@a, , secret",
    "redis://:secret@a, , secret",
    "redis://user:secret@a, user, secret",
    "redis://@a, ,",
  })
  void whatStandsAloneIsAPassword(String uri, String user, String password) {
    assertThat(RedisUri.parse(uri).user()).isEqualTo(user);
    assertThat(RedisUri.parse(uri).password()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:6379",
        "http://localhost",
        "redis:localhost",
        "redis://",
        "redis://:6379",
        "redis:///0",
        "redis://a,b",
        "redis://a:0",
        "redis://a:65536",
        "redis://a:123456",
        "redis://a:port",
        "redis://a/x",
        "redis://a/-1",
        "redis://a/12345",
        "redis://a#primary",
        "redis://a/0/1",
        "redis://u:secret%zz@a",
        "redis://u:secret%4@a",
        "redis://u:secret@b@a",
        "redis-sentinel://a",
        "redis-sentinel://a#",
        "redis-sentinel://a,,b#x",
        "redis-sentinel://a,#x",
        "redis-cluster://a/1",
        "redis-cluster://a#x",
        "redis+tls://a",
        "REDIS://a",
      })
  void whatIsNoUriIsRefusedWithTheKeyAndWithoutThePassword(String uri) {
    assertThatThrownBy(() -> RedisUri.parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tidings.redis.uri ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPasswordIsNotShown() {
    for (var uri :
        List.of(
            "redis://u:secret@a", "redis-sentinel://u:secret@a#x", "redis-cluster://u:secret@a")) {
      assertThat(RedisUri.parse(uri).toString()).doesNotContain("secret").contains("a:");
    }
  }

  private static RedisConfig config(String prefix, Duration timeout, int replicas, long window) {
    return new RedisConfig(RedisUri.parse("redis://a"), prefix, timeout, replicas, window);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a{b", "a}", "ü", "\t", "tab\there"})
  void aPrefixThatIsNoneIsRefused(String prefix) {
    assertThatThrownBy(() -> config(prefix, Duration.ofSeconds(1), 0, 0))
        .hasMessageStartingWith("tidings.redis.prefix ");
    assertThatThrownBy(() -> config("x".repeat(65), Duration.ofSeconds(1), 0, 0))
        .hasMessageStartingWith("tidings.redis.prefix ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.049S", "PT-1S", "PT30.001S"})
  void aTimeoutThatIsNoneIsRefused(Duration timeout) {
    assertThatThrownBy(() -> config("a", timeout, 0, 0))
        .hasMessageStartingWith("tidings.redis.timeout ");
  }

  @Test
  void numbersBelowZeroAreRefused() {
    assertThatThrownBy(() -> config("a", Duration.ofSeconds(1), -1, 0))
        .hasMessageStartingWith("tidings.redis.wait-replicas ");
    assertThatThrownBy(() -> config("a", Duration.ofSeconds(1), 0, -1))
        .hasMessageStartingWith("tidings.redis.window ");
  }
}
