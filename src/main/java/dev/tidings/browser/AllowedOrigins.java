package dev.tidings.browser;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The origins whose pages may read the hub's answers.
///
/// An origin is compared as the browser sends it, character by character: scheme, host and port.
/// Whatever only looks like one of these is none of them.
///
/// @param named may also send the browser's credentials, that is the cookie
/// @param everybody whether the pages of all others may read what needs no cookie
public record AllowedOrigins(Set<String> named, boolean everybody) {

  private static final String EVERYBODY = "*";

  /// As browsers write one (RFC 6454, 6.2): in lower case, and nothing behind the port.
  private static final Pattern SERIALIZED =
      Pattern.compile(
          "(?<scheme>[a-z][a-z0-9+.-]*)://"
              + "([a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+])"
              + "(:(?<port>[1-9][0-9]{0,4}))?");

  private static final int LAST_PORT = 65_535;

  public AllowedOrigins {
    named = Set.copyOf(named);
  }

  /// Reads `tidings.cors.origins`.
  ///
  /// @throws IllegalArgumentException with a message that names the key if one of them is no origin
  ///     that a browser would send
  public static AllowedOrigins of(List<String> values) {
    var named = new HashSet<>(values.stream().map(String::strip).toList());
    named.remove("");
    var everybody = named.remove(EVERYBODY);
    named.forEach(AllowedOrigins::check);
    return new AllowedOrigins(named, everybody);
  }

  private static void check(String origin) {
    var parts = SERIALIZED.matcher(origin);
    if (!parts.matches() || !isPortOf(parts.group("scheme"), parts.group("port"))) {
      throw new IllegalArgumentException(
          "tidings.cors.origins: '%s' is no origin as browsers send it: *, or scheme, host and a port that is not the scheme's own, in lower case and without a path, such as https://app.example.com"
              .formatted(origin));
    }
  }

  /// A browser leaves out a port that goes without saying.
  private static boolean isPortOf(String scheme, @Nullable String port) {
    if (port == null) {
      return true;
    }
    var number = Integer.parseInt(port);
    var implied =
        switch (scheme) {
          case "http" -> 80;
          case "https" -> 443;
          default -> 0;
        };
    return number != implied && number <= LAST_PORT;
  }

  /// Whether pages of any other origin than the hub's own may read anything at all.
  public boolean areNone() {
    return named.isEmpty() && !everybody;
  }
}
