package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// The client of browsers where something on the way answers in the hub's place for a while.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientFaultsIT {

  private static final String PAGE = "<!doctype html><title>Log in</title><p>Who are you?</p>\n\n";

  /// Whatever comes in one piece from the network: the client gets each byte by itself.
  private static final String IN_BYTES =
      """
      window.pieces = 0;
      const { fetch } = window;
      window.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        const cut = new TransformStream({
          transform(bytes, out) {
            for (let i = 0; i < bytes.length; i++, pieces++) out.enqueue(bytes.slice(i, i + 1));
          },
        });
        return new Response(answer.body.pipeThrough(cut), answer);
      };
      """;

  private Browser browser;
  private Hub hub;
  private Middlebox between;
  private String topic;

  @BeforeAll
  void start() {
    browser = Browser.startChosen();
    hub = BrowserClient.hub().with("tidings.stream.retry", "PT0.1S").start();
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
    assumeTrue(!Browser.isHttp2Chosen(), "what stands between speaks HTTP/1.1");
    topic = "open/" + test.getTestMethod().orElseThrow().getName();
    between = Middlebox.before(hub);
  }

  @AfterEach
  void remove() {
    if (between != null) {
      browser.leave();
      between.close();
    }
  }

  /// In a page that has come the same way.
  private BrowserClient subscribe(String options, String before) {
    browser.open(between.uri("/client/tidings.d.ts"));
    return BrowserClient.subscribe(
        browser,
        between.uri(""),
        "{\"topics\":\"" + topic + "\",\"longestDelay\":200" + options + "}",
        before);
  }

  private static Middlebox.Answer answer(String head, String body) {
    return (_, browser) -> {
      var answer = "HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n" + body;
      browser.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      return true;
    };
  }

  /// Has this answer come in the middle of a stream, and gives why the page was told it waits.
  private List<String> goesOnBehind(Middlebox.Answer fault) {
    var client = subscribe("", "").awaitOpen();
    hub.publish(topic, "before");
    client.awaitHeard("before");

    between.answer(fault);
    Browser.await(client::phase, phase -> !phase.equals("open"));
    browser.run("states.length = 0");
    hub.publish(topic, "during");
    Browser.await(between::answered, count -> count >= 4);
    // A browser may ask again by itself before it says that a connection is broken.
    Browser.await(client::phases, phases -> phases.contains("waiting"));
    assertThat(client.phases()).doesNotContain("open", "closed");
    var reasons = client.reasons();

    between.handOn();
    client.awaitOpen();
    hub.publish(topic, "after");
    client.awaitHeard("before", "during", "after");
    assertThat(client.gaps()).isZero();
    return reasons;
  }

  @Test
  void aPageInsteadOfAStreamIsNotTakenForOne() {
    assertThat(goesOnBehind(answer("200 OK\r\nContent-Type: text/html;charset=utf-8", PAGE)))
        .contains("something that is no stream answers (text/html)");
  }

  @Test
  void nothingInsteadOfAStreamIsNotTakenForOne() {
    assertThat(goesOnBehind(answer("200 OK\r\nContent-Length: 0", "")))
        .contains("something that is no stream answers (nothing)");
  }

  @Test
  void aStreamThatEndsBeforeItBeginsIsNotOneThatWasOpen() {
    goesOnBehind(answer("200 OK\r\nContent-Type: text/event-stream", ""));
  }

  @Test
  void aHubThatFailsForAWhileIsAskedUntilItDoesNot() {
    assertThat(goesOnBehind(answer("500 Internal Server Error\r\nContent-Length: 4", "oops")))
        .contains("the hub answers 500");
  }

  @Test
  void connectionsThatBreakAreOpenedAgain() {
    goesOnBehind((_, _) -> true);
  }

  @Test
  void aRedirectToAPageToLogInIsNoStream() {
    var page = answer("200 OK\r\nContent-Type: text/html", PAGE);
    var redirect = answer("302 Found\r\nLocation: /login\r\nContent-Length: 0", "");

    assertThat(
            goesOnBehind(
                (head, browser) ->
                    (head.startsWith("GET /login") ? page : redirect).give(head, browser)))
        .contains("something that is no stream answers (text/html)");
  }

  @Test
  void aRedirectToLogInElsewhereIsNoStream() {
    try (var elsewhere = new Elsewhere()) {
      goesOnBehind(
          answer("302 Found\r\nLocation: " + elsewhere.page() + "\r\nContent-Length: 0", ""));
    }
  }

  @Test
  void aRefusalThatIsNotTheHubsIsNoReasonToGiveUp() {
    assertThat(goesOnBehind(answer("404 Not Found\r\nContent-Type: text/html", PAGE)))
        .contains("the hub answers 404");
    assertThat(goesOnBehind(answer("403 Forbidden\r\nContent-Type: text/html", PAGE)))
        .contains("the hub answers 403");
  }

  @Test
  void aStreamThatNeverBeginsIsReplacedByPollingUntilItDoes() {
    between.answer(
        (head, browser) -> {
          if (!head.contains("text/event-stream")) {
            return false;
          }
          // and nothing, until the browser has had enough of it
          return answer("200 OK\r\nContent-Type: text/event-stream", "").give(head, browser)
              && browser.getInputStream().read() < 0;
        });
    var client = subscribe(",\"openingTimeout\":300,\"tryStreaming\":1000", "").awaitOpen("poll");
    hub.publish(topic, "polled");
    client.awaitHeard("polled");

    between.handOn();
    client.awaitOpen("stream");
    hub.publish(topic, "streamed");
    client.awaitHeard("polled", "streamed");
  }

  @Test
  void aLargeEventComesWholeInChunksOfOneByte() {
    var beginning = "\u00e4\u20ac\ud83d\ude00 ";
    var data = beginning + "x".repeat(65_536 - beginning.getBytes(StandardCharsets.UTF_8).length);
    between.handOnByteForByte();
    var client = subscribe("", IN_BYTES).awaitOpen();

    hub.publish(topic, data);

    client.awaitHeard(data);
    assertThat(Long.parseLong(String.valueOf(browser.run("return pieces")))).isGreaterThan(65_536);
    assertThat(client.phases()).containsExactly("connecting", "open");
  }
}
