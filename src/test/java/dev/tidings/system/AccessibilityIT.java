package dev.tidings.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/// Whether the console and the pages can be used by everybody: what axe-core finds in a real
/// browser, in light and dark, and all by the keyboard alone.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibilityIT {

  private static final String AXE = axe();
  private static final int LONGEST_WAY = 80;

  private static final String VIOLATIONS =
      """
      return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`)));
      """;

  /// What can be operated, in short; of tabs the one that is chosen, for arrows lead to the others.
  private static final String OPERABLE =
      """
      window.nameOf = (it) => `${it.localName} ${it.id || it.name || it.getAttribute('aria-label') || it.getAttribute('aria-labelledby') || it.textContent}`.trim();
      return [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')]
        .filter((it) => !it.disabled && it.tabIndex >= 0 && it.checkVisibility()).map(nameOf);
      """;

  private static final String FOCUSED =
      """
      const it = document.activeElement;
      if (!it || it === document.body) return ['nothing', 'true'];
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      return [nameOf(it), `${outlineStyle !== 'none' && outlineWidth !== '0px'}`];
      """;

  private Browser browser;
  private Hub development;

  /// Of its own: the shared one has what all other tests have left in it.
  private Hub production;

  @BeforeAll
  void start() {
    browser = Browser.start();
    development = DevelopmentHub.launch().start();
    production = new Hub.Launch().with("tidings.drain.window", "PT0S").start();
    say("bob", "demo/feed?event=post", "{\"by\":\"bob\",\"text\":\"The release is out.\"}");
    for (var kind : List.of("order", "alert", "message")) {
      say("alice", "demo/users/bob/notifications?event=" + kind, "{\"text\":\"Number 4711\"}");
    }
  }

  private void say(String user, String topicAndQuery, String json) {
    var token = development.get("/examples/token?user=" + user).body();
    var answer =
        development.send(
            HttpRequest.newBuilder(development.uri("/topics/" + topicAndQuery))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @AfterAll
  void stop() {
    if (development != null) {
      development.close();
    }
    if (production != null) {
      production.close();
    }
    browser.close();
  }

  private static String axe() {
    var about = new Properties();
    try (var in = resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
      about.load(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    var place = "/META-INF/resources/webjars/axe-core/" + about.getProperty("version");
    try (var in = resource(place + "/axe.min.js")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static InputStream resource(String place) {
    var in = AccessibilityIT.class.getResourceAsStream(place);
    if (in == null) {
      throw new AssertionError(place + " is not on the class path");
    }
    return in;
  }

  private void assertForEverybody(String what) {
    browser.run(AXE);
    assertThat(browser.strings(VIOLATIONS)).as(what).isEmpty();
  }

  private void open(String page) {
    browser.open(development.uri(page));
    if (page.startsWith("/examples")) {
      browser.awaitText("state", "Live"::equals);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, false",
    "/, true",
    "/examples/dashboard.html, false",
    "/examples/dashboard.html, true",
    "/examples/notifications.html?user=bob, false",
    "/examples/notifications.html?user=bob, true",
    "/examples/feed.html?user=bob, false",
    "/examples/feed.html?user=bob, true"
  })
  void aPageIsForEverybody(String page, boolean dark) {
    browser.prefer(dark);
    open(page);
    if (page.contains("dashboard")) {
      Browser.await(
          () -> browser.strings("return [...document.querySelectorAll('.metric')]"),
          it -> it.size() > 1);
    } else if (page.contains("user=bob")) {
      Browser.await(() -> browser.isDisplayed("empty"), shown -> !shown);
    }
    assertForEverybody(page);
    if (page.startsWith("/examples")) {
      browser.click("offline");
      browser.awaitText("state", "Offline"::equals);
      assertForEverybody(page + " offline");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theConsoleIsForEverybody(boolean dark) {
    browser.prefer(dark);
    browser.open(production.uri("/console"));
    assertForEverybody("before signing in");
    browser.run("document.getElementById('token').focus()");
    browser.type("no token", Keys.ENTER);
    browser.awaitText("sign-in-error", text -> !text.isEmpty());
    assertForEverybody("a token that is none");

    try (var _ = production.subscribe("seen")) {
      production.publish("seen", "an event");
      signInByKeyboard();
      browser.awaitText("open", text -> !text.equals("–"));
      browser.awaitText("published", text -> !text.equals("–"));
      assertForEverybody("the overview");

      browser.click("tab-connections");
      browser.awaitText("connection-rows", text -> !text.isEmpty());
      assertForEverybody("connections");
      browser.run("document.querySelector('#connection-rows .danger').click()");
      assertForEverybody("to be confirmed");
      browser.type(Keys.ESCAPE);

      browser.click("tab-topics");
      browser.awaitText("topic-rows", text -> text.contains("seen"));
      browser.run(
          "document.getElementById('history-topic').value = 'seen';"
              + "document.querySelector('#history-form button').click()");
      browser.awaitText("history", text -> text.contains("an event"));
      assertForEverybody("topics");

      browser.click("tab-try");
      browser.run("document.querySelector('#subscribe-topic').value = 'seen'");
      browser.click("subscribe-button");
      browser.awaitText("subscribe-state", "live"::equals);
      production.publish("seen", "another");
      browser.awaitText("received", text -> text.contains("another"));
      assertForEverybody("trying");
    }
  }

  /// The console focuses what is to be filled in first.
  private void signInByKeyboard() {
    browser.run("document.getElementById('token').focus()");
    browser.run("document.getElementById('token').value = ''");
    browser.type(operator(), Keys.ENTER);
    Browser.await(() -> browser.isDisplayed("console"), it -> it);
  }

  @Test
  void anOperatorWithoutAMouseGetsEverywhere() {
    var watched = production.tokens().of("keyboard", List.of(), List.of("**"));
    try (var stream = EventStream.open(production.uri("/stream?topic=keys"), watched, Map.of())) {
      browser.open(production.uri("/console"));
      browser.type(operator(), Keys.ENTER);
      Browser.await(() -> browser.isDisplayed("console"), it -> it);
      for (var tab : List.of("connections", "topics", "try", "overview")) {
        assertEverythingIsReached(tab.equals("connections") ? "overview" : "before " + tab);
        browser.run("document.querySelector('[aria-selected=true]').focus()");
        browser.type(Keys.ARROW_RIGHT);
        Browser.await(() -> browser.isDisplayed(tab), it -> it);
      }
      browser.type(Keys.ARROW_RIGHT, Keys.TAB, "keyboard");
      Browser.await(
          () ->
              browser.strings(
                  "return [...document.querySelectorAll('#connection-rows tr')].map(it =>"
                      + " it.textContent)"),
          rows -> rows.size() == 1);
      goTo("Revoke connection");

      browser.type(Keys.ENTER);
      assertThat(focused()).contains("Cancel");
      browser.type(Keys.ESCAPE);
      assertThat(focused()).as("where one was").contains("Revoke connection");
      browser.type(Keys.ENTER, Keys.TAB, Keys.ENTER);

      browser.awaitText("explanation", "Revoked: 1 ended."::equals);
      assertThat(stream.rest()).anyMatch(block -> String.valueOf(block).contains("revoked"));
      assertThat(focused()).as("where one can go on").isNotEqualTo("nothing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/examples/dashboard.html",
        "/examples/notifications.html?user=bob",
        "/examples/feed.html?user=bob"
      })
  void whoeverHasNoMouseGetsEverywhere(String page) {
    browser.prefer(false);
    open(page);
    assertEverythingIsReached(page);
  }

  @Test
  void aPostIsWrittenAndLikedByKeyboardAlone() {
    open("/examples/feed.html?user=carol");
    goTo("input text");
    browser.type("Without a mouse", Keys.ENTER);
    Browser.await(() -> browser.text("posts"), text -> text.contains("Without a mouse"));
    goTo("button ♥");
    browser.type(Keys.SPACE);

    Browser.await(
        () -> browser.run("return document.querySelector('.likes').textContent"), "1"::equals);
  }

  private String focused() {
    browser.run(OPERABLE);
    return browser.strings(FOCUSED).getFirst();
  }

  /// Tabs on until something of that name has the focus.
  private void goTo(String name) {
    browser.run(OPERABLE);
    for (int i = 0; i < LONGEST_WAY; i++) {
      browser.type(Keys.TAB);
      if (browser.strings(FOCUSED).getFirst().contains(name)) {
        return;
      }
    }
    throw new AssertionError("nothing of the name " + name + " is reached");
  }

  private void assertEverythingIsReached(String what) {
    var reached = new LinkedHashSet<String>();
    var unseen = new ArrayList<String>();
    var operable = browser.strings(OPERABLE);
    for (int i = 0; i < LONGEST_WAY && !reached.containsAll(operable); i++) {
      browser.type(Keys.TAB);
      var focus = browser.strings(FOCUSED);
      reached.add(focus.getFirst());
      if (focus.getLast().equals("false")) {
        unseen.add(focus.getFirst());
      }
    }
    assertThat(reached).as(what).containsAll(operable);
    assertThat(unseen).as("where the focus is not to be seen").isEmpty();
  }

  private String operator() {
    var claims =
        production
            .tokens()
            .claims("operator", List.of("**"), List.of("**"), Duration.ofHours(1))
            .add("groups", Json.createArrayBuilder().add("tidings-admin"));
    return production.tokens().signed(claims);
  }
}
