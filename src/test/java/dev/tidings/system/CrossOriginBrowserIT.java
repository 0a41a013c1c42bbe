package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.BrowserEventSource.Heard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// What a page of another origin can do in a real browser: one that the hub names, one that it does
/// not, and one that is among everybody.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossOriginBrowserIT {

  private Browser browser;
  private Elsewhere app;
  private Elsewhere other;

  /// Names `app`, and lets everybody read what needs no cookie.
  private Hub open;

  /// Knows neither of the two.
  private final Hub closed = Hub.shared();

  private String topic;

  @BeforeAll
  void start() {
    browser = Browser.start();
    app = new Elsewhere();
    other = new Elsewhere();
    open =
        new Hub.Launch()
            .with("tidings.topics.public", "open/**")
            .with("tidings.drain.window", "PT0S")
            .with("tidings.cors.origins", app.origin() + ",*")
            .start();
  }

  @AfterAll
  void stop() {
    if (open != null) {
      open.close();
    }
    if (app != null) {
      app.close();
      other.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void name(TestInfo test) {
    topic = "cors/" + test.getTestMethod().orElseThrow().getName();
  }

  /// Cookies heed no ports, so the hub gets what the page is given.
  private void visit(Elsewhere site, String cookie) {
    browser.open(site.page());
    browser.run("document.cookie = 'tidings_token=' + arguments[0] + '; path=/'", cookie);
  }

  private String stream(Hub hub, String topic) {
    return hub.uri("/stream?topic=" + topic).toString();
  }

  /// What the page is told: the status, or that there is nothing for it to see.
  private String fetched(Hub hub, String path, String options) {
    var script =
        "return fetch(arguments[0], "
            + options
            + ").then(answer => answer.type === 'opaque' ? 'opaque' : String(answer.status),"
            + " failure => failure.name)";
    var url = hub.uri(path).toString();
    return String.valueOf(browser.run(script, url, hub.tokens().everything()));
  }

  private static final String AS_JSON_WITH_A_TOKEN =
      """
      { method: 'POST', body: '{"a":1}', headers: {
          'Authorization': 'Bearer ' + arguments[1], 'Content-Type': 'application/json' } }\
      """;

  @Test
  void aNamedPageHearsAStreamAndReconnects() {
    visit(app, "");
    var source = BrowserEventSource.open(browser, stream(open, "open/" + topic)).awaitOpen();

    open.publish("open/" + topic, "a");

    source.await("message", 1);
    assertThat(source.data("message")).containsExactly("a");
  }

  @Test
  void aNamedPagesCookieCounts() {
    visit(app, open.tokens().subscriber(topic));
    var source = BrowserEventSource.openWithCredentials(browser, stream(open, topic)).awaitOpen();

    open.publish(topic, "a");

    source.await("message", 1);
    assertThat(source.data("message")).containsExactly("a");
  }

  @Test
  void withoutCredentialsTheCookieStaysAtHome() {
    visit(app, open.tokens().subscriber(topic));
    var source = BrowserEventSource.open(browser, stream(open, topic));

    source.awaitClosed();
  }

  @Test
  void amongEverybodyAPageHearsWhatNeedsNoCookie() {
    visit(other, open.tokens().subscriber("**"));
    var source = BrowserEventSource.open(browser, stream(open, "open/" + topic)).awaitOpen();
    var greedy = BrowserEventSource.openWithCredentials(browser, stream(open, "open/" + topic));

    open.publish("open/" + topic, "a");

    source.await("message", 1);
    greedy.awaitClosed();
    assertThat(greedy.heard()).extracting(Heard::type).containsExactly("error");
  }

  @Test
  void aPageThatIsNotAllowedHearsNothing() {
    visit(other, "");
    var source = BrowserEventSource.open(browser, stream(closed, "open/" + topic));

    source.awaitClosed();
    assertThat(source.heard()).extracting(Heard::type).containsExactly("error");
    assertThat(fetched(closed, "/health/live", "{}")).isEqualTo("TypeError");
  }

  @Test
  void aPagePublishesJsonWithItsToken() {
    visit(other, "");

    assertThat(fetched(open, "/topics/" + topic, AS_JSON_WITH_A_TOKEN)).isEqualTo("201");
  }

  @Test
  void aPageThatIsNotAllowedCannotPublishWhatNeedsAQuestionFirst() {
    visit(other, "");
    try (var stream = closed.subscribe(topic)) {
      assertThat(fetched(closed, "/topics/" + topic, AS_JSON_WITH_A_TOKEN)).isEqualTo("TypeError");
      closed.publish(topic, "good");

      assertThat(stream.next().data()).isEqualTo("good");
    }
  }

  /// A form could send this, too: the browser asks nobody first.
  @Test
  void aCookieDoesNotLetAPageThatIsNotAllowedPublish() {
    visit(other, open.tokens().everything());
    var simple =
        """
        { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'forged',
          headers: { 'Content-Type': 'text/plain' } }\
        """;
    try (var stream = open.subscribe(topic)) {
      assertThat(fetched(open, "/topics/" + topic, simple)).isEqualTo("opaque");
      open.publish(topic, "good");

      assertThat(stream.next().data()).isEqualTo("good");
    }
  }

  @Test
  void aNamedPagePublishesWithItsCookie() {
    visit(app, open.tokens().publisher(topic));
    var options =
        "{ method: 'POST', credentials: 'include', body: '1', headers: { 'Content-Type':"
            + " 'application/json' } }";

    assertThat(fetched(open, "/topics/" + topic, options)).isEqualTo("201");
  }

  @Test
  void aPageSeesTheHeadersThatItNeedsAndThoseOfAnError() {
    visit(app, "");
    var script =
        """
        const control = new AbortController();
        return fetch(arguments[0], { signal: control.signal }).then(answer => {
          control.abort();
          return answer.headers.get('Tidings-Connection');
        });
        """;

    assertThat(String.valueOf(browser.run(script, stream(open, "open/" + topic))))
        .matches("[0-9a-f-]{36}");
    assertThat(fetched(open, "/stream?topic=a//b", "{}")).isEqualTo("400");
    assertThat(fetched(open, "/stream?topic=secret", "{}")).isEqualTo("401");
  }
}
