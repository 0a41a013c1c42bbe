package dev.tidings.limits;

import dev.tidings.limits.ProxiesConfig.Header;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells whose request it is: that of the connection's other end, or, if that is a proxy that is
/// trusted, of whoever it says. Thread-safe.
@ApplicationScoped
public class Clients {

  /// The first `for` of an element (RFC 7239, 4); names of parameters are in any case.
  private static final Pattern FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for=(\"[^\"]*\"|[^;\"]*)\\s*(?:;|$)");

  private final ProxiesConfig config;

  @Inject
  public Clients(ProxiesConfig config) {
    this.config = config;
  }

  /// The nearest that is no trusted proxy. Each proxy adds whom it was asked by, so the hops are
  /// walked from the last to the first; what lies behind one that is not trusted may be forged and
  /// counts for nothing, and neither does what lies behind a hop that is no address.
  ///
  /// @param peer the other end of the connection
  /// @param headers finds the value of a header, with a comma between several; null if there is
  ///     none
  public AddressBlock client(InetAddress peer, Function<String, @Nullable String> headers) {
    var nearest = peer;
    if (isTrusted(peer)) {
      for (var hop : hops(headers).reversed()) {
        var address = address(hop);
        if (address.isEmpty()) {
          break;
        }
        nearest = address.get();
        if (!isTrusted(nearest)) {
          break;
        }
      }
    }
    return AddressBlock.client(nearest);
  }

  /// Whether it is a proxy's that is trusted.
  boolean isTrusted(InetAddress address) {
    return config.trusted().stream().anyMatch(block -> block.contains(address));
  }

  private List<String> hops(Function<String, @Nullable String> headers) {
    return switch (config.header()) {
      case Header.X_FORWARDED_FOR -> elements(headers.apply("X-Forwarded-For")).toList();
      case Header.FORWARDED -> elements(headers.apply("Forwarded")).map(Clients::forPart).toList();
    };
  }

  private static Stream<String> elements(@Nullable String header) {
    return header == null ? Stream.of() : Stream.of(header.split(",", -1)).map(String::strip);
  }

  private static String forPart(String element) {
    var matcher = FOR.matcher(element);
    var value = matcher.find() ? matcher.group(1).strip() : "";
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  /// An address, perhaps with a port; empty for anything else, such as `unknown`.
  private static Optional<InetAddress> address(String hop) {
    try {
      return Optional.of(InetAddress.ofLiteral(withoutPort(hop)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// `192.0.2.1:80`, `[2001:db8::1]:80`, or without.
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      var end = hop.indexOf(']');
      return end < 0 ? hop : hop.substring(1, end);
    }
    var colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }
}
