package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.BrowserEventSource.Heard;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// How the `EventSource` of a browser comes back by itself, and when it does not.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventSourceReconnectIT {

  private Browser browser;

  @BeforeAll
  void start() {
    browser = Browser.start();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Hub.Launch launch() {
    return new Hub.Launch()
        .with("tidings.topics.public", "open/**")
        .with("tidings.stream.retry", "PT0.3S")
        .with("tidings.drain.window", "PT0S");
  }

  private static Hub.Launch again(Hub hub) {
    return launch().inPlaceOf(hub).with("server.port", Integer.toString(hub.port()));
  }

  private BrowserEventSource listenAt(Hub hub, String topic) {
    browser.open(hub.uri("/health/live"));
    return BrowserEventSource.open(browser, "/stream?topic=" + topic).awaitOpen();
  }

  @Test
  void afterARestartItOpensAgainAndHearsWhatItMissed() {
    Hub before = launch().start();
    var source = listenAt(before, "open/restart");
    before.publish("open/restart", "heard");
    source.await("message", 1);

    before.terminate();
    source.await("tidings.bye", 1);
    before.awaitEnd();
    try (var hub = again(before).start()) {
      hub.publish("open/restart", "missed");
      source.await("message", 2);
      hub.publish("open/restart", "new");
      source.await("message", 3);
    }

    assertThat(source.data("message")).containsExactly("heard", "missed", "new");
    assertThat(source.data("tidings.bye")).contains("{\"reason\":\"drain\"}");
    assertThat(source.heard("tidings.gap")).isEmpty();
    assertThat(source.heard("open")).hasSizeGreaterThan(1);
  }

  @Test
  void aDropBeforeTheFirstEventIsMendedAsWell() {
    Hub before = launch().start();
    var source = listenAt(before, "open/first");

    before.kill();
    try (var hub = again(before).start()) {
      hub.publish("open/first", "missed");
      source.await("message", 1);
    }

    assertThat(source.data("message")).containsExactly("missed");
  }

  @Test
  void itComesBackAfterTheTimeThatTheHubOrTheLastEventNamed() {
    // An hour stands for never: who comes back was told of another time.
    Hub before = launch().with("tidings.stream.retry", "PT1H").start();
    var patient = listenAt(before, "open/patient");
    var told = BrowserEventSource.open(browser, "/stream?topic=open/told").awaitOpen();
    before.post("/topics/open/told?retry=100", "text/plain", "soon");
    told.await("message", 1);

    before.kill();
    patient.await("error", 1);
    try (var _ = again(before).start()) {
      told.await("open", 2);
    }

    assertThat(patient.heard("open")).hasSize(1);
    assertThat(patient.isClosed()).isFalse();
  }

  @Test
  void whenItsTokenEndsItIsToldAndThenRefusedForGood() {
    var hub = Hub.shared();
    var token = hub.tokens().expiringIn(Duration.ofSeconds(3));
    var source = listenAt(hub, "secret/a&token=" + token);

    source.awaitClosed();

    assertThat(source.heard())
        .extracting(Heard::type)
        .containsExactly("open", "tidings.bye", "error", "error");
    assertThat(source.data("tidings.bye")).containsExactly("{\"reason\":\"expired\"}");
  }

  @Test
  void whomTheHubHasNoPlaceForComesBackUntilItHas() {
    try (var hub = launch().with("tidings.limits.streams", "1").start()) {
      var first = listenAt(hub, "open/busy");
      var second = BrowserEventSource.open(browser, "/stream?topic=open/busy");

      // told so more than once: it did come back
      second.await("tidings.bye", 2);
      assertThat(second.data("tidings.bye")).containsOnly("{\"reason\":\"busy\"}");
      first.close();

      Browser.await(
          () -> {
            hub.publish("open/busy", "now?");
            return second.data("message");
          },
          heard -> !heard.isEmpty());
      assertThat(first.isClosed()).isTrue();
      assertThat(second.isClosed()).isFalse();
    }
  }
}
