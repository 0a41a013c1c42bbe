package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidings.system.BrowserEventSource.Heard;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a page hears that has nothing but the `EventSource` of its browser.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventSourceIT {

  private final Hub hub = Hub.shared();
  private Browser browser;
  private String topic;

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

  @BeforeEach
  void openSomethingOfTheHubs(TestInfo test) {
    browser.open(hub.uri("/health/live"));
    topic = "open/browser/" + test.getTestMethod().orElseThrow().getName();
  }

  private BrowserEventSource listen(String... types) {
    return BrowserEventSource.open(browser, "/stream?topic=" + topic, types).awaitOpen();
  }

  private void publish(String query, String data) {
    var answer = hub.post("/topics/" + topic + query, "text/plain", data);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @Test
  void eventsComeWithTheirIdsInTheOrderOfPublication() {
    var source = listen();

    var first = hub.publish(topic, "a");
    var second = hub.publish(topic, "b");

    assertThat(source.await("message", 2))
        .containsExactly(new Heard("message", "a", first), new Heard("message", "b", second));
  }

  @Test
  void aNamedEventComesToThoseWhoListenForItsNameAlone() {
    var source = listen("price", "größe");

    publish("?event=price", "1");
    publish("?event=other", "2");
    publish("?event=gr%C3%B6%C3%9Fe", "3");
    publish("", "4");

    source.await("message", 1);
    assertThat(source.heard())
        .extracting(Heard::type, Heard::data)
        .containsExactly(
            tuple("open", ""), tuple("price", "1"), tuple("größe", "3"), tuple("message", "4"));
  }

  static List<Arguments> texts() {
    return List.of(
        Arguments.of("nothing", "", ""),
        Arguments.of("a line feed at the end", "a\n", "a\n"),
        Arguments.of("a line feed alone", "\n", "\n"),
        Arguments.of("CR, LF and CRLF", "a\rb\nc\r\nd", "a\nb\nc\nd"),
        Arguments.of("LFCR is two", "a\n\rb", "a\n\nb"),
        Arguments.of("CRCR is two", "a\r\rb\r", "a\n\nb\n"),
        Arguments.of(
            "no other line ends", "a\u0085b\u2028c\u000bd\fe", "a\u0085b\u2028c\u000bd\fe"),
        Arguments.of("a leading space", " a\n  b", " a\n  b"),
        Arguments.of("a byte order mark", "\ufeffa\n\ufeffb", "\ufeffa\n\ufeffb"),
        Arguments.of("fields", "id: 7\ndata: x\nevent: y\n: z\nretry: 1", null),
        Arguments.of("an end of the event", "a\n\nevent: tidings.bye\ndata: {}\n\n", null),
        Arguments.of("all planes", "ä€😀\u0000\u007f", "ä€😀\u0000\u007f"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void aTextArrivesAsItWasPublishedButForTheFormOfItsLineEnds(
      String name, String published, @Nullable String heard) {
    var source = listen();

    publish("", published);

    source.await("message", 1);
    assertThat(source.data("message")).containsExactly(heard == null ? published : heard);
    assertThat(source.heard()).hasSize(2);
  }

  @Test
  void theLargestEventArrivesWhole() {
    var source = listen();
    var text = "0123456\n".repeat(8192);
    var line = "x".repeat(65_535) + "y";

    publish("", text);
    publish("", line);

    source.await("message", 2);
    assertThat(source.data("message")).containsExactly(text, line);
  }

  @Test
  void whatCameBeforeIsHeardWhereThePageAsksForIt() {
    hub.publish(topic, "before");
    var id = hub.publish(topic, "seen");
    hub.publish(topic, "missed");

    var all = BrowserEventSource.open(browser, "/stream?since=PT5M&topic=" + topic);
    var rest = BrowserEventSource.open(browser, "/stream?topic=" + topic + "&lastEventId=" + id);

    all.await("message", 3);
    assertThat(all.data("message")).containsExactly("before", "seen", "missed");
    rest.await("message", 1);
    assertThat(rest.data("message")).containsExactly("missed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic=secret", "topic=open/a&token=bad", "topic=a//b", ""})
  void whatRetryingCannotCureClosesItForGood(String query) {
    var source = BrowserEventSource.open(browser, "/stream?" + query);

    source.awaitClosed();
    assertThat(source.heard()).extracting(Heard::type).containsExactly("error");
  }
}
