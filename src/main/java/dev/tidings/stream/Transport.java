package dev.tidings.stream;

import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The ways to get a stream's events; the first is for those who do not care.
enum Transport {
  EVENTS(MediaType.SERVER_SENT_EVENTS),
  POLL(MediaType.APPLICATION_JSON),
  LINES("application/x-ndjson");

  private final String name;

  Transport(String name) {
    this.name = name;
  }

  /// As a client asks for it.
  String mediaType() {
    return name;
  }

  /// The one that the client likes best (RFC 9110, 12.5.1).
  ///
  /// @param accept the header; what in it is malformed counts as absent; null for no header
  /// @return empty if it likes none
  static Optional<Transport> preferred(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(EVENTS);
    }
    for (var transport : values()) {
      if (transport.name.equals(accept)) {
        return Optional.of(transport);
      }
    }
    return preferredOf(Arrays.stream(accept.split(",", -1)).flatMap(Range::parsed).toList());
  }

  private static Optional<Transport> preferredOf(List<Range> ranges) {
    var best = Optional.<Transport>empty();
    var most = 0.0;
    for (var transport : values()) {
      var weight = transport.weight(ranges);
      if (weight > most) {
        best = Optional.of(transport);
        most = weight;
      }
    }
    return best;
  }

  /// That of the range which names it most closely, of several such the highest.
  private double weight(List<Range> ranges) {
    var type = MediaType.valueOf(name);
    return ranges.stream()
        .filter(range -> range.type().isCompatible(type))
        .max(Comparator.comparingInt(Range::closeness).thenComparingDouble(Range::weight))
        .map(Range::weight)
        .orElse(0.0);
  }

  /// Of the header `Accept`.
  private record Range(MediaType type, double weight) {

    static Stream<Range> parsed(String text) {
      try {
        var type = MediaType.valueOf(text.strip());
        var weight = Double.parseDouble(type.getParameters().getOrDefault("q", "1"));
        return weight >= 0 && weight <= 1 ? Stream.of(new Range(type, weight)) : Stream.empty();
      } catch (IllegalArgumentException _) {
        return Stream.empty();
      }
    }

    int closeness() {
      return type.isWildcardType() ? 0 : type.isWildcardSubtype() ? 1 : 2;
    }
  }
}
