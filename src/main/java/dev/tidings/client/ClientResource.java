package dev.tidings.client;

import dev.tidings.http.StaticFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/// `/client/tidings.js`: the client as a module that a page can import, and its types.
@ApplicationScoped
@Path("/client")
public class ClientResource {

  private static final StaticFiles FILES = StaticFiles.forEveryPage();

  @GET
  @Path("{name: tidings\\.js|tidings\\.d\\.ts}")
  public Response file(@PathParam("name") String name, @Context Request request)
      throws IOException {
    return FILES.answer("/client/" + name, request);
  }
}
