package dev.tidings.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.remote.RemoteWebDriver;

/// Firefox without a window. Its driver is not to be had from Debian, but the browser itself speaks
/// the newer protocol, [WebDriver BiDi](https://www.w3.org/TR/webdriver-bidi/).
final class Firefox {

  private static final List<String> COMMANDS = List.of("firefox", "firefox-esr");
  private static final Pattern LISTENING =
      Pattern.compile("WebDriver BiDi listening on (ws://\\S+)");

  /// A browser that talks to nobody but the hub.
  private static final List<String> PREFERENCES =
      List.of(
          "\"app.normandy.enabled\", false",
          "\"app.update.disabledForTesting\", true",
          "\"browser.safebrowsing.update.enabled\", false",
          "\"browser.shell.checkDefaultBrowser\", false",
          "\"datareporting.policy.dataSubmissionEnabled\", false",
          "\"extensions.update.enabled\", false",
          "\"network.captive-portal-service.enabled\", false",
          "\"network.connectivity-service.enabled\", false",
          "\"services.settings.server\", \"data:,nowhere\"");

  private Firefox() {}

  static boolean isFound() {
    return COMMANDS.stream().anyMatch(command -> Browser.onPath(command).isPresent());
  }

  /// @param preferences further ones, each a quoted name and its value
  static RemoteWebDriver start(String... preferences) {
    try {
      var process = launch(profile(preferences));
      return new RemoteWebDriver(
          new BidiExecutor(listening(process), process::destroy), new MutableCapabilities());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(Path profile) throws IOException {
    var firefox =
        COMMANDS.stream()
            .flatMap(command -> Browser.onPath(command).stream())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no Firefox is on the PATH"));
    var process =
        new ProcessBuilder(
                firefox.getPath(),
                "--headless",
                "--no-remote",
                "--remote-debugging-port=0",
                "--profile",
                profile.toString(),
                "about:blank")
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }

  private static Path profile(String... preferences) throws IOException {
    var profile = Files.createTempDirectory("tidings-firefox");
    Files.write(
        profile.resolve("user.js"),
        Stream.concat(PREFERENCES.stream(), Stream.of(preferences))
            .map("user_pref(%s);"::formatted)
            .toList());
    return profile;
  }

  /// Has the rest read, else the browser would wait for that.
  private static URI listening(Process process) throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var found = LISTENING.matcher(line);
      if (found.find()) {
        Thread.ofPlatform().daemon().start(() -> readToItsEnd(lines));
        return URI.create(found.group(1) + "/session");
      }
    }
    throw new IllegalStateException("Firefox has ended before it listened");
  }

  private static void readToItsEnd(BufferedReader lines) {
    try {
      lines.lines().forEach(_ -> {});
    } catch (UncheckedIOException _) {
      // it was ended
    }
  }
}
