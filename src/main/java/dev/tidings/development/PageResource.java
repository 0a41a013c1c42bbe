package dev.tidings.development;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/// The page at `/`, in development only.
@ApplicationScoped
@Path("/")
public class PageResource {

  @GET
  public Response index(@Context Request request) throws IOException {
    return WebFile.answer("index.html", request);
  }

  @GET
  @Path("{name: page\\.css|page\\.js}")
  public Response part(@PathParam("name") String name, @Context Request request)
      throws IOException {
    return WebFile.answer(name, request);
  }
}
