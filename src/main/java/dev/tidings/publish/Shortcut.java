package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.http.Failures;
import dev.tidings.http.TopicPath;
import dev.tidings.limits.PublicationRate;
import dev.tidings.security.Access;
import dev.tidings.security.Bearers;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
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
import java.util.function.Consumer;

/// Takes plain publications past JAX-RS, whose matching, injecting and filtering is half of what
/// such a request costs. Nearly all are plain.
///
/// All others are left to [TopicsResource]. Both do the same by the same means, which a test holds
/// them to. Where the application has [OtherParts] that would not see these requests, there is no
/// shortcut.
@Dependent
class Shortcut implements Handler {

  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Publication.JSON);

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
    if (!PlainRequest.isPlain(request, publisher.maxSize())) {
      response.next();
      return;
    }
    var answer = answer(new PlainRequest(request));
    try {
      answer.accept(response);
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("whose client has left", e);
    }
  }

  private Consumer<ServerResponse> answer(PlainRequest request) {
    try {
      var body = Created.body(published(request)).getBytes(StandardCharsets.UTF_8);
      return response -> response.status(Status.CREATED_201).header(JSON).send(body);
    } catch (Throwable e) {
      return response -> Failures.send(e, request.path(), response);
    }
  }

  private TopicEvent published(PlainRequest request) throws IOException {
    var bearer = bearers.of(request.token());
    var topic = TopicPath.topic(request.path());
    access.checkPublish(bearer, topic);
    rate.check(bearer.subject());
    var type = request.type();
    var body = Body.read(request.contentType(), request.data(), publisher.maxSize());
    return publisher.publish(new Publication(topic, type, null, body.contentType(), body.data()));
  }
}
