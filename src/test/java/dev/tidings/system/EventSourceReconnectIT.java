package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.BrowserEventSource.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// How the `EventSource` of a browser comes back by itself, and when it does not.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventSourceReconnectIT {

  private final List<Hub> hubs = new ArrayList<>();
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

  @AfterEach
  void stopHubs() {
    hubs.forEach(Hub::close);
    hubs.clear();
  }

  private Hub start(Hub.Launch launch) {
    var hub = launch.start();
    hubs.add(hub);
    return hub;
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
    var before = start(launch());
    var source = listenAt(before, "open/restart");
    before.publish("open/restart", "heard");
    source.await("message", 1);

    before.terminate();
    source.await("tidings.bye", 1);
    before.awaitEnd();
    var hub = start(again(before));
    hub.publish("open/restart", "missed");
    source.await("message", 2);
    hub.publish("open/restart", "new");
    source.await("message", 3);

    assertThat(source.data("message")).containsExactly("heard", "missed", "new");
    assertThat(source.data("tidings.bye")).contains("{\"reason\":\"drain\"}");
    assertThat(source.heard("tidings.gap")).isEmpty();
    assertThat(source.heard("open")).hasSizeGreaterThan(1);
  }

  @Test
  void aDropBeforeTheFirstEventIsMendedAsWell() {
    var before = start(launch());
    var source = listenAt(before, "open/first");

    before.kill();
    var hub = start(again(before));
    hub.publish("open/first", "missed");
    source.await("message", 1);

    assertThat(source.data("message")).containsExactly("missed");
  }

  @Test
  void itComesBackAfterTheTimeThatTheHubOrTheLastEventNamed() {
    // An hour stands for never: who comes back was told of another time.
    var before = start(launch().with("tidings.stream.retry", "PT1H"));
    var patient = listenAt(before, "open/patient");
    var told = BrowserEventSource.open(browser, "/stream?topic=open/told").awaitOpen();
    before.post("/topics/open/told?retry=100", "text/plain", "soon");
    told.await("message", 1);

    before.kill();
    patient.await("error", 1);
    start(again(before));
    told.await("open", 2);

    assertThat(patient.heard("open")).hasSize(1);
    assertThat(patient.isClosed()).isFalse();
  }

  @Test
  void whenItsTokenEndsItIsToldAndThenRefusedForGood() {
    var hub = Hub.shared();
    var token = hub.tokens().expiringIn(Duration.ofSeconds(8));
    var source = listenAt(hub, "secret/a&token=" + token);

    source.awaitClosed();

    assertThat(source.heard())
        .extracting(Heard::type)
        .containsExactly("open", "tidings.bye", "error", "error");
    assertThat(source.data("tidings.bye")).containsExactly("{\"reason\":\"expired\"}");
  }

  @Test
  void withATicketItComesBackToTheSameUrlAlsoAfterARestart() {
    var before = start(launch());
    var answer = before.post("/tickets", "application/json", "{\"topics\":[\"secret/t\"]}");
    var ticket = Problems.json(answer.body()).getString("ticket");
    var source = listenAt(before, "secret/t&ticket=" + ticket);
    before.publish("secret/t", "heard");
    source.await("message", 1);

    before.kill();
    source.await("error", 1);
    var hub = start(again(before));
    hub.publish("secret/t", "missed");
    source.await("message", 2);

    assertThat(source.data("message")).containsExactly("heard", "missed");
    assertThat(source.isClosed()).isFalse();
  }

  @Test
  void whomTheHubHasNoPlaceForComesBackUntilItHas() {
    var hub = start(launch().with("tidings.limits.streams", "1"));
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
