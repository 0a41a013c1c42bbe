package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.http.Listeners;
import dev.tidings.http.QueryParameters;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request to publish that has a token and data of known type and length, says of the event its
/// type at the most, and leaves nothing to be found out.
record PlainRequest(ServerRequest request) {

  /// What a topic is mostly made of, and what nobody reads in two ways.
  private static final Pattern PLAIN_PATH = Pattern.compile("/topics(?:/[\\w~-][\\w.~-]*+)++");

  private static final String EVENT = "event=";
  private static final Pattern PLAIN_QUERY = Pattern.compile("(?:" + EVENT + "[\\w.~-]++)?");

  /// What JAX-RS can read; it refuses the rest, though nothing here depends on it.
  private static final Pattern PLAIN_ACCEPT =
      Pattern.compile("[\\w.+*-]++/[\\w.+*-]++(?:[;,] ?[\\w.+*-]++[/=][\\w.+*-]++)*+");

  private static final String SCHEME = "Bearer ";

  /// With one of these a request says more.
  private static final List<HeaderName> MORE =
      Stream.concat(
              Stream.of(
                  HeaderNames.CONTENT_ENCODING, HeaderNames.EXPECT, HeaderNames.TRANSFER_ENCODING),
              Stream.concat(
                      CloudEventMode.MARKS.stream(),
                      Stream.of(PublisherKeys.HEADER, TraceHeaders.PARENT))
                  .map(HeaderNames::create))
          .toList();

  /// Whether it is such a request.
  ///
  /// @param limit of the data, in bytes
  static boolean isPlain(ServerRequest request, int limit) {
    return PLAIN_PATH.matcher(path(request)).matches()
        && request.prologue().protocolVersion().startsWith("1")
        && PLAIN_QUERY.matcher(query(request)).matches()
        && isPlain(request.headers(), limit)
        && !Listeners.MANAGEMENT.equals(request.listenerContext().config().name());
  }

  private static boolean isPlain(ServerRequestHeaders headers, int limit) {
    return isOnce(HeaderNames.AUTHORIZATION, headers)
        && isOnce(HeaderNames.CONTENT_TYPE, headers)
        && isOnce(HeaderNames.CONTENT_LENGTH, headers)
        && MORE.stream().noneMatch(headers::contains)
        && hasPlainAccept(headers)
        && headers.get(HeaderNames.AUTHORIZATION).get().startsWith(SCHEME)
        && !token(headers).isEmpty()
        && ContentType.isWellFormed(contentType(headers))
        && !CloudEventMode.isOfCloudEvents(contentType(headers))
        && Long.parseLong(headers.get(HeaderNames.CONTENT_LENGTH).get()) <= limit;
  }

  /// As it was sent.
  String path() {
    return path(request);
  }

  String token() {
    return token(request.headers());
  }

  String contentType() {
    return contentType(request.headers());
  }

  /// Null for none.
  ///
  /// @throws dev.tidings.problem.ProblemException if it is not one that an event can have
  @Nullable EventType type() {
    var query = query(request);
    return query.isEmpty()
        ? null
        : QueryParameters.parsed(EventType::new, query.substring(EVENT.length()));
  }

  InputStream data() {
    return request.content().inputStream();
  }

  private static boolean hasPlainAccept(ServerRequestHeaders headers) {
    return !headers.contains(HeaderNames.ACCEPT)
        || (isOnce(HeaderNames.ACCEPT, headers)
            && PLAIN_ACCEPT.matcher(headers.get(HeaderNames.ACCEPT).get()).matches());
  }

  private static boolean isOnce(HeaderName name, ServerRequestHeaders headers) {
    return headers.contains(name) && headers.get(name).valueCount() == 1;
  }

  private static String token(ServerRequestHeaders headers) {
    return headers.get(HeaderNames.AUTHORIZATION).get().substring(SCHEME.length()).strip();
  }

  private static String contentType(ServerRequestHeaders headers) {
    return headers.get(HeaderNames.CONTENT_TYPE).get();
  }

  private static String query(ServerRequest request) {
    return request.prologue().query().rawValue();
  }

  private static String path(ServerRequest request) {
    return request.prologue().uriPath().rawPath();
  }
}
