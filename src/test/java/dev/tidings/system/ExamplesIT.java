package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The living pages in a real browser, as a newcomer opens them.
@NeedsBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {

  private static final String NOTIFY =
      """
      const form = document.getElementById('send');
      form.elements.user.value = arguments[0];
      form.elements.text.value = arguments[1];
      form.requestSubmit();
      """;

  private static final String LINES =
      "return new Set([...document.querySelectorAll(arguments[0])].map(it => it.offsetTop)).size";

  private static final String TEXTS =
      "return [...document.querySelectorAll(arguments[0])].map(it => it.textContent)";

  private Browser browser;
  private Hub hub;
  private String first;
  private final List<String> others = new ArrayList<>();

  @BeforeAll
  void start() {
    browser = Browser.start();
    first = browser.tab();
    hub = DevelopmentHub.launch().start();
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

  @AfterEach
  void closeTheOtherTabs() {
    others.forEach(browser::closeTab);
    others.clear();
    browser.switchTo(first);
  }

  private void open(String page) {
    browser.open(hub.uri("/examples/" + page));
    browser.awaitText("state", "Live"::equals);
  }

  private List<String> texts(String selector) {
    return browser.strings(TEXTS, selector);
  }

  private void awaitTexts(String selector, String... wanted) {
    Browser.await(() -> texts(selector), List.of(wanted)::equals);
  }

  @Test
  void theDashboardShowsTheFiguresOfTheMachineAndComesBackAfterADrop() {
    open("dashboard.html");
    Browser.await(() -> texts(".metric h2"), names -> names.containsAll(List.of("CPU", "Memory")));
    Browser.await(() -> texts(".metric .value").getFirst(), text -> text.matches("\\d+ %"));
    var line = "return document.querySelector('.line').getAttribute('d') ?? ''";
    var drawn = Browser.await(() -> browser.run(line), path -> String.valueOf(path).contains("L"));

    browser.click("drop");
    Browser.await(() -> browser.run(line), path -> !path.equals(drawn));
    browser.awaitText("state", "Live"::equals);
  }

  @Test
  void aNotificationReachesItsUserOnlyAndTwoTabsAgreeOnWhatIsUnread() {
    open("notifications.html?user=bob");
    var bob = browser.tab();
    others.add(browser.openTab(hub.uri("/examples/notifications.html?user=bob")));
    browser.awaitText("state", "Live, by another tab"::equals);
    var again = browser.tab();
    others.add(browser.openTab(hub.uri("/examples/notifications.html?user=carol")));
    browser.awaitText("state", "Live"::equals);
    browser.run(NOTIFY, "bob", "<b>for Bob</b>");

    browser.switchTo(bob);
    awaitTexts("#list p", "<b>for Bob</b>");
    awaitTexts("#unread", "1");
    browser.switchTo(again);
    awaitTexts("#list p", "<b>for Bob</b>");
    browser.click("read");
    Browser.await(() -> browser.isDisplayed("unread"), shown -> !shown);
    browser.switchTo(bob);
    Browser.await(() -> browser.isDisplayed("unread"), shown -> !shown);
    assertThat(browser.run("return document.title")).isEqualTo("Notifications · Tidings");
  }

  @Test
  void theFeedCatchesUpAfterItWasOffline() {
    open("feed.html");
    browser.click("offline");
    browser.awaitText("state", "Offline"::equals);
    browser.click("others");
    Eventually.is(
        "others have written",
        () -> hub.get("/examples/token?user=bob").statusCode() == 200 && kept() == 3);
    assertThat(texts(".post")).isEmpty();

    browser.click("offline");

    browser.awaitText("missed", "While you were away: 1 post, 1 like, 1 comment."::equals);
    awaitTexts(".likes", "1");
    awaitTexts(".comments li", "Carol Well said.");
  }

  /// How many events of the feed the hub has.
  private long kept() {
    var request =
        HttpRequest.newBuilder(hub.uri("/topics/demo/feed"))
            .header("Authorization", "Bearer " + hub.get("/examples/token?user=bob").body());
    return Problems.json(hub.send(request).body()).getJsonArray("events").size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dashboard.html", "notifications.html", "feed.html"})
  void aPageBreaksNoRuleOfItsOwnAndAsksNobodyElse(String page) {
    open(page);

    assertThat(browser.consoleErrors()).isEmpty();
    assertThat(browser.requests())
        .contains(hub.uri("/client/tidings.js"))
        .allMatch(request -> request.getAuthority().equals(hub.uri("/").getAuthority()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dashboard.html", "notifications.html", "feed.html"})
  void aPageFitsATelephone(String page) {
    open(page);
    browser.narrow(360);

    assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
    assertThat(browser.run(LINES, "nav a:not(.brand)")).as("lines of links").isEqualTo(1L);
    assertThat(browser.run(LINES, ".connection button")).as("lines of buttons").isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?user=", "?user=eve", "?user=alice&user=", "?user=Alice"})
  void aTokenIsForAUserWhoIsKnown(String query) {
    var answer = hub.get("/examples/token" + query);

    if (query.startsWith("?user=alice")) {
      assertThat(answer.statusCode()).isEqualTo(200);
    } else {
      assertProblem(answer, 400, "/examples/token");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics/cpu", "demo/users/bob/read", "news", "demo/feed/other"})
  void aUsersTokenIsGoodForTheirOwnTopicsOnly(String topic) {
    var token = hub.get("/examples/token?user=alice").body();
    var answer =
        hub.send(
            HttpRequest.newBuilder(hub.uri("/topics/" + topic))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("no")));

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dashboard.html", "feed.js", "token?user=alice"})
  void inProductionThereIsNothingOfThis(String path) {
    assertThat(Hub.shared().get("/examples/" + path).statusCode()).isEqualTo(404);
  }
}
