package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The page at `/` in a real browser, as a newcomer opens it.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  private Browser browser;
  private Hub hub;
  private Page page;

  @BeforeAll
  void start() {
    browser = Browser.start();
    hub = DevelopmentHub.launch().start();
    page = new Page(browser, hub);
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

  @Test
  void theFiguresOfTheMachineAppearAndChange() {
    page.open("").awaitLive();

    browser.awaitText("cpu", text -> text.matches("\\d+%"));
    browser.awaitText("cpu-note", text -> text.matches("\\d+ cores?"));
    browser.awaitText("memory", text -> text.matches("[\\d.]+ [KMGT]iB / [\\d.]+ [KMGT]iB"));
    browser.awaitText("memory-note", text -> text.matches("\\d+% used"));
    if (LINUX) {
      browser.awaitText("network", text -> text.matches("[\\d.]+ \\S+/s in\n[\\d.]+ \\S+/s out"));
    }
    var first = figures();
    Browser.await(this::figures, now -> !now.equals(first));
    assertThat(share("cpu-bar")).isBetween(0.0, 1.0);
    assertThat(share("memory-bar")).isBetween(0.001, 1.0);
  }

  private List<String> figures() {
    return List.of(page.text("cpu"), page.text("memory"), page.text("network"));
  }

  private double share(String bar) {
    var share =
        browser.run(
            "return document.getElementById(arguments[0]).style.getPropertyValue('--share')", bar);
    return Double.parseDouble(String.valueOf(share));
  }

  @Test
  void theChartsAreDrawnAndGrow() {
    page.open("");

    for (var line : LINUX ? List.of("cpu", "memory", "received", "sent") : List.of("cpu")) {
      var chart = line.equals("cpu") || line.equals("memory") ? "chart" : "network-chart";
      var first = Browser.await(() -> page.pixels(chart, line), count -> count > 0);
      Browser.await(() -> page.pixels(chart, line), count -> count > first);
    }
  }

  @Test
  void theEventsAreCountedAndListedInOrderEachOnce() {
    page.open("").awaitCount(6);

    page.assertNothingMissed();
    assertThat(page.column(1)).allMatch(time -> time.matches("\\d\\d:\\d\\d:\\d\\d"));
    assertThat(page.column(3)).contains("cpu", "memory");
    assertThat(page.data()).anyMatch(data -> data.matches("\\{\"load\":[\\d.]+,\"cores\":\\d+}"));
    assertThat(page.text("reconnections")).isEqualTo("0");
  }

  @Test
  void aPausedListStandsStillAndIsFilledUpAfterwards() {
    page.open("").awaitCount(1);

    browser.click("pause");
    var shown = page.ids();
    page.awaitCount(page.count() + 3);
    assertThat(page.ids()).isEqualTo(shown);

    browser.click("pause");
    assertThat(page.ids())
        .hasSizeGreaterThan(shown.size())
        .startsWith(shown.toArray(String[]::new));
    page.assertNothingMissed();
  }

  @Test
  void thePageBreaksNoRuleOfItsOwnAndAsksNobodyElse() {
    page.open("").awaitCount(6);

    assertThat(browser.consoleErrors()).isEmpty();
    assertThat(browser.requests())
        .contains(hub.uri("/"), hub.uri("/page.css"), hub.uri("/page.js"))
        .allMatch(request -> request.getAuthority().equals(hub.uri("/").getAuthority()));
  }

  @Test
  void aTokenDoesNotStayInTheAddressBar() {
    var token = DevelopmentHub.subscriberToken(hub);
    page.open("?topic=open/**&token=" + token).awaitLive();

    assertThat(browser.address().getQuery()).isEqualTo("topic=open/**");
    assertThat(browser.run("return document.body.textContent")).asString().doesNotContain(token);

    browser.run("location.reload()");
    browser.awaitText("state", "closed: the hub refused the stream"::equals);
  }

  @Test
  void onANarrowScreenNothingSticksOut() {
    page.open("");
    browser.narrow(320);
    page.awaitCount(3);

    assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
  }
}
