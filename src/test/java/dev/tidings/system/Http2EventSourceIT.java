package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tls.Authority;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a browser's pages gain by HTTP/2: as many streams as they want, where HTTP/1.1 allows six.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2EventSourceIT {

  private static final int MANY = 20;

  private final Authority authority = new Authority();
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

  private Hub.Launch launch() {
    return new Hub.Launch()
        .with("tidings.topics.public", "open/**")
        .with("tidings.stream.retry", "PT0.3S")
        .with("tidings.drain.window", "PT0S");
  }

  @Test
  void aPageHasTwentyStreamsAtOnceAndAllComeBackAfterARestart() {
    var sources = new ArrayList<BrowserEventSource>();
    int port;
    try (var hub = launch().secured(authority).start()) {
      port = hub.port();
      browser.open(hub.uri("/health/live"));
      assertThat(
              browser.run("return performance.getEntriesByType('navigation')[0].nextHopProtocol"))
          .isEqualTo("h2");
      for (int i = 0; i < MANY; i++) {
        sources.add(BrowserEventSource.open(browser, "/stream?topic=open/" + i).awaitOpen());
      }

      for (int i = 0; i < MANY; i++) {
        hub.publish("open/" + i, "for " + i);
      }
      for (int i = 0; i < MANY; i++) {
        sources.get(i).await("message", 1);
        assertThat(sources.get(i).data("message")).containsExactly("for " + i);
      }
      hub.kill();

      try (var again =
          launch().inPlaceOf(hub).with("server.port", Integer.toString(port)).start()) {
        for (int i = 0; i < MANY; i++) {
          again.publish("open/" + i, "missed by " + i);
        }
        for (int i = 0; i < MANY; i++) {
          sources.get(i).await("message", 2);
          assertThat(sources.get(i).data("message")).containsExactly("for " + i, "missed by " + i);
        }
        assertThat(again.output()).doesNotContain("WARNING", "SEVERE");
      }
    }
  }
}
