package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tabs that share nothing, for each has a hub of its own name: what a restart of the hub costs
/// them.
@NeedsBrowser
class ReconnectIT {

  private static final int TABS = 50;

  private static final String SUBSCRIBE =
      """
      window.heard = [];
      return import('/client/tidings.js').then(({ subscribe }) => {
        window.stream = subscribe(location.origin, { topics: 'open/reconnect' });
        stream.on('*', ({ data }) => heard.push(data));
        stream.observe(({ phase }) => { window.phase = phase; window.since = Date.now(); });
      });
      """;

  @Test
  void fiftyTabsAreBackSoonAfterTheHubIsAndHaveMissedNothing() {
    assumeTrue(
        Browser.isChromiumChosen() && !Browser.isHttp2Chosen(), "measured in one browser only");
    try (var browser = Browser.start()) {
      var hub = launch().start();
      var tabs =
          IntStream.rangeClosed(1, TABS)
              .mapToObj(number -> subscribed(browser, hub, number))
              .toList();
      tabs.forEach(tab -> awaitPhase(browser, tab, "open"));

      hub.kill();
      tabs.forEach(tab -> awaitPhase(browser, tab, "waiting", "connecting"));
      try (var next = launch().inPlaceOf(hub).with("server.port", "" + hub.port()).start()) {
        var back = System.currentTimeMillis();
        next.publish("open/reconnect", "missed");
        tabs.forEach(tab -> awaitPhase(browser, tab, "open"));

        var delays = tabs.stream().map(tab -> since(browser, tab) - back).sorted().toList();
        System.out.printf(
            "%d tabs were back %d ms after the hub at the median, %d ms at worst%n",
            TABS, delays.get(TABS / 2), delays.getLast());
        for (var tab : tabs) {
          browser.switchTo(tab);
          Browser.await(() -> browser.strings("return heard"), List.of("missed")::equals);
        }
        assertThat(delays.getLast()).isLessThan(30_000);
      }
    }
  }

  private static Hub.Launch launch() {
    return new Hub.Launch()
        .with("server.host", "0.0.0.0")
        .with("tidings.topics.public", "open/**")
        .with("tidings.drain.window", "PT0S");
  }

  private static String subscribed(Browser browser, Hub hub, int number) {
    var tab =
        browser.openTab(
            URI.create("http://127.0.0.%d:%d/client/tidings.d.ts".formatted(number, hub.port())));
    browser.run(SUBSCRIBE);
    return tab;
  }

  private static void awaitPhase(Browser browser, String tab, String... phases) {
    browser.switchTo(tab);
    Browser.await(() -> String.valueOf(browser.run("return phase")), List.of(phases)::contains);
  }

  private static long since(Browser browser, String tab) {
    browser.switchTo(tab);
    return browser.run("return since") instanceof Number number ? number.longValue() : 0;
  }
}
