package dev.tidings.system;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.RemoteWebDriver;

/// A real Chromium without a window, or Firefox or WebKit where the system property
/// `tidings.browser` says so and a test can do with it. The only class that knows how they are
/// found and driven.
public final class Browser implements AutoCloseable {

  static final String MISSING = "no Chromium with its chromedriver is on the PATH";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final String DRIVER = "chromedriver";
  private static final String CHOSEN = System.getProperty("tidings.browser", "chromium");

  /// Selenium warns of a browser that is newer than itself. Held, for loggers are held weakly.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    SELENIUM.setLevel(Level.SEVERE);
  }

  private final RemoteWebDriver driver;

  private Browser(RemoteWebDriver driver) {
    this.driver = driver;
  }

  /// The one that the system property `tidings.browser` names, `chromium` if there is none.
  static Browser startChosen() {
    return switch (CHOSEN) {
      case "chromium" -> start();
      case "firefox" -> new Browser(Firefox.start());
      case "webkit" -> new Browser(WebKit.start());
      default -> throw new IllegalStateException("tidings.browser is none of these: " + CHOSEN);
    };
  }

  /// The same, in which pages may keep nothing: neither cookies nor storage.
  static Browser startChosenWithoutStorage() {
    return switch (CHOSEN) {
      case "chromium" -> start(Map.of("profile.default_content_setting_values.cookies", 2));
      case "firefox" -> new Browser(Firefox.start("\"network.cookie.cookieBehavior\", 2"));
      default -> throw new IllegalStateException("not to be set from outside: " + CHOSEN);
    };
  }

  /// Whether hubs that a test starts for the chosen browser speak HTTP/2 with TLS.
  static boolean isHttp2Chosen() {
    return Boolean.getBoolean("tidings.browser.http2");
  }

  static boolean isChromiumChosen() {
    return CHOSEN.equals("chromium");
  }

  static boolean isWebKitChosen() {
    return CHOSEN.equals("webkit");
  }

  /// Says so on the console where it is neither: the build counts what is skipped and not why.
  static boolean isFoundOrRequired() {
    var found =
        switch (CHOSEN) {
          case "firefox" -> Firefox.isFound();
          case "webkit" -> onPath(WebKit.DRIVER).isPresent();
          default -> browser().isPresent() && onPath(DRIVER).isPresent();
        };
    var required = "true".equals(System.getenv("TIDINGS_REQUIRE_BROWSER"));
    if (!found && !required) {
      System.out.println("skipped: " + (isChromiumChosen() ? MISSING : "there is no " + CHOSEN));
    }
    return found || required;
  }

  public static Browser start() {
    return start(Map.of());
  }

  private static Browser start(Map<String, Object> preferences) {
    var browser = browser();
    var service = onPath(DRIVER);
    if (browser.isEmpty() || service.isEmpty()) {
      throw new IllegalStateException(MISSING);
    }
    return new Browser(
        new ChromeDriver(
            // Named, so that Selenium does not go and fetch one.
            new ChromeDriverService.Builder().usingDriverExecutable(service.get()).build(),
            options(browser.get()).setExperimentalOption("prefs", preferences)));
  }

  private static Optional<File> browser() {
    return BROWSERS.stream().map(Browser::onPath).flatMap(Optional::stream).findFirst();
  }

  static Optional<File> onPath(String command) {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .map(directory -> Path.of(directory, command))
        .filter(Files::isExecutable)
        .map(Path::toFile)
        .findFirst();
  }

  private static ChromeOptions options(File browser) {
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(browser);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.addArguments(
        "--headless=new",
        "--window-size=1200,1000",
        // for containers: tests run as root there, and shared memory is small
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        // of authorities that the tests make
        "--ignore-certificate-errors",
        // a browser that talks to nobody but the hub
        "--no-first-run",
        "--disable-quic",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.*");
    return options;
  }

  /// Opens a page, with nothing left of the one before.
  public void open(URI page) {
    leave();
    if (driver instanceof ChromeDriver) {
      command("Emulation.clearDeviceMetricsOverride", Map.of());
      consoleErrors();
      requests();
    }
    driver.get(page.toString());
  }

  /// Opens a page in a further tab, which is then the one that everything is done in.
  ///
  /// @return by which it is known
  public String openTab(URI page) {
    driver.switchTo().newWindow(WindowType.TAB);
    driver.get(page.toString());
    return driver.getWindowHandle();
  }

  /// The one that everything is done in.
  public String tab() {
    return driver.getWindowHandle();
  }

  public void switchTo(String tab) {
    driver.switchTo().window(tab);
  }

  /// Closes a tab; another must be switched to then.
  public void closeTab(String tab) {
    switchTo(tab);
    driver.close();
  }

  /// Has the process behind a tab end, as if it had failed.
  public void crashTab(String tab) {
    switchTo(tab);
    try {
      driver.get("chrome://crash");
    } catch (WebDriverException _) {
      // it has
    }
  }

  public void reload() {
    driver.navigate().refresh();
  }

  /// Goes elsewhere, as by a link.
  public void leave() {
    driver.get("about:blank");
  }

  public void goBack() {
    driver.navigate().back();
  }

  public URI address() {
    return URI.create(String.valueOf(driver.getCurrentUrl()));
  }

  public String text(String id) {
    return driver.findElement(By.id(id)).getText();
  }

  public void click(String id) {
    driver.findElement(By.id(id)).click();
  }

  public boolean isEnabled(String id) {
    return driver.findElement(By.id(id)).isEnabled();
  }

  public boolean isDisplayed(String id) {
    return driver.findElement(By.id(id)).isDisplayed();
  }

  /// A window of this width, like that of a phone.
  public void narrow(int width) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 700, "deviceScaleFactor", 2, "mobile", true));
  }

  /// Dark or light, as whoever looks prefers it, and without anything that moves.
  void prefer(boolean dark) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /// Types, wherever the focus is.
  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /// As slow as a telephone: by this factor, 1 for none.
  void slowDown(int factor) {
    command("Emulation.setCPUThrottlingRate", Map.of("rate", factor));
  }

  private void command(String name, Map<String, Object> parameters) {
    ((ChromeDriver) driver).executeCdpCommand(name, parameters);
  }

  /// The process of the browser and all that it has started.
  Stream<ProcessHandle> processes() {
    var directory =
        driver.getCapabilities().getCapability("chrome") instanceof Map<?, ?> chrome
            ? "--user-data-dir=" + chrome.get("userDataDir")
            : CHOSEN; // of which there is one
    return ProcessHandle.current()
        .descendants()
        .filter(it -> it.info().commandLine().orElse("").contains(directory))
        .flatMap(it -> Stream.concat(Stream.of(it), it.descendants()))
        .distinct();
  }

  /// Runs JavaScript as the body of a function.
  public @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /// What JavaScript returns as an array of strings.
  public List<String> strings(String script, Object... arguments) {
    return run(script, arguments) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  public String awaitText(String id, Predicate<String> good) {
    return await(() -> text(id), good);
  }

  /// Asks again until the answer is good, and gives that.
  public static <T> T await(Supplier<T> question, Predicate<T> good) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var answer = question.get();
      if (good.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + PATIENCE + " still: " + answer);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the console has shown in red since the last call, violations of the policy among it.
  public List<String> consoleErrors() {
    return log(LogType.BROWSER)
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /// What was asked for over the network since the last call.
  public List<URI> requests() {
    return log(LogType.PERFORMANCE)
        .map(entry -> parse(entry.getMessage()).getJsonObject("message"))
        .filter(message -> message.getString("method").equals("Network.requestWillBeSent"))
        .map(message -> message.getJsonObject("params").getJsonObject("request").getString("url"))
        .filter(url -> url.startsWith("http"))
        .map(URI::create)
        .toList();
  }

  private Stream<LogEntry> log(String type) {
    return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false);
  }

  private static JsonObject parse(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
