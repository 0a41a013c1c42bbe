package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

  /// One that can be set.
  private static final String CLOCK =
      "const { now } = Date; window.by = 0; Date.now = () => now() + by";

  /// A page that shows the last events, and knows, until it has got them all, its longest time from
  /// frame to frame and how many events it was handed at the most between two.
  private static final String SHOW =
      """
      const list = document.body.appendChild(document.createElement('ol'));
      window.longest = 0;
      window.most = 0;
      window.done = false;
      let handed = 0;
      stream.on('*', ({ topic, data }) => {
        handed++;
        list.prepend(Object.assign(document.createElement('li'), { textContent: `${topic}: ${data}` }));
        if (list.children.length > 50) list.lastChild.remove();
      });
      let last = performance.now();
      const frame = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        most = Math.max(most, handed);
        last = now;
        handed = 0;
        done = heard.length >= arguments[0];
        if (!done) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      """;

  private static final int AT_ONCE = 10_000;

  /// From frame to frame; a time would depend on what else the machine has to do.
  private static final int MOST_HANDED = 4_000;

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
    return BrowserClient.hub().with("tidings.stream.retry", "PT0.3S");
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
  void whatIsForOneUserIsNotHeardInTheTabOfAnother() {
    var home = browser.tab();
    var alice = hub.tokens().of("alice", List.of(), List.of("users/alice/*"));
    var bob = hub.tokens().of("bob", List.of(), List.of("users/bob/*"));
    var hers = "{\"topics\":\"users/alice/*\"}";
    var one = BrowserClient.open(browser, hub, hers, alice).awaitOpen();
    var tab = browser.openTab(BrowserClient.blank(hub));
    try {
      var his = "{\"topics\":\"users/bob/*\"}";
      var other = BrowserClient.subscribe(browser, hub, his, "", bob).awaitOpen();
      hub.publish("users/alice/mail", "hers");
      hub.publish("users/bob/mail", "his");
      one.awaitHeard("hers");
      other.awaitHeard("his");

      assertRefused(other, hers, bob);
      hub.publish("users/alice/mail", "hers as well");
      one.awaitHeard("hers", "hers as well");
      assertThat(other.heard()).isEmpty();
      assertRefused(one, hers, bob);
    } finally {
      browser.closeTab(tab);
      browser.switchTo(home);
    }
  }

  /// In the same tab, which has been this user's before or another's.
  private void assertRefused(BrowserClient tab, String options, String token) {
    tab.lookAt();
    browser.reload();
    BrowserClient.subscribe(browser, hub, options, "", token);
    Browser.await(tab::phase, "closed"::equals);
    assertThat(browser.run("return stream.state.error.status")).isEqualTo(403L);
    assertThat(tab.heard()).isEmpty();
  }

  @Test
  void aClockThatIsSetCostsNoEventAndDoublesNone() {
    var home = browser.tab();
    browser.open(BrowserClient.blank(hub));
    var leader = BrowserClient.subscribe(browser, hub, options, CLOCK).awaitOpen();
    var tab = browser.openTab(BrowserClient.blank(hub));
    try {
      var follower = BrowserClient.subscribe(browser, hub, options, CLOCK).awaitOpen();
      var all = new ArrayList<String>();
      for (var days : List.of(1, -1, 0)) {
        setClock(leader, days);
        setClock(follower, days);
        all.add("at " + days);
        hub.publish(topic, all.getLast());
        leader.awaitHeard(all.toArray(String[]::new));
        follower.awaitHeard(all.toArray(String[]::new));
      }
      // To set it forward looks like sleep, behind which one asks anew; to set it back does not.
      assertThat(leader.phases().stream().filter("open"::equals)).hasSize(3);
    } finally {
      browser.closeTab(tab);
      browser.switchTo(home);
    }
  }

  @Test
  void aDeadConnectionIsNoticedByAClockThatWasSetBack() {
    browser.open(BrowserClient.blank(hub));
    var client = BrowserClient.subscribe(browser, hub, options, CLOCK).awaitOpen();
    setClock(client, -1);
    hub.suspend();
    try {
      Browser.await(client::phase, phase -> !phase.equals("open"));
    } finally {
      hub.resume();
    }
    client.awaitOpen();
    hub.publish(topic, "heard");
    client.awaitHeard("heard");
  }

  /// As somebody, or a time server, sets it; the page then looks whether it is still connected.
  private void setClock(BrowserClient client, int days) {
    client.lookAt();
    browser.run("by = arguments[0] * 86_400_000; dispatchEvent(new Event('online'))", days);
  }

  @Test
  void aStreamOutlivesItsToken() {
    var brief = hub.tokens().expiringIn(Duration.ofSeconds(10));
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
    var client = BrowserClient.open(browser, hub, options).awaitOpen();
    assertUsable(client);
  }

  @Test
  void tenThousandEventsAtOnceFromAnotherTabLeaveASlowPageUsable() {
    assumeTrue(Browser.isChromiumChosen(), "only Chromium can be slowed down");
    var home = browser.tab();
    BrowserClient.open(browser, hub, options).awaitOpen();
    var tab = browser.openTab(BrowserClient.blank(hub));
    try {
      var client = BrowserClient.subscribe(browser, hub, options, "").awaitOpen();
      assertThat(client.state("leads")).isEqualTo("false");
      assertUsable(client);
    } finally {
      browser.closeTab(tab);
      browser.switchTo(home);
    }
  }

  /// On a processor that is six times slower, while the events come.
  private void assertUsable(BrowserClient client) {
    var data = IntStream.range(0, AT_ONCE).mapToObj(String::valueOf).toList();
    var lines =
        data.stream()
            .map(each -> "{\"topic\":\"" + topic + "\",\"data\":" + each + "}")
            .collect(Collectors.joining("\n"));
    browser.slowDown(6);
    try {
      browser.run(SHOW, AT_ONCE);
      assertThat(hub.post("/topics", "application/x-ndjson", lines).statusCode()).isEqualTo(201);
      Browser.await(() -> browser.run("return done"), Boolean.TRUE::equals);
      var longest = Double.parseDouble(String.valueOf(browser.run("return longest")));
      var most = Integer.parseInt(String.valueOf(browser.run("return most")));
      System.out.printf(
          "the page stood still for %.0f ms at the longest, for %d events at the most%n",
          longest, most);
      assertThat(most).isPositive().isLessThan(MOST_HANDED);
    } finally {
      browser.slowDown(1);
    }
    assertThat(client.heard()).isEqualTo(data);
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
