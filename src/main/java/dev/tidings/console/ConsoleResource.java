package dev.tidings.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;

/// `/console` and the files of which it consists. The page asks nobody but the hub: its policy lets
/// it load no script, style or data from elsewhere, and none that stands in a page.
@ApplicationScoped
@Path("/console")
public class ConsoleResource {

  private static final String SCRIPT = "text/javascript;charset=utf-8";
  private static final String STYLE = "text/css;charset=utf-8";
  private static final String PLACE = "/web/console/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private record Part(String place, String type) {}

  private static final Part INDEX = new Part(PLACE + "index.html", "text/html;charset=utf-8");

  private static final Map<String, Part> PARTS =
      Map.of(
          "console.css", new Part(PLACE + "console.css", STYLE),
          "console.js", new Part(PLACE + "console.js", SCRIPT),
          "hub.js", new Part(PLACE + "hub.js", SCRIPT),
          "figures.js", new Part(PLACE + "figures.js", SCRIPT),
          "chart.js", new Part(PLACE + "chart.js", SCRIPT),
          "uplot.js", new Part(UPLOT + "uPlot.esm.js", SCRIPT),
          "uplot.css", new Part(UPLOT + "uPlot.min.css", STYLE));

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  /// The page.
  @GET
  public Response index() throws IOException {
    return answer(INDEX);
  }

  /// A file of the page.
  @GET
  @Path("{name}")
  public Response part(@PathParam("name") String name) throws IOException {
    var part = PARTS.get(name);
    if (part == null) {
      throw new NotFoundException();
    }
    return answer(part);
  }

  private static Response answer(Part part) throws IOException {
    try (var in = ConsoleResource.class.getResourceAsStream(part.place())) {
      if (in == null) {
        throw new NotFoundException();
      }
      return Response.ok(in.readAllBytes(), part.type())
          .header("Content-Security-Policy", POLICY)
          .header(HttpHeaders.CACHE_CONTROL, "no-cache")
          .build();
    }
  }
}
