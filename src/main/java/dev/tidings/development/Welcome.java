package dev.tidings.development;

import io.helidon.microprofile.server.ServerCdiExtension;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;

/// Prints what a newcomer needs next, once the server runs: to the terminal, not to the log, for it
/// holds tokens.
@ApplicationScoped
public class Welcome {

  private static final System.Logger LOG = System.getLogger(Welcome.class.getName());
  private static final Duration VALID = Duration.ofDays(30);
  private static final JsonArray EVERYTHING = Json.createArrayBuilder().add("**").build();
  private static final JsonArray OPERATORS = Json.createArrayBuilder().add("tidings-admin").build();
  private static final JsonArray NOTHING = JsonArray.EMPTY_JSON_ARRAY;

  private final Config config;

  @Inject
  public Welcome(Config config) {
    this.config = config;
  }

  void print(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_AFTER + 200)
          @Initialized(ApplicationScoped.class)
          Object started,
      BeanManager beans) {
    if (!Development.isOn(config)) {
      return;
    }
    var isSecure = config.getOptionalValue("tidings.tls.certificate", String.class).isPresent();
    var base =
        (isSecure ? "https" : "http")
            + "://localhost:"
            + beans.getExtension(ServerCdiExtension.class).port();
    var file = Development.keyFile(config);
    var key = SigningKey.at(file);
    var subscriber = key.token(claims("subscriber", NOTHING, EVERYTHING).build());
    var publisher = key.token(claims("publisher", EVERYTHING, NOTHING).build());
    var operator = key.token(claims("operator", NOTHING, NOTHING).add("groups", OPERATORS).build());
    keep(file.resolveSibling("subscriber.token"), subscriber);
    keep(file.resolveSibling("publisher.token"), publisher);
    keep(file.resolveSibling("operator.token"), operator);
    System.out.print(
        """

        Tidings runs on %1$s (development; for this machine only)

          See it live      %1$s/

          Subscribe        curl -N '%1$s/stream?topic=**&token=%2$s'

          Publish          curl '%1$s/topics/news' -H 'Authorization: Bearer %3$s' -d 'Hello'

        The tokens are good for %4$d days and for this hub only; they are kept in %5$s.
        Stop with Ctrl-C.

        """
            .formatted(
                base, subscriber, publisher, VALID.toDays(), file.toAbsolutePath().getParent()));
    System.out.flush();
  }

  private static void keep(Path file, String token) {
    try {
      OwnersFile.write(file, token);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a token could not be kept in {0}: {1}", file, e);
    }
  }

  private static JsonObjectBuilder claims(String subject, JsonArray publish, JsonArray subscribe) {
    var now = Instant.now();
    return Json.createObjectBuilder()
        .add("iss", Development.ISSUER)
        .add("sub", subject)
        .add("upn", subject)
        .add("jti", UUID.randomUUID().toString())
        .add("iat", now.getEpochSecond())
        .add("exp", now.plus(VALID).getEpochSecond())
        .add(
            "tidings",
            Json.createObjectBuilder().add("publish", publish).add("subscribe", subscribe));
  }
}
