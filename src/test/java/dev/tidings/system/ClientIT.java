package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// The client of browsers, in several tabs of a real one.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIT {

  private static final String SUBSCRIBE =
      """
      return import('/client/tidings.js').then(({ subscribe }) => {
        window.seen = [];
        window.gaps = [];
        const token = arguments[1] || undefined;
        const onGap = (gap) => gaps.push(gap);
        window.stream = subscribe(location.origin, { topics: arguments[0], longestDelay: 500, token, onGap });
        stream.on('*', (event) => seen.push(event.data));
      });\
      """;

  private Browser browser;
  private Hub hub;
  private String home;
  private String topic;
  private final List<String> tabs = new ArrayList<>();

  @BeforeAll
  void start() {
    browser = Browser.startChosen();
    home = browser.tab();
    hub = launch().start();
  }

  private static Hub.Launch launch() {
    return BrowserClient.hub().with("tidings.stream.retry", "PT0.2S");
  }

  @AfterAll
  void stop() {
    if (hub != null) {
      hub.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void name(TestInfo test) {
    topic = "open/" + test.getTestMethod().orElseThrow().getName();
    browser.open(hub.uri("/client/tidings.js"));
  }

  @AfterEach
  void closeTabs() {
    tabs.forEach(browser::closeTab);
    tabs.clear();
    browser.switchTo(home);
  }

  private String subscribed(String token) {
    var tab = browser.openTab(hub.uri("/client/tidings.js"));
    tabs.add(tab);
    subscribe(token);
    return tab;
  }

  private void subscribe(String token) {
    browser.run(SUBSCRIBE, topic, token);
    Browser.await(() -> browser.run("return stream.state.phase"), "open"::equals);
  }

  private List<String> seen(String tab) {
    browser.switchTo(tab);
    return browser.strings("return seen");
  }

  private boolean leads(String tab) {
    browser.switchTo(tab);
    return Boolean.TRUE.equals(browser.run("return stream.state.leads"));
  }

  private List<String> publish(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(Integer::toString)
        .peek(data -> hub.publish(topic, data))
        .toList();
  }

  private void assertSeen(String tab, List<String> data) {
    Browser.await(() -> seen(tab), seen -> seen.size() >= data.size());
    assertThat(seen(tab)).isEqualTo(data);
    assertThat(browser.strings("return gaps")).isEmpty();
  }

  private long connections() {
    return Operator.of(hub).get("/connections?limit=1000").body().split(topic, -1).length - 1L;
  }

  @Test
  void sevenTabsShareOneConnectionAlsoWhenTheOneThatHoldsItGoes() {
    for (int i = 0; i < 7; i++) {
      subscribed("");
    }
    assertThat(connections()).isOne();
    var all = new ArrayList<>(publish(0, 10));
    tabs.forEach(tab -> assertSeen(tab, all));

    var leader = tabs.stream().filter(this::leads).findFirst().orElseThrow();
    browser.closeTab(leader);
    tabs.remove(leader);
    all.addAll(publish(10, 20));
    tabs.forEach(tab -> assertSeen(tab, all));

    var next = tabs.stream().filter(this::leads).findFirst().orElseThrow();
    tabs.remove(next);
    if (Browser.isChromiumChosen()) {
      browser.crashTab(next);
    } else {
      browser.closeTab(next);
    }
    all.addAll(publish(20, 30));
    tabs.forEach(tab -> assertSeen(tab, all));
    assertThat(connections()).isOne();
  }

  @Test
  void aRestartOfTheHubIsNotNoticedButForAMoment() {
    var one = subscribed("");
    var other = subscribed("");
    var all = new ArrayList<>(publish(0, 3));
    assertSeen(one, all);

    var port = String.valueOf(hub.port());
    hub.kill();
    Browser.await(() -> browser.run("return stream.state.phase"), phase -> !"open".equals(phase));
    hub = launch().inPlaceOf(hub).with("server.port", port).start();
    all.addAll(publish(3, 6));

    assertSeen(one, all);
    assertSeen(other, all);
  }

  @Test
  void aPageThatIsReloadedMissesNothing() {
    var tab = subscribed("");
    assertSeen(tab, publish(0, 3));

    browser.run("stream.close()");
    publish(3, 6);
    browser.reload();
    subscribe("");
    publish(6, 8);

    assertSeen(tab, List.of("3", "4", "5", "6", "7"));
  }

  @Test
  void tabsOfDifferentUsersShareNothing() {
    topic = topic.substring("open/".length());
    var alice = subscribed(hub.tokens().of("alice", List.of(), List.of("**")));
    var bob = subscribed(hub.tokens().of("bob", List.of(), List.of("**")));

    assertThat(connections()).isEqualTo(2);
    assertThat(leads(alice)).isTrue();
    assertThat(leads(bob)).isTrue();
    assertSeen(alice, publish(0, 2));
    assertSeen(bob, List.of("0", "1"));
  }

  @Test
  void whoMayNotSubscribeIsToldSoAndNotConnectedForEver() {
    browser.run(SUBSCRIBE, "secret", hub.tokens().subscriber("other"));

    Browser.await(() -> browser.run("return stream.state.phase"), "closed"::equals);
    assertThat(browser.run("return stream.state.error.status")).isEqualTo(403L);
    assertThat(String.valueOf(browser.run("return stream.state.error.message")))
        .contains("may not subscribe to secret");
  }
}
