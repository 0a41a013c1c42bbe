package dev.tidings.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.remote.RemoteWebDriver;

/// WebKitGTK's own small browser, which Debian has in `webkit2gtk-driver`. It needs a display:
/// `xvfb-run` gives it one.
final class WebKit {

  static final String DRIVER = "WebKitWebDriver";

  private static final Path LIBRARIES = Path.of("/usr/lib");

  private WebKit() {}

  static RemoteWebDriver start() {
    var driver =
        Browser.onPath(DRIVER)
            .orElseThrow(() -> new IllegalStateException("no " + DRIVER + " is on the PATH"));
    try {
      var port = freePort();
      var process = new ProcessBuilder(driver.getPath(), "--port=" + port).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return session(URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RemoteWebDriver session(URI driver) throws IOException {
    var options =
        new MutableCapabilities(
            Map.of(
                "acceptInsecureCerts",
                true,
                "webkitgtk:browserOptions",
                Map.of("binary", browser().getPath(), "args", List.of("--automation"))));
    Eventually.is("the driver listens", () -> isListening(driver));
    return new RemoteWebDriver(driver.toURL(), options);
  }

  private static boolean isListening(URI driver) {
    try (var socket = new Socket(driver.getHost(), driver.getPort())) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static File browser() throws IOException {
    try (var files = Files.walk(LIBRARIES, 3)) {
      return files
          .filter(file -> file.endsWith("MiniBrowser"))
          .map(Path::toFile)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no MiniBrowser is below " + LIBRARIES));
    }
  }
}
