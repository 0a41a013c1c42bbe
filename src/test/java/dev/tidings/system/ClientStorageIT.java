package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// The client of browsers where a page can keep nothing: it works all the same, and a reload begins
/// anew.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientStorageIT {

  private static final String FILL =
      """
      for (let size = 1 << 20; size; size >>= 1) {
        try {
          for (let i = 0; ; i++) sessionStorage.setItem(`${size} ${i}`, 'x'.repeat(size));
        } catch {}
      }
      """;

  private static final String KEPT =
      "return Object.keys(sessionStorage).filter(key => key.startsWith('tidings'))";

  /// A frame that has no origin tells the page that it is in how things stand.
  private static final String SANDBOX =
      """
      const [hub, topics] = arguments;
      window.heard = [];
      window.stream = { state: {} };
      window.onmessage = ({ data }) => {
        if (data.event) heard.push(data.event);
        else stream.state = data;
      };
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts';
      frame.srcdoc = `<script type="module">
        import { subscribe } from '${hub}/client/tidings.js';
        const tell = (what) => parent.postMessage(what, '*');
        const stream = subscribe('${hub}', { topics: '${topics}' });
        stream.on('*', ({ data }) => tell({ event: data }));
        stream.observe(({ phase, transport }) => tell({ phase, transport }));
      </script>`;
      document.body.append(frame);
      """;

  private Browser browser;
  private Hub hub;
  private String topic;
  private String options;

  @BeforeAll
  void start() {
    browser = Browser.startChosen();
    hub =
        BrowserClient.hub()
            .with("tidings.cors.origins", "*")
            .with("tidings.stream.retry", "PT0.1S")
            .start();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (hub != null) {
      hub.close();
    }
  }

  @BeforeEach
  void name(TestInfo test) {
    topic = "open/" + test.getTestMethod().orElseThrow().getName();
    options = "{\"topics\":\"" + topic + "\",\"longestDelay\":200}";
  }

  @Test
  void whereStorageIsFullAPageBeginsAnewUntilThereIsRoom() {
    browser.open(BrowserClient.blank(hub));
    browser.run(FILL);
    var client = BrowserClient.subscribe(browser, hub, options, "").awaitOpen();
    hub.publish(topic, "heard");
    client.awaitHeard("heard");
    assertBeginsAnew(browser);
    assertThat(browser.strings(KEPT)).isEmpty();

    browser.run("sessionStorage.clear()");
    hub.publish(topic, "kept");
    Browser.await(() -> browser.strings(KEPT), kept -> kept.size() == 1);
    browser.run("stream.close()");
    hub.publish(topic, "not missed");
    browser.reload();
    BrowserClient.subscribe(browser, hub, options, "").awaitOpen().awaitHeard("not missed");
  }

  private void assertBeginsAnew(Browser browser) {
    browser.run("stream.close()");
    hub.publish(topic, "missed");
    browser.reload();
    var client = BrowserClient.subscribe(browser, hub, options, "").awaitOpen();
    hub.publish(topic, "after the reload");
    client.awaitHeard("after the reload");
  }

  @Test
  void aFrameThatHasNoOriginHearsEventsAllTheSame() {
    browser.open(BrowserClient.blank(hub));
    browser.run(SANDBOX, hub.uri("").toString(), topic);
    var client = new BrowserClient(browser, browser.tab()).awaitOpen();

    hub.publish(topic, "heard");

    client.awaitHeard("heard");
  }

  @Test
  void whereABrowserLetsAPageKeepNothingEventsComeAllTheSame() {
    assumeTrue(!Browser.isWebKitChosen(), "WebKit cannot be told so from outside");
    try (var forbidding = Browser.startChosenWithoutStorage()) {
      forbidding.open(BrowserClient.blank(hub));
      assertThat(
              forbidding.run("try { return !!sessionStorage } catch (error) { return error.name }"))
          .isEqualTo("SecurityError");
      var client = BrowserClient.subscribe(forbidding, hub, options, "").awaitOpen();

      hub.publish(topic, "heard");

      client.awaitHeard("heard");
      assertBeginsAnew(forbidding);
    }
  }
}
