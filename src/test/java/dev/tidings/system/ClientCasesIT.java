package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.tls.Authority;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// What [ClientIT] does not have: what happens to a page, its token and its way to the hub.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCasesIT {

  private static final boolean SECURED = Browser.isHttp2Chosen();

  private final List<Hub> hubs = new ArrayList<>();
  private Browser browser;
  private Hub hub;
  private String topic;
  private String options;

  @BeforeAll
  void start() {
    browser = Browser.startChosen();
    hub = launch().start();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    hubs.forEach(Hub::close);
    if (hub != null) {
      hub.close();
    }
  }

  @BeforeEach
  void name(TestInfo test) {
    topic = "open/" + test.getTestMethod().orElseThrow().getName();
    options = "{\"topics\":\"" + topic + "\"}";
  }

  private static Hub.Launch launch() {
    var launch =
        new Hub.Launch()
            .with("tidings.topics.public", "open/**")
            .with("tidings.stream.heartbeat", "PT0.5S")
            .with("tidings.stream.retry", "PT0.3S")
            .with("tidings.drain.window", "PT0S");
    return SECURED ? launch.secured(new Authority()) : launch;
  }

  /// A hub that a test may stop.
  private Hub mortal() {
    var mortal = launch().start();
    hubs.add(mortal);
    return mortal;
  }

  private Hub again(Hub other) {
    var next = launch().inPlaceOf(other).with("server.port", "" + other.port()).start();
    hubs.add(next);
    return next;
  }

  @Test
  void aHubThatStopsSaysSoAndTheNextOneIsFound() {
    var before = mortal();
    var client = BrowserClient.open(browser, before, options).awaitOpen();

    before.terminate();
    Browser.await(client::reasons, reasons -> reasons.contains("drain"));
    before.awaitEnd();
    again(before).publish(topic, "missed");

    client.awaitHeard("missed");
  }

  @Test
  void aPageThatOneComesBackToGoesOn() {
    var client = BrowserClient.open(browser, hub, options).awaitOpen();
    hub.publish(topic, "heard");
    client.awaitHeard("heard");

    browser.leave();
    hub.publish(topic, "missed");
    browser.goBack();
    assumeTrue(
        Boolean.TRUE.equals(browser.run("return window.stream !== undefined")),
        "the browser does not keep pages that were left");

    client.awaitHeard("heard", "missed");
  }

  @Test
  void whereStorageIsForbiddenOrFullItGoesOnWithout() {
    for (var storage :
        List.of(
            "get() { throw new DOMException('no', 'SecurityError') }",
            "value: { getItem: () => null, setItem() { throw new DOMException('full', 'Quota')"
                + " } }")) {
      browser.open(BrowserClient.blank(hub));
      var client =
          BrowserClient.subscribe(
              browser,
              hub,
              options,
              "Object.defineProperty(window, 'sessionStorage', { " + storage + " })");
      client.awaitOpen();
      hub.publish(topic, "heard");
      client.awaitHeard("heard");
    }
  }

  @Test
  void aStreamOutlivesItsToken() {
    var brief = hub.tokens().expiringIn(Duration.ofSeconds(3));
    var secret = "secret/renewed";
    var client =
        BrowserClient.open(
                browser,
                hub,
                "{\"topics\":\"" + secret + "\"}",
                brief,
                hub.tokens().of("passing", List.of(), List.of("secret/**")))
            .awaitOpen();

    Eventually.is("the token has ended", () -> isRefused(brief));
    hub.publish(secret, "heard");

    client.awaitHeard("heard");
    assertThat(client.phases()).containsExactly("connecting", "open");
  }

  private boolean isRefused(String token) {
    var request =
        HttpRequest.newBuilder(hub.uri("/topics/secret/renewed"))
            .header("Authorization", "Bearer " + token);
    return hub.send(request).statusCode() == 401;
  }

  @Test
  void tenThousandEventsAtOnceLeaveASlowPageUsable() {
    assumeTrue(Browser.isChromiumChosen(), "only Chromium can be slowed down");
    var lines =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "{\"topic\":\"" + topic + "\",\"data\":" + i + "}")
            .collect(Collectors.joining("\n"));
    assertThat(hub.post("/topics", "application/x-ndjson", lines).statusCode()).isEqualTo(201);
    browser.open(BrowserClient.blank(hub));
    browser.slowDown(6);
    try {
      var pauses =
          "let last = performance.now(); window.longest = 0;"
              + "setInterval(() => { const now = performance.now();"
              + " longest = Math.max(longest, now - last); last = now; }, 5)";
      var client =
          BrowserClient.subscribe(
              browser,
              hub,
              "{\"topics\":\"" + topic + "\",\"since\":\"earliest\",\"share\":false}",
              pauses);
      Browser.await(
          () -> Integer.parseInt(String.valueOf(browser.run("return heard.length"))),
          count -> count >= 10_000);

      assertThat(client.heard())
          .isEqualTo(IntStream.range(0, 10_000).mapToObj(String::valueOf).toList());
      var longest = Double.parseDouble(String.valueOf(browser.run("return longest")));
      System.out.printf("the page stood still for %.0f ms at the longest%n", longest);
      assertThat(longest).isLessThan(2_000);
    } finally {
      browser.slowDown(1);
    }
  }

  @Test
  void aBrowserThatWasAsleepWhileTheHubWasRestartedHearsWhatItMissed() throws Exception {
    var before = mortal();
    var client = BrowserClient.open(browser, before, options).awaitOpen();

    var asleep = browser.processes().collect(Collectors.toSet());
    assertThat(asleep).isNotEmpty();
    signal("-STOP", asleep);
    try {
      before.kill();
      again(before).publish(topic, "missed");
    } finally {
      signal("-CONT", asleep);
    }

    client.awaitHeard("missed");
  }

  private static void signal(String signal, Set<ProcessHandle> processes) throws Exception {
    var command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(process -> command.add("" + process.pid()));
    new ProcessBuilder(command).start().waitFor();
  }

  @Test
  void behindAProxyThatHoldsStreamsBackEventsComeByPolling() {
    assumeTrue(BufferingProxy.isFound(), BufferingProxy.MISSING);
    assumeTrue(!SECURED, "the proxy speaks HTTP/1.1");
    try (var proxy = BufferingProxy.before(hub)) {
      browser.open(proxy.uri("/client/tidings.d.ts"));
      browser.run(
          """
          window.heard = [];
          return import('/client/tidings.js').then(({ subscribe }) => {
            window.stream = subscribe(location.origin, { topics: arguments[0], openingTimeout: 1000 });
            stream.on('*', ({ data }) => heard.push(data));
          });
          """,
          topic);
      var client = new BrowserClient(browser, browser.tab()).awaitOpen("poll");
      hub.publish(topic, "one");
      client.awaitHeard("one");
      hub.publish(topic, "two");
      client.awaitHeard("one", "two");
    }
  }
}
