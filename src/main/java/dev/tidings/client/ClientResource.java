package dev.tidings.client;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/// `/client/tidings.js`: the client as a module that a page can import, and its types.
@ApplicationScoped
@Path("/client")
public class ClientResource {

  private static final Map<String, String> TYPES =
      Map.of(
          "tidings.js", "text/javascript;charset=utf-8",
          "tidings.d.ts", "text/plain;charset=utf-8");

  /// A browser asks whether it has changed, for the hub may be another one by now.
  @GET
  @Path("{name: tidings\\.js|tidings\\.d\\.ts}")
  public Response file(@PathParam("name") String name, @Context Request request)
      throws IOException {
    try (var in = ClientResource.class.getResourceAsStream("/client/" + name)) {
      if (in == null) {
        throw new NotFoundException();
      }
      var content = in.readAllBytes();
      var tag = new EntityTag(Integer.toHexString(Arrays.hashCode(content)));
      var known = request.evaluatePreconditions(tag);
      var answer = known == null ? Response.ok(content, TYPES.get(name)).tag(tag) : known;
      return answer.header(HttpHeaders.CACHE_CONTROL, "no-cache").build();
    }
  }
}
