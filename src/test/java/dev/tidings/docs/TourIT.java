package dev.tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.Hub;
import dev.tidings.tls.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The README's tour and what the reference publishes, typed as they stand there; but for the port,
/// which may be taken here.
class TourIT {

  private static final Pattern TOUR = Pattern.compile("## Five minutes(.*?)\n## ", Pattern.DOTALL);
  private static final Pattern BATCH =
      Pattern.compile("## `POST /topics`: (.*?)\n## ", Pattern.DOTALL);
  private static final Pattern HISTORY =
      Pattern.compile("## `GET /topics/\\{topic}`: (.*?)\n## ", Pattern.DOTALL);
  private static final Pattern DOCUMENTS =
      Pattern.compile("## `GET /openapi` and (.*?)\n## ", Pattern.DOTALL);
  private static final Pattern REPEATS = Pattern.compile("## Repeats\n(.*?)\n## ", Pattern.DOTALL);
  private static final Pattern CLOUD_EVENTS =
      Pattern.compile("## CloudEvents\n(.*?)\n## ", Pattern.DOTALL);
  private static final Pattern SNAPSHOT =
      Pattern.compile("### `snapshot=true`: (.*?)\n##", Pattern.DOTALL);
  private static final Pattern TRANSPORTS =
      Pattern.compile("### Envelopes(.*?)\n### Refusals", Pattern.DOTALL);
  private static final Pattern RENEWAL =
      Pattern.compile("## `POST /connections/.*?: renew(.*?)\n## ", Pattern.DOTALL);
  private static final Pattern OPERATORS =
      Pattern.compile("## Operators\n(.*?)\n## ", Pattern.DOTALL);
  private static final Pattern TICKETS =
      Pattern.compile("## `POST /tickets`(.*?)\n## ", Pattern.DOTALL);
  private static final Pattern ORIGINS =
      Pattern.compile("### Which pages may read(.*?)\n### ", Pattern.DOTALL);
  private static final Pattern WHOLE = Pattern.compile("(.*)", Pattern.DOTALL);
  private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void theTourWorksVerbatim() throws Exception {
    var commands = commands("README.md", TOUR);
    assertThat(commands).hasSize(5);
    try (var hub = development()) {
      var subscriber = run(hub, commands.get(0));
      try {
        awaitText(subscriber, "id: ");

        assertThat(text(run(hub, commands.get(1)))).contains("\"topic\":\"news/sport\"");
        awaitText(subscriber, "data: We won");

        assertThat(text(run(hub, commands.get(2)))).contains("\"id\":");
        awaitText(subscriber, "event: goal\ndata: {\"team\":\"blue\",\"minute\":87}");
      } finally {
        end(subscriber);
      }
      hub.kill();
      try (var again = development(hub)) {
        assertThat(text(run(again, commands.get(4))))
            .contains("\"data\":\"We won\"", "\"data\":{\"team\":\"blue\",\"minute\":87}");
        var late = run(again, commands.get(3));
        try {
          awaitText(late, "data: {\"team\":\"blue\",\"minute\":87}");
          assertThat(late.soFar()).containsOnlyOnce("data: We won");
        } finally {
          end(late);
        }
      }
    }
  }

  @Test
  void theLinesThatTheHubPrintsWork() throws Exception {
    try (var hub = development()) {
      var subscribe = printed(hub, "Subscribe");
      var publish = printed(hub, "Publish");
      var subscriber = run(hub, subscribe);
      try {
        awaitText(subscriber, "id: ");
        assertThat(text(run(hub, publish))).contains("\"topic\":\"news\"");
        awaitText(subscriber, "data: Hello");
      } finally {
        end(subscriber);
      }
    }
  }

  @Test
  void thePublicationsOfTheReferenceWorkVerbatim() throws Exception {
    var commands = commands("docs/http.md", BATCH);
    assertThat(commands).hasSize(1);
    var repeat = commands("docs/http.md", REPEATS);
    assertThat(repeat).hasSize(1);
    var cloudEvents = commands("docs/http.md", CLOUD_EVENTS);
    assertThat(cloudEvents).hasSize(3);
    try (var hub = development()) {
      var subscriber = run(hub, commands("README.md", TOUR).getFirst());
      try {
        awaitText(subscriber, "id: ");

        assertThat(text(run(hub, commands.getFirst()))).contains("{\"ids\":[\"");
        awaitText(subscriber, "event: goal\ndata: {\"team\":\"blue\",\"minute\":90}");
        awaitText(subscriber, "data: It is over");

        var first = text(run(hub, repeat.getFirst()));
        assertThat(first).contains("{\"id\":\"");
        assertThat(text(run(hub, repeat.getFirst()))).isEqualTo(first);

        assertThat(text(run(hub, cloudEvents.get(0)))).contains("{\"id\":\"");
        assertThat(text(run(hub, cloudEvents.get(1)))).contains("{\"id\":\"");
        assertThat(text(run(hub, cloudEvents.get(2)))).contains("{\"ids\":[\"");
        awaitText(subscriber, "event: kickoff\ndata: {\"match\":17}");
        awaitText(subscriber, "event: final\ndata: {\"blue\":2,\"red\":1}");
        assertThat(subscriber.soFar())
            .containsOnlyOnce("data: The match is over")
            .containsOnlyOnce("event: halftime\ndata: Nil to nil");
      } finally {
        end(subscriber);
      }
    }
  }

