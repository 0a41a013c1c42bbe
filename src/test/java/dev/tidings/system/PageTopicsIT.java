package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page with topics of one's own, to which others publish what they like.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTopicsIT {

  private static final String MARKUP =
      "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
          + "</td></table><style>*{display:none}</style>&lt;b&gt;";

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

  private void openWith(String query) {
    page.open("?" + query + "&token=" + DevelopmentHub.subscriberToken(hub)).awaitLive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"open/markup", "open/markup?event=cpu"})
  void whatSomebodyPublishesStaysText(String topicAndEvent) {
    openWith("topic=open/**");

    DevelopmentHub.publish(hub, topicAndEvent, MARKUP);
    page.awaitCount(1);

    assertThat(page.data()).containsExactly(MARKUP);
    assertThat(browser.run("return document.querySelectorAll('td *, body script').length"))
        .isEqualTo(0L);
    assertThat(browser.run("return document.title")).isEqualTo("Tidings");
    assertThat(browser.consoleErrors()).isEmpty();
    assertThat(browser.requests()).noneMatch(request -> request.getPath().equals("/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "7", "[]", "{}", "no JSON", "{\"load\":\"<b>\"}", "{\"load\":1e308}"})
  void aFigureThatIsNoneDoesNoHarm(String data) {
    openWith("topic=open/**&topic=metrics/*");

    DevelopmentHub.publish(hub, "open/figures?event=cpu", data);
    Browser.await(page::data, shown -> shown.contains(data));
    page.awaitCount(page.count() + 3);

    page.awaitLive();
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void eventsOfOtherTypesShowWhereTheirNamesAreGiven() {
    openWith("topic=open/**&event=price&event=__proto__");

    DevelopmentHub.publish(hub, "open/a?event=price", "1");
    DevelopmentHub.publish(hub, "open/a?event=news", "not asked for");
    DevelopmentHub.publish(hub, "open/a?event=__proto__", "2");
    DevelopmentHub.publish(hub, "open/a", "3");
    page.awaitCount(3);

    assertThat(page.data()).containsExactly("1", "2", "3");
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void publishedEventsAreNotMistakenForTheBrowsersOwn() {
    openWith("topic=open/**&event=open&event=error");

    DevelopmentHub.publish(hub, "open/a?event=open", "not an opening");
    DevelopmentHub.publish(hub, "open/a?event=error", "not an error");
    page.awaitCount(2);

    assertThat(page.data()).containsExactly("not an opening", "not an error");
    assertThat(page.text("reconnections")).isEqualTo("0");
    assertThat(page.text("state")).isEqualTo("live");
  }

  @Test
  void thereAreNoEmptyChartsWhereNoFiguresCome() {
    openWith("topic=open/**");
    assertThat(browser.isDisplayed("figures")).isFalse();

    DevelopmentHub.publish(hub, "open/load?event=cpu", "{\"load\":0.5,\"cores\":4}");
    browser.awaitText("cpu", "50%"::equals);
    assertThat(browser.isDisplayed("figures")).isTrue();
  }

  @Test
  void theCommandToPasteAsksForTheSameTopicsAndHoldsNoToken() {
    openWith("topic=open/**&topic=it's;+id");

    assertThat(page.text("curl"))
        .isEqualTo(
            "curl -N -H 'Authorization: Bearer <token>' '%s?topic=open/**&topic=it%%27s%%3B+id'"
                .formatted(hub.uri("/stream")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic=secret", "topic=metrics/*&token=bad", "topic=a//b"})
  void aRefusedStreamIsSaidToBe(String query) {
    page.open("?" + query);

    browser.awaitText("state", "closed: the hub refused the stream"::equals);
    assertThat(browser.isEnabled("connect")).isTrue();
    assertThat(browser.isEnabled("disconnect")).isFalse();
  }
}
