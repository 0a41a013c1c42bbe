package dev.tidings.development;

import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/// The pages under `/examples`, and the tokens that their three users would get from a log-in; in
/// development only.
///
/// Whoever reaches the hub gets such a token without a password, so all that it is good for lies
/// under `demo/`.
@ApplicationScoped
@Path("/examples")
public class ExamplesResource {

  /// Short, so that whoever watches for some minutes sees a stream live on with a fresh one.
  private static final Duration VALID = Duration.ofMinutes(5);

  private static final List<String> USERS = List.of("alice", "bob", "carol");

  private final Config config;

  @Inject
  public ExamplesResource(Config config) {
    this.config = config;
  }

  @GET
  @Path("{name: [a-z]+\\.(?:html|css|js)}")
  public Response file(@PathParam("name") String name, @Context Request request)
      throws IOException {
    return WebFile.answer("examples/" + name, request);
  }

  /// A token for one of the users, as text.
  @GET
  @Path("token")
  @Produces(MediaType.TEXT_PLAIN)
  public Response token(@QueryParam("user") @Nullable String user) {
    if (!Development.isOn(config)) {
      throw new NotFoundException();
    }
    if (user == null || !USERS.contains(user)) {
      throw new Problem.Malformed("'user' must be one of " + String.join(", ", USERS))
          .asException();
    }
    return Response.ok(SigningKey.at(Development.keyFile(config)).token(claims(user)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static JsonObject claims(String user) {
    var now = Instant.now();
    return Json.createObjectBuilder()
        .add("iss", Development.ISSUER)
        .add("sub", user)
        .add("upn", user)
        .add("jti", UUID.randomUUID().toString())
        .add("iat", now.getEpochSecond())
        .add("exp", now.plus(VALID).getEpochSecond())
        .add(
            "tidings",
            Json.createObjectBuilder()
                .add(
                    "publish",
                    array(
                        "demo/users/*/notifications", "demo/users/" + user + "/read", "demo/feed"))
                .add("subscribe", array("demo/users/" + user + "/**", "demo/feed")))
        .build();
  }

  private static JsonArray array(String... filters) {
    return Json.createArrayBuilder(List.of(filters)).build();
  }
}
