package dev.tidings.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The issuer's public key, in each form and from each place that an operator may have it.
class VerificationKeyIT {

  private static final String LOCATION = "mp.jwt.verify.publickey.location";

  private final Tokens issuer = new Tokens();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @TestFactory
  List<DynamicTest> theKeyIsReadFromWhereItLies() throws IOException {
    return locations().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> works(entry.getValue())))
        .toList();
  }

  private Map<String, String> locations() throws IOException {
    var locations = new LinkedHashMap<String, String>();
    for (var form : Map.of("PEM", issuer.publicKeyPem(), "JWKS", issuer.jwks()).entrySet()) {
      var file = Files.writeString(directory.resolve(form.getKey()), form.getValue());
      locations.put(form.getKey() + " as a path", file.toString());
      locations.put(form.getKey() + " as a file URI", file.toUri().toString());
      locations.put(form.getKey() + " over HTTP", served(form.getValue()));
    }
    return locations;
  }

  /// The server's thread is a daemon; it ends with the tests.
  private static String served(String content) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/key",
        exchange -> {
          try (exchange) {
            var body = content.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/key";
  }

  private void works(String location) {
    try (var hub = new Hub.Launch().with(LOCATION, location).start()) {
      var target = "/stream?topic=a";
      assertThat(RawHttp.exchange(hub, "GET", target, RawHttp.bearer(issuer.withKeyId())).status())
          .isEqualTo(200);
      assertThat(
              RawHttp.exchange(hub, "GET", target, RawHttp.bearer(new Tokens().everything()))
                  .status())
          .isEqualTo(401);
    }
  }
}
