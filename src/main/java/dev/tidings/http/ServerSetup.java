package dev.tidings.http;

import dev.tidings.browser.AnswerHeaders;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.microprofile.cdi.RuntimeStart;
import io.helidon.microprofile.server.ServerCdiExtension;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;

/// Brings the server below JAX-RS into line: what it refuses by itself, such as a malformed request
/// line or a path that nobody serves, leaves as a problem, and requests are told apart strictly.
///
/// The server's builder is not open to others in Helidon MP, hence the reflection; a test would see
/// if it ceased to work.
public final class ServerSetup implements Extension {

  void install(
      @Observes @RuntimeStart @Priority(Interceptor.Priority.PLATFORM_AFTER) Object config,
      BeanManager beans)
      throws ReflectiveOperationException {
    var extension = beans.getExtension(ServerCdiExtension.class);
    extension
        .serverRoutingBuilder()
        .addFilter(new RequestFraming())
        .addFilter(new PromisedTrailers());
    var handlers = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, ServerSetup::problem);
    }
    server(extension).directHandlers(handlers.build());
  }

  static WebServerConfig.Builder server(ServerCdiExtension extension)
      throws ReflectiveOperationException {
    var access = ServerCdiExtension.class.getDeclaredMethod("serverBuilder");
    access.setAccessible(true);
    return (WebServerConfig.Builder) access.invoke(extension);
  }

  private static DirectHandler.TransportResponse problem(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    var told = said(type, status, request);
    var title = told.reasonPhrase();
    var body = new ProblemBody("http-" + told.code(), title, told.code(), title, path(request));
    AnswerHeaders.addTo(headers);
    headers.set(HeaderNames.CONTENT_TYPE, ProblemBody.MEDIA_TYPE);
    return DirectHandler.TransportResponse.builder()
        .status(told)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(body.json().getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /// Some request lines make the server's parser fail instead of refusing them. Nothing of the hub
  /// has run yet then, not even the path is known.
  private static Status said(
      DirectHandler.EventType type, Status status, DirectHandler.TransportRequest request) {
    var isUnread = type == DirectHandler.EventType.INTERNAL_ERROR && request.path().isEmpty();
    return isUnread ? Status.BAD_REQUEST_400 : status;
  }

  /// The query may hold a token.
  private static String path(DirectHandler.TransportRequest request) {
    var path = request.path();
    var query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
