package dev.tidings.browser;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells browsers which pages may read an answer (CORS, as the Fetch standard has it), and answers
/// what they ask first, before a request that a form could not have sent.
///
/// A page that may not read is not kept from sending: that is what tokens are for. So a request of
/// an origin that is not allowed is served like any other, only its browser shows the page nothing.
final class CrossOrigin implements Filter {

  private static final HeaderName REQUEST_METHOD =
      HeaderNames.create("Access-Control-Request-Method");
  private static final HeaderName REQUEST_HEADERS =
      HeaderNames.create("Access-Control-Request-Headers");
  private static final HeaderName ALLOW_HEADERS =
      HeaderNames.create("Access-Control-Allow-Headers");

  private static final Header TO_EVERYBODY =
      HeaderValues.createCached("Access-Control-Allow-Origin", "*");
  private static final Header WITH_CREDENTIALS =
      HeaderValues.createCached("Access-Control-Allow-Credentials", "true");
  private static final Header VARIES = HeaderValues.createCached("Vary", "Origin");
  private static final Header METHODS =
      HeaderValues.createCached("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");

  /// What a page can see beside the few that it always can.
  private static final Header EXPOSED =
      HeaderValues.createCached(
          "Access-Control-Expose-Headers",
          "ETag, Idempotent-Replayed, Link, Location, Retry-After, Tidings-Connection,"
              + " Tidings-Heartbeat");

  /// In seconds. Chromium keeps such an answer no longer than these two hours.
  private static final Header CACHED = HeaderValues.createCached("Access-Control-Max-Age", "7200");

  /// Some libraries send `Cache-Control`, and tracing `traceparent`, of their own accord.
  private static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Cache-Control",
          "Content-Type",
          "Idempotency-Key",
          "If-None-Match",
          "Last-Event-ID",
          "traceparent",
          "tracestate");

  /// CloudEvents sends each attribute in a header of its own, and anybody may invent some.
  private static final Pattern ATTRIBUTE = Pattern.compile("ce-[a-z0-9]{1,64}");

  private static final int MOST_ATTRIBUTES = 64;

  private static final Pattern COMMA = Pattern.compile(",");

  private final AllowedOrigins origins;
  private final Map<String, Header> named;

  CrossOrigin(AllowedOrigins origins) {
    this.origins = origins;
    this.named =
        origins.named().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(),
                    origin -> HeaderValues.createCached("Access-Control-Allow-Origin", origin)));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var headers = request.headers();
    var origin = origin(headers);
    var granted = origin == null ? null : named.get(origin);
    if (!named.isEmpty()) {
      response.header(VARIES);
    }
    if (granted != null) {
      response.header(granted).header(WITH_CREDENTIALS).header(EXPOSED);
    } else if (origin != null && origins.everybody()) {
      response.header(TO_EVERYBODY).header(EXPOSED);
    } else {
      chain.proceed();
      return;
    }
    if (isPreflight(request)) {
      answer(headers, response);
    } else {
      chain.proceed();
    }
  }

  /// Null if there is none, or more than one, which no browser sends.
  private static @Nullable String origin(ServerRequestHeaders headers) {
    if (!headers.contains(HeaderNames.ORIGIN)) {
      return null;
    }
    var header = headers.get(HeaderNames.ORIGIN);
    return header.valueCount() == 1 ? header.get() : null;
  }

  private static boolean isPreflight(RoutingRequest request) {
    return request.prologue().method().equals(Method.OPTIONS)
        && request.headers().contains(REQUEST_METHOD);
  }

  private static void answer(ServerRequestHeaders headers, RoutingResponse response) {
    response
        .status(Status.OK_200)
        .header(METHODS)
        .header(HeaderValues.create(ALLOW_HEADERS, allowed(headers)))
        .header(CACHED)
        .send();
  }

  private static String allowed(ServerRequestHeaders headers) {
    var attributes =
        headers.values(REQUEST_HEADERS).stream()
            .flatMap(COMMA::splitAsStream)
            .map(String::strip)
            .filter(name -> ATTRIBUTE.matcher(name).matches())
            .distinct()
            .limit(MOST_ATTRIBUTES);
    return Stream.concat(HEADERS.stream(), attributes).collect(Collectors.joining(", "));
  }
}
