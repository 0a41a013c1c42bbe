package dev.tidings.development;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;

/// The page at `/`, in development only.
@ApplicationScoped
@Path("/")
public class PageResource {

  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html;charset=utf-8",
          "page.css", "text/css;charset=utf-8",
          "page.js", "text/javascript;charset=utf-8");

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'none'";

  @GET
  public Response index() throws IOException {
    return file("index.html");
  }

  @GET
  @Path("{name: page\\.css|page\\.js}")
  public Response part(@PathParam("name") String name) throws IOException {
    return file(name);
  }

  private static Response file(String name) throws IOException {
    if (!Development.isOn()) {
      throw new NotFoundException();
    }
    try (var in = PageResource.class.getResourceAsStream("/web/" + name)) {
      if (in == null) {
        throw new NotFoundException();
      }
      return Response.ok(in.readAllBytes(), TYPES.get(name))
          .header("Content-Security-Policy", POLICY)
          .header(HttpHeaders.CACHE_CONTROL, "no-cache")
          .build();
    }
  }
}
