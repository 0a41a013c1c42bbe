package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.http.Failures;
import dev.tidings.http.Listeners;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.TopicPath;
import dev.tidings.limits.PublicationRate;
import dev.tidings.security.Access;
import dev.tidings.security.Bearers;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.microprofile.server.ServerCdiExtension;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Publications past JAX-RS, whose matching, injecting and filtering is half of what such a request
/// costs: those that have a token and data of known type and length, and say of the event its type
/// at the most, as nearly all do.
///
/// Whatever more a request says, and whatever is missing or odd, is left to [TopicsResource]. Both
/// do the same by the same means, which a test holds them to. Where the application has
/// [OtherParts] that would not see these requests, there is no shortcut.
@Dependent
class Shortcut implements Handler {

  private static final String TOPICS = "/topics/";

  /// What a topic is mostly made of, and what nobody reads in two ways.
  private static final Pattern PLAIN_PATH = Pattern.compile("/topics(?:/[\\w~-][\\w.~-]*+)++");

  private static final String EVENT = "event=";
  private static final Pattern PLAIN_QUERY = Pattern.compile("(?:" + EVENT + "[\\w.~-]++)?");

  /// What JAX-RS can read; it refuses the rest, though nothing here depends on it.
  private static final Pattern PLAIN_ACCEPT =
      Pattern.compile("[\\w.+*-]++/[\\w.+*-]++(?:[;,] ?[\\w.+*-]++[/=][\\w.+*-]++)*+");

  private static final String SCHEME = "Bearer ";

  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Publication.JSON);

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

  private final Bearers bearers;
  private final Access access;
  private final PublicationRate rate;
  private final Publisher publisher;

  @Inject
  Shortcut(Bearers bearers, Access access, PublicationRate rate, Publisher publisher) {
    this.bearers = bearers;
    this.access = access;
    this.rate = rate;
    this.publisher = publisher;
  }

  /// Before the server puts JAX-RS in.
  void install(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      BeanManager beans) {
    if (!OtherParts.concernPublications(beans)) {
      beans
          .getExtension(ServerCdiExtension.class)
          .serverRoutingBuilder()
          .route(Method.predicate(Method.POST), PathMatchers.any(), this);
    }
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    if (!isPlain(request)) {
      response.next();
      return;
    }
    var answer = answer(request);
    try {
      answer.accept(response);
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("whose client has left", e);
    }
  }

  private Consumer<ServerResponse> answer(ServerRequest request) {
    var path = path(request);
    try {
      var body = publish(path, request);
      return response -> response.status(Status.CREATED_201).header(JSON).send(body);
    } catch (Throwable e) {
      return response -> Failures.send(e, path, response);
    }
  }

  private byte[] publish(String path, ServerRequest request) throws IOException {
    var headers = request.headers();
    var bearer = bearers.of(token(headers));
    var topic = TopicPath.topic(path);
    access.checkPublish(bearer, topic);
    rate.check(bearer.subject());
    var type = type(query(request));
    var declared = contentType(headers);
    var body = Body.read(declared, request.content().inputStream(), publisher.maxSize());
    var publication = new Publication(topic, type, null, body.contentType(), body.data());
    return Created.body(publisher.publish(publication)).getBytes(StandardCharsets.UTF_8);
  }

  private boolean isPlain(ServerRequest request) {
    var path = path(request);
    return path.startsWith(TOPICS)
        && request.prologue().protocolVersion().startsWith("1")
        && PLAIN_PATH.matcher(path).matches()
        && PLAIN_QUERY.matcher(query(request)).matches()
        && isPlain(request.headers())
        && !Listeners.MANAGEMENT.equals(request.listenerContext().config().name());
  }

  private boolean isPlain(ServerRequestHeaders headers) {
    return isOnce(HeaderNames.AUTHORIZATION, headers)
        && isOnce(HeaderNames.CONTENT_TYPE, headers)
        && isOnce(HeaderNames.CONTENT_LENGTH, headers)
        && MORE.stream().noneMatch(headers::contains)
        && hasPlainAccept(headers)
        && headers.get(HeaderNames.AUTHORIZATION).get().startsWith(SCHEME)
        && !token(headers).isEmpty()
        && ContentType.isWellFormed(contentType(headers))
        && !CloudEventMode.isOfCloudEvents(contentType(headers))
        && Long.parseLong(headers.get(HeaderNames.CONTENT_LENGTH).get()) <= publisher.maxSize();
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

  private static @Nullable EventType type(String query) {
    return query.isEmpty()
        ? null
        : QueryParameters.parsed(EventType::new, query.substring(EVENT.length()));
  }

  private static String query(ServerRequest request) {
    return request.prologue().query().rawValue();
  }

  private static String path(ServerRequest request) {
    return request.prologue().uriPath().rawPath();
  }
}