  @Test
  void theHistoryOfTheReferenceWorksVerbatim() throws Exception {
    var commands = commands("docs/http.md", HISTORY);
    assertThat(commands).hasSize(1);
    try (var hub = development()) {
      var batch = commands("docs/http.md", BATCH).getFirst();
      assertThat(text(run(hub, batch))).contains("{\"ids\":[\"");
      assertThat(text(run(hub, batch))).contains("{\"ids\":[\"");

      assertThat(text(run(hub, commands.getFirst())))
          .contains("200 OK", "</topics/news/sport?after=", ">; rel=\"next\"")
          .contains("\"event\":\"goal\"", "\"data\":\"It is over\"");
    }
  }

  @Test
  void theDocumentsOfTheReferenceAreToBeHadVerbatim() throws Exception {
    var commands = commands("docs/http.md", DOCUMENTS).getFirst().strip().lines().toList();
    assertThat(commands).hasSize(2);
    try (var hub = development()) {
      assertThat(text(run(hub, commands.get(0)))).startsWith("{\"openapi\":\"3.0");
      assertThat(text(run(hub, commands.get(1)))).startsWith("{\"asyncapi\":\"3.0");
    }
  }

  @Test
  void theSnapshotOfTheReferenceWorksVerbatim() throws Exception {
    var commands = commands("docs/http.md", SNAPSHOT);
    assertThat(commands).hasSize(1);
    var publications = commands("README.md", TOUR).subList(1, 3);
    try (var hub = development()) {
      for (var publication : publications) {
        assertThat(text(run(hub, publication))).contains("\"id\":");
      }
      var subscriber = run(hub, commands.getFirst());
      try {
        awaitText(subscriber, "event: goal\ndata: {\"team\":\"blue\",\"minute\":87}");
        assertThat(subscriber.soFar()).doesNotContain("We won");
        text(run(hub, publications.getFirst()));
        awaitText(subscriber, "data: We won");
      } finally {
        end(subscriber);
      }
    }
  }

  @Test
  void theTransportsOfTheReferenceWorkVerbatim() throws Exception {
    var commands = commands("docs/http.md", TRANSPORTS);
    assertThat(commands).hasSize(3);
    var publications = commands("README.md", TOUR).subList(1, 3);
    try (var hub = development()) {
      for (var publication : publications) {
        assertThat(text(run(hub, publication))).contains("\"id\":");
      }
      var inEvents = run(hub, commands.get(0));
      var inLines = run(hub, commands.get(1));
      try {
        awaitText(inEvents, "event: goal\ndata: {\"id\":\"");
        awaitText(inEvents, "\"data\":{\"team\":\"blue\",\"minute\":87}}\n");
        awaitText(inLines, "{\"lastEventId\":\"");
        awaitText(inLines, "\"data\":\"We won\"}\n{\"id\":\"");
      } finally {
        end(inEvents);
        end(inLines);
      }
      assertThat(text(run(hub, commands.get(2))))
          .startsWith("{\"events\":[{\"id\":\"")
          .contains("\"data\":\"We won\"},{\"id\":\"");
    }
  }

  @Test
  void theTicketOfTheReferenceWorksVerbatim() throws Exception {
    var commands = commands("docs/http.md", TICKETS);
    assertThat(commands).hasSize(2);
    try (var hub = development()) {
      var answer = text(run(hub, commands.get(0)));
      assertThat(answer).startsWith("{\"ticket\":\"").endsWith("\",\"expiresIn\":30}");
      var ticket = answer.split("\"", -1)[3];
      var subscriber = run(hub, commands.get(1).replace("$TICKET", ticket));
      try {
        awaitText(subscriber, "id: ");
        text(run(hub, commands("README.md", TOUR).get(1)));
        awaitText(subscriber, "data: We won");
      } finally {
        end(subscriber);
      }
    }
  }

