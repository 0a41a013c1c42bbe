package dev.tidings.console;

import dev.tidings.http.OperatorsPage;
import dev.tidings.http.StaticFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/// `/console` and the files of which it consists. The page asks nobody but the hub: its policy lets
/// it load no script, style or data from elsewhere, and none that stands in a page.
@ApplicationScoped
@OperatorsPage
@Path("/console")
public class ConsoleResource {

  private static final StaticFiles FILES =
      StaticFiles.ofPage(
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");

  private static final String PLACE = "/web/console/";

  /// Where each file that may be asked for lies; the client of browsers among them, for `/client`
  /// is not there where operators have a port of their own.
  private static final Map<String, String> PLACES =
      Map.of(
          "console.css", PLACE + "console.css",
          "console.js", PLACE + "console.js",
          "hub.js", PLACE + "hub.js",
          "figures.js", PLACE + "figures.js",
          "chart.js", PLACE + "chart.js",
          "tidings.js", "/client/tidings.js",
          "uplot.js", uplot() + "uPlot.esm.js",
          "uplot.css", uplot() + "uPlot.min.css");

  /// The page.
  @GET
  public Response index(@Context Request request) throws IOException {
    return FILES.answer(PLACE + "index.html", request);
  }

  /// A file of the page.
  @GET
  @Path("{name}")
  public Response part(@PathParam("name") String name, @Context Request request)
      throws IOException {
    var place = PLACES.get(name);
    if (place == null) {
      throw new NotFoundException();
    }
    return FILES.answer(place, request);
  }

  /// Where its version, which only the build knows, has put the library of the charts.
  private static String uplot() {
    var about = new Properties();
    try (var in =
        ConsoleResource.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
      if (in == null) {
        throw new IllegalStateException("the library of the charts is not on the class path");
      }
      about.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/uplot/" + about.getProperty("version") + "/dist/";
  }
}
