package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The page that operators look at, in a real browser.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

  private static final Hub HUB = Hub.shared();
  private static final String MARKUP = "<img src=x onerror=\"document.title='taken'\">";

  private static final String TOO_WIDE =
      """
      return [document.documentElement, ...document.querySelectorAll('.scroll, [role=tablist]')]
        .filter((it) => it.scrollWidth > it.clientWidth || it.clientWidth > 360)
        .map((it) => it.outerHTML);
      """;

  private Browser browser;

  @BeforeAll
  void start() {
    browser = Browser.start();
  }

  @AfterAll
  void stop() {
    browser.close();
  }

  @Test
  void anOperatorSeesPublishesSubscribesReadsAndRevokes() {
    var viewer =
        HUB.tokens()
            .signed(HUB.tokens().claims("watched", List.of(), List.of("**"), Duration.ofHours(1)));
    try (var watched = EventStream.open(HUB.uri("/stream?topic=console/*"), viewer, Map.of())) {
      signIn(operator());
      browser.awaitText("open", text -> !text.equals("–") && !text.equals("0"));
      browser.awaitText("published", text -> !text.equals("–"));
      Browser.await(
          () -> browser.run("return document.querySelectorAll('#overview .uplot canvas').length"),
          canvases -> Long.valueOf(3).equals(canvases));

      browser.click("tab-try");
      fill("subscribe-topic", "console/*");
      browser.click("subscribe-button");
      browser.awaitText("subscribe-state", "live"::equals);
      fill("publish-topic", "console/a");
      fill("publish-data", MARKUP);
      browser.run("document.querySelector('#publish button').click()");
      browser.awaitText("publish-state", text -> text.startsWith("Published as "));
      browser.awaitText("received", text -> text.contains(MARKUP));
      assertThat(watched.next()).isNotNull();

      browser.click("tab-topics");
      fill("history-topic", "console/a");
      browser.run("document.querySelector('#history-form button').click()");
      browser.awaitText("history", text -> text.contains(MARKUP));

      browser.click("tab-connections");
      fill("find", "watched");
      browser.awaitText("connection-rows", text -> text.contains("console/*"));
      browser.run("document.querySelector('#connection-rows .danger').click()");
      browser.run("document.querySelector('#confirm [value=yes]').click()");
      browser.awaitText("explanation", "Revoked: 1 ended."::equals);
      assertThat(watched.rest()).anyMatch(block -> String.valueOf(block).contains("revoked"));

      assertThat(browser.run("return document.title")).isEqualTo("Tidings console");
      assertThat(browser.consoleErrors()).isEmpty();
      assertThat(browser.requests())
          .allSatisfy(
              request -> {
                assertThat(request.getAuthority()).isEqualTo(HUB.uri("/").getAuthority());
                assertThat(String.valueOf(request.getQuery())).doesNotContain("eyJ", "token");
              });
    }
  }

  @Test
  void whoIsNoOperatorIsToldSoAndSeesNothing() {
    signIn(HUB.tokens().everything());

    browser.awaitText("sign-in-error", "this token is not an operator’s"::equals);
    assertThat(browser.isDisplayed("console")).isFalse();
  }

  @Test
  void onANarrowWindowNothingIsCutOff() {
    signIn(operator());
    browser.narrow(360);

    try (var _ = HUB.subscribe("console/narrow")) {
      browser.awaitText("open", text -> !text.equals("–"));
      for (var tab : List.of("tab-connections", "tab-topics", "tab-try", "tab-overview")) {
        browser.click(tab);
        if (tab.equals("tab-connections")) {
          browser.awaitText("connection-rows", text -> text.contains("console/narrow"));
        }
        assertThat(browser.strings(TOO_WIDE)).as(tab).isEmpty();
      }
    }
  }

  private void signIn(String token) {
    browser.open(HUB.uri("/console"));
    Browser.await(() -> browser.isDisplayed("sign-in"), it -> it);
    fill("token", token);
    browser.run("document.querySelector('#sign-in button').click()");
  }

  private void fill(String id, String text) {
    browser.run(
        "const it = document.getElementById(arguments[0]); it.value = arguments[1];"
            + "it.dispatchEvent(new Event('input', {bubbles: true}))",
        id,
        text);
  }

  private static String operator() {
    var claims =
        HUB.tokens()
            .claims("operator", List.of("**"), List.of("**"), Duration.ofHours(1))
            .add("groups", Json.createArrayBuilder().add("tidings-admin"));
    return HUB.tokens().signed(claims);
  }
}
