package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/// Where Redis is, and who asks: `redis://[user:password@]host[:port][/database]`, `rediss://` with
/// TLS, `redis-sentinel://…host:port,host:port/0#primary`, `redis-cluster://…host:port,host:port`,
/// and the last two with TLS as `rediss-sentinel://`, `rediss-cluster://`.
///
/// @param kind how the one that takes writes is found
/// @param tls whether it is spoken to by TLS, and so are Sentinels
/// @param user null for the default user
/// @param password null for none
/// @param hosts at least one
/// @param primary the name that Sentinels know; empty where there are none
public record RedisUri(
    Kind kind,
    boolean tls,
    @Nullable String user,
    @Nullable String password,
    List<HostAndPort> hosts,
    int database,
    String primary) {

  /// Of what is at the other end.
  public enum Kind {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  private static final String KEY = "tidings.redis.uri";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(redis|rediss)(-sentinel|-cluster)?://(?:([^@/]*)@)?([^/#@]+)(?:/(\\d{0,4}))?(?:#(.*))?");
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\],]+)(?::(\\d{1,5}))?");
  private static final int PORT = 6379;
  private static final int SENTINELS_PORT = 26379;

  public RedisUri {
    hosts = List.copyOf(hosts);
  }

  /// Reads what is configured.
  ///
  /// @throws IllegalArgumentException with a message that names the key and shows no password
  public static RedisUri parse(String text) {
    var matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      throw bad("must be redis://, rediss://, redis-sentinel:// or redis-cluster:// with a host");
    }
    var kind =
        switch (matcher.group(2)) {
          case "-sentinel" -> Kind.SENTINEL;
          case "-cluster" -> Kind.CLUSTER;
          case null, default -> Kind.SINGLE;
        };
    var database = number(matcher.group(5));
    var primary = matcher.group(6) == null ? "" : decoded(matcher.group(6));
    if (kind == Kind.SENTINEL && primary.isEmpty()) {
      throw bad("must name the primary behind '#', as its Sentinels call it");
    }
    if (kind != Kind.SENTINEL && !primary.isEmpty()) {
      throw bad("names a primary, but no Sentinels");
    }
    if (kind == Kind.CLUSTER && database != 0) {
      throw bad("must not name a database, for a cluster has one");
    }
    var hosts = hosts(matcher.group(4), kind == Kind.SENTINEL ? SENTINELS_PORT : PORT);
    if (kind == Kind.SINGLE && hosts.size() > 1) {
      throw bad("names several hosts, so it must begin with redis-sentinel or redis-cluster");
    }
    var who = matcher.group(3);
    return new RedisUri(
        kind,
        matcher.group(1).equals("rediss"),
        user(who),
        password(who),
        hosts,
        database,
        primary);
  }

  private static List<HostAndPort> hosts(String text, int defaultPort) {
    var hosts = new ArrayList<HostAndPort>();
    for (var part : text.split(",", -1)) {
      var matcher = HOST.matcher(part.strip());
      if (!matcher.matches()) {
        throw bad("has a host that is none");
      }
      var port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
      if (port < 1 || port > 65_535) {
        throw bad("has a port that is none");
      }
      var host = matcher.group(1);
      hosts.add(
          new HostAndPort(
              host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
    }
    return hosts;
  }

  private static int number(@Nullable String text) {
    return text == null || text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static @Nullable String user(@Nullable String who) {
    if (who == null || who.indexOf(':') <= 0) {
      return null;
    }
    return decoded(who.substring(0, who.indexOf(':')));
  }

  /// What stands alone is a password: Redis had them before it had users.
  private static @Nullable String password(@Nullable String who) {
    if (who == null || who.isEmpty()) {
      return null;
    }
    return decoded(who.substring(who.indexOf(':') + 1));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("has a '%' that is not followed by two hexadecimal digits", e);
    }
  }

  private static IllegalArgumentException bad(String detail) {
    return new IllegalArgumentException(KEY + " " + detail);
  }

  private static IllegalArgumentException bad(String detail, Exception cause) {
    return new IllegalArgumentException(KEY + " " + detail, cause);
  }

  /// Without the password.
  @Override
  public String toString() {
    var shown = new StringBuilder();
    hosts.forEach(host -> shown.append(shown.isEmpty() ? "" : ",").append(host));
    return switch (kind) {
      case SINGLE -> "Redis at " + shown;
      case SENTINEL -> "Redis '%s' of the Sentinels at %s".formatted(primary, shown);
      case CLUSTER -> "the Redis Cluster at " + shown;
    };
  }
}
