package dev.tidings.publish;

import dev.tidings.http.PercentEncoding;
import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The headers of a CloudEvent in binary mode, as the SDK reads them (HTTP protocol binding 1.0.2,
/// 3.1.3): each once, and decoded.
final class CloudEventHeaders {

  private static final String PREFIX = "ce-";

  /// A URI has percent-encoding of its own. That of the header is left in it as well: many senders,
  /// the SDK among them, put none around it, and nobody can tell.
  private static final Set<String> URIS = Set.of("source", "dataschema");

  private CloudEventHeaders() {}

  /// @return names in lower case to values, of the `ce-` headers and the content type
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if an attribute is
  ///     missing, given twice, or has a value that it cannot have
  static Map<String, String> read(MultivaluedMap<String, String> headers) {
    var attributes = new HashMap<String, String>();
    var read = new LinkedHashMap<String, String>();
    headers.forEach(
        (name, values) -> {
          var lower = name.toLowerCase(Locale.ROOT);
          if (lower.startsWith(PREFIX)) {
            var attribute = lower.substring(PREFIX.length());
            var value = decoded(attribute, one(lower, values));
            attributes.put(attribute, value);
            read.put(lower, value);
          } else if (lower.equals("content-type")) {
            read.put(HttpHeaders.CONTENT_TYPE, one(lower, values));
          }
        });
    CloudEventAttributes.check(attributes);
    return read;
  }

  private static String one(String header, List<String> values) {
    if (values.size() > 1) {
      throw malformed("'" + CloudEventAttributes.said(header) + "' is given twice");
    }
    return values.getFirst();
  }

  private static String decoded(String attribute, String value) {
    if (!CloudEventAttributes.isOfStandard(attribute) || URIS.contains(attribute)) {
      return value;
    }
    try {
      return PercentEncoding.decoded(ascii(unquoted(value)));
    } catch (IllegalArgumentException _) {
      throw malformed("'" + PREFIX + attribute + "' is percent-encoded UTF-8");
    }
  }

  private static String ascii(String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("all but ASCII is percent-encoded");
    }
    return value;
  }

  /// A quoted string (RFC 9110, 5.6.4) stands for what is in it.
  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }

  private static RuntimeException malformed(String detail) {
    return new Problem.Malformed(detail).asException();
  }
}