  @Test
  void whatOperatorsAskForInTheReferenceWorksVerbatim() throws Exception {
    var renewal = commands("docs/http.md", RENEWAL);
    assertThat(renewal).hasSize(1);
    var commands = commands("docs/http.md", OPERATORS);
    assertThat(commands).hasSize(3);
    try (var hub = development()) {
      var subscriber = run(hub, printed(hub, "Subscribe"));
      try {
        awaitText(subscriber, "id: ");
        text(run(hub, commands("README.md", TOUR).get(1)));
        awaitText(subscriber, "We won");

        var connections = text(run(hub, commands.get(0)));
        assertThat(connections)
            .startsWith("{\"connections\":[{\"id\":\"")
            .contains("\"subject\":\"subscriber\",\"topics\":[\"**\"],\"transport\":\"sse\"");
        assertThat(text(run(hub, commands.get(1))))
            .contains("\"topic\":\"news/sport\",\"subscribers\":1,\"events\":1");
        var id = connections.replaceFirst(".*?\"id\":\"([^\"]+)\".*", "$1");
        assertThat(text(run(hub, renewal.getFirst().replace("$CONNECTION", id))))
            .startsWith("{\"connection\":\"" + id + "\",\"expiresIn\":");
        assertThat(text(run(hub, commands.get(2)))).isEqualTo("{\"ended\":1}");
        awaitText(subscriber, "{\"reason\":\"revoked\"}");
      } finally {
        end(subscriber);
      }
    }
  }

  @Test
  void theQuestionThatABrowserAsksFirstIsAnsweredAsTheReferenceSays() throws Exception {
    var commands = commands("docs/security.md", ORIGINS);
    assertThat(commands).hasSize(1);
    try (var hub = launch(new Hub.Launch().with("tidings.cors.origins", "http://localhost:3000"))) {
      assertThat(text(run(hub, commands.getFirst())))
          .contains("Access-Control-Allow-Origin: http://localhost:3000");
    }
    try (var hub = development()) {
      assertThat(text(run(hub, commands.getFirst()))).contains("Allow: ").doesNotContain("Access-");
    }
  }

  @Test
  void whatTheGuideToTlsAsksForWorksVerbatim() throws Exception {
    var commands =
        commands("docs/tls.md", WHOLE).stream().filter(c -> c.startsWith("curl ")).toList();
    assertThat(commands).hasSize(4);
    try (var hub = launch(new Hub.Launch().secured(new Authority()))) {
      assertThat(text(run(hub, commands.get(0)))).contains("\"UP\"");
      var subscriber = run(hub, commands.get(1));
      try {
        awaitText(subscriber, "id: ");
      } finally {
        end(subscriber);
      }
    }
    var launch =
        new Hub.Launch()
            .with("tidings.management.port", "0")
            .with("tidings.management.host", "127.0.0.1")
            .with("tidings.management.operators", "true");
    try (var hub = launch(launch)) {
      var apart = hub.managementUri("").toString();
      var ready = commands.get(2).replace("http://localhost:8081", apart);
      assertThat(text(run(hub, ready))).contains("\"UP\"");
      var connections = commands.get(3).replace("http://localhost:8081", apart);
      assertThat(text(run(hub, connections))).contains("\"connections\"");
    }
  }

  private static List<String> commands(String page, Pattern part) throws IOException {
    var section = part.matcher(Files.readString(Path.of(page)));
    assertThat(section.find()).isTrue();
    return COMMANDS
        .matcher(section.group(1))
        .results()
        .map(MatchResult::group)
        .map(block -> block.replace("```sh\n", "").replace("```", ""))
        .toList();
  }

  private static Hub development() throws InterruptedException {
    return launch(new Hub.Launch());
  }

  private static Hub development(Hub before) throws InterruptedException {
    return launch(new Hub.Launch().inPlaceOf(before));
  }

  private static Hub launch(Hub.Launch launch) throws InterruptedException {
    var hub =
        launch
            .with("mp.config.profile", "dev")
            .without("mp.jwt.verify.issuer")
            .without("mp.jwt.verify.publickey.location")
            .without("tidings.log.directory")
            .without("tidings.development.key")
            .start();
    // The last thing that a newcomer waits for.
    printed(hub, "Publish");
    return hub;
  }

  private static String printed(Hub hub, String what) throws InterruptedException {
    var line = Pattern.compile("^ +" + what + " +(curl .*)$", Pattern.MULTILINE);
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var found = line.matcher(hub.output());
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not printed: " + what);
  }

  /// A command that was started, and where its output goes.
  private record Running(Process process, Path output) {

    String soFar() throws IOException {
      return Files.readString(output);
    }
  }

  private static Running run(Hub hub, String command) throws IOException {
    var here = command.replace("://localhost:8080", "://localhost:" + hub.port());
    var output = Files.createTempFile(hub.directory(), "output", null);
    var process =
        new ProcessBuilder("sh", "-c", here.strip().replaceFirst("^curl", "exec curl -sS"))
            .directory(hub.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Running(process, output);
  }

  private static String text(Running command) throws Exception {
    assertThat(command.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return command.soFar();
  }

  private static void awaitText(Running command, String wanted) throws Exception {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!command.soFar().contains(wanted)) {
      assertThat(System.nanoTime() - deadline)
          .as("'%s' in: %s", wanted, command.soFar())
          .isNegative();
      Thread.sleep(50);
    }
  }

  private static void end(Running command) throws InterruptedException {
    command.process().destroy();
    command.process().waitFor();
  }
}
