package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The page when the stream breaks off: it goes on where it was.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageResumeIT {

  private Browser browser;
  private Hub hub;

  @BeforeAll
  void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void startHub() {
    hub = DevelopmentHub.launch().start();
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  @Test
  void afterAKilledHubIsBackThePageGoesOnByItself() {
    var page = new Page(browser, hub).open("");
    page.awaitCount(6);

    hub.kill();
    browser.awaitText("state", state -> state.startsWith("reconnecting"));
    var before = page.count();
    restart();

    page.awaitLive();
    page.awaitCount(before + 6);
    new Page(browser, hub).assertNothingMissed();
    assertThat(page.text("reconnections")).isEqualTo("1");
    assertThat(page.column(3)).doesNotContain("tidings.gap");
    assertThat(browser.consoleErrors()).allMatch(error -> error.contains("net::ERR_"));
  }

  @Test
  void aHubThatStopsSaysSoAndThePageComesBack() {
    var page = new Page(browser, hub).open("");
    page.awaitLive();
    page.awaitCount(3);

    hub.terminate();
    hub.awaitEnd();
    var before = page.count();
    restart();

    page.awaitLive();
    page.awaitCount(before + 3);
    new Page(browser, hub).assertNothingMissed();
    assertThat(page.states())
        .containsSubsequence("live", "reconnecting: the hub ended the stream (drain)", "live");
  }

  private void restart() {
    hub =
        DevelopmentHub.launch()
            .inPlaceOf(hub)
            .with("server.port", Integer.toString(hub.port()))
            .start();
  }

  @Test
  void whoDisconnectsAndConnectsAgainHasMissedNothing() {
    var page = new Page(browser, hub).open("");
    page.awaitCount(3);

    browser.click("disconnect");
    assertThat(page.text("state")).isEqualTo("closed");
    assertThat(browser.isEnabled("disconnect")).isFalse();
    var last = page.text("last-id");
    awaitThreeEventsAfter(last);
    assertThat(page.text("last-id")).isEqualTo(last);

    browser.click("connect");
    page.awaitLive();
    page.awaitCount(page.count() + 3);
    assertThat(browser.isEnabled("connect")).isFalse();
    page.assertNothingMissed();
  }

  @Test
  void aPageThatWasLeftHoldsNoStreamAndGoesOnWhenOneComesBack() {
    var page = new Page(browser, hub).open("");
    page.awaitCount(3);

    browser.leave();
    Browser.await(hub::output, output -> output.contains("stream ended"));

    browser.goBack();
    page.awaitLive();
    page.awaitCount(page.count() + 3);
    page.assertNothingMissed();
  }

  private void awaitThreeEventsAfter(String id) {
    var missed = hub.uri("/stream?topic=metrics/*&lastEventId=" + id);
    try (var stream = EventStream.open(missed, null, Map.of())) {
      assertThat(stream.next(3)).hasSize(3);
    }
  }
}
