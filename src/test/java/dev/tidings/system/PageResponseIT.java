package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of the page, as answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageResponseIT {

  private Hub hub;

  @BeforeAll
  void start() {
    hub = DevelopmentHub.launch().start();
  }

  @AfterAll
  void stop() {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8",
    "/page.css, text/css;charset=utf-8",
    "/page.js, text/javascript;charset=utf-8"
  })
  void aFileOfThePageHasItsTypeAndIsAskedForAnew(String path, String type) {
    var headers = hub.get(path).headers();

    assertThat(headers.firstValue("Content-Type").orElseThrow().replace(" ", ""))
        .isEqualToIgnoringCase(type);
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-cache");
  }

  @Test
  void thePageMayLoadFromItsOwnHubOnlyAndTellsNobodyItsAddress() {
    var headers = hub.get("/").headers();

    var policy = headers.firstValue("Content-Security-Policy").orElseThrow();
    var directives =
        Arrays.stream(policy.split("; *", -1))
            .map(directive -> directive.split(" ", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    assertThat(directives)
        .containsEntry("default-src", "'self'")
        .containsEntry("frame-ancestors", "'none'")
        .containsEntry("base-uri", "'none'")
        .containsEntry("form-action", "'none'")
        .doesNotContainKeys("script-src", "connect-src");
    assertThat(policy).doesNotContain("unsafe");
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void aTokenInThePagesOwnAddressIsNoCredential() {
    assertThat(hub.get("/?token=nonsense").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index.html", "/web/index.html", "/page.json", "/favicon.ico"})
  void nothingElseLiesBesideThePage(String path) {
    assertThat(hub.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.css", "/page.js"})
  void thereIsNoPageInProduction(String path) {
    var answer = Hub.shared().get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }
}
