package dev.tidings.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tidings.contract.ApiDocument.Operation;
import dev.tidings.contract.Provocations.Provocation;
import dev.tidings.system.Eventually;
import dev.tidings.system.Hub;
import dev.tidings.system.LimitedFiles;
import dev.tidings.system.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `/openapi` says is what the hub does, and what the hub does is what `/openapi` says.
class OpenApiTruthIT {

  private static final Hub HUB = Hub.shared();
  private static final ApiDocument DOCUMENT = ApiDocument.of(HUB);

  /// Given by hubs that are full, or whose issuer is away, see below.
  private static final Set<String> IN_TROUBLE =
      Set.of(
          "publish 429",
          "publish 503",
          "publishBatch 429",
          "publishBatch 503",
          "subscribe 429",
          "subscribe 503",
          "readHistory 503",
          "issueTicket 503",
          "listConnections 503",
          "revoke 503",
          "revokeConnection 503",
          "renew 503",
          "listTopics 503",
          "explain 503",
          "describeRequests 503",
          "describeStreams 503");

  /// What HTTP has in every answer, and what the hub has in it; the document says so once.
  private static final Set<String> OF_EVERY_ANSWER =
      Set.of(
          "cache-control",
          "connection",
          "content-length",
          "content-type",
          "date",
          "referrer-policy",
          "transfer-encoding",
          "vary",
          "x-content-type-options");

  /// What an issuer may write into them is its own affair.
  private static final Set<String> OF_ANY_TEXT = Set.of("subject", "jti");

  private static final Pattern IS_JSON = Pattern.compile("application/(.*\\+)?json");

  private static final Pattern QUERY_IN_CODE = Pattern.compile("\\.(?:one|all)\\(\\s*\"(\\w+)\"");
  private static final Pattern HEADER_IN_CODE =
      Pattern.compile("\"((?:ce|[A-Z][a-z]*)(?:-[A-Za-z]+)+)\"|(LAST_EVENT_ID)_HEADER");

  /// Of the page of development, of proxies, or of HTTP in general.
  private static final Set<String> NOT_OF_OPERATIONS =
      Set.of(
          "Content-Security-Policy",
          "Content-Type",
          "If-None-Match",
          "Referrer-Policy",
          "X-Content-Type-Options",
          "X-Forwarded-For");

  static List<Provocation> provocations() {
    return Provocations.of(HUB);
  }

  static List<Operation> operations() {
    return DOCUMENT.operations();
  }

  // What is in the document is answered by the hub.

  @Test
  void everyAnswerInTheDocumentIsOneThatATestProvokes() {
    var documented = new TreeSet<String>();
    for (var operation : operations()) {
      DOCUMENT.statuses(operation).forEach(status -> documented.add(operation.id() + " " + status));
    }
    var provoked =
        Stream.of(
                provocations().stream().map(each -> each.operation() + " " + each.status()),
                IN_TROUBLE.stream())
            .flatMap(answers -> answers)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(provoked).isEqualTo(documented);
  }

  @ParameterizedTest
  @MethodSource("provocations")
  void anAnswerIsAsTheDocumentSays(Provocation provocation) {
    var answer = provocation.ask().of(HUB);

    assertThat(answer.status()).as(answer.body()).isEqualTo(provocation.status());
    assertIsAsDocumented(DOCUMENT.operation(provocation.operation()), answer);
  }

  @Test
  void whatIsRefusedWhileTheDiskIsFullIsAsTheDocumentSays() throws IOException {
    var disk = new LimitedFiles(0);
    assumeTrue(disk.isPossible(), disk.needs());
    try (var hub = disk.launch().start()) {
      var bearer = hub.tokens().everything();
      var one = Ask.post("/topics/a", "text/plain", "a").bearing(bearer);
      var admin = Provocations.operator(hub);
      disk.fill(hub);
      Eventually.is("full", () -> one.of(hub).status() == 503);

      assertIsAsDocumented("publish", 503, one.of(hub));
      assertIsAsDocumented("publishBatch", 503, batch(bearer).of(hub));
      // The first one needs a key, which would have to be kept.
      var ticket = Ask.post("/tickets", "application/json", "").bearing(bearer);
      assertIsAsDocumented("issueTicket", 503, ticket.of(hub));
      try (var stream = hub.subscribe("a")) {
        var id = stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
        for (var target : List.of("?subject=nobody", "?jti=none", "/" + id)) {
          var revocation = new Ask("DELETE", "/connections" + target, Map.of(), "").bearing(admin);
          assertIsAsDocumented(
              target.startsWith("/") ? "revokeConnection" : "revoke", 503, revocation.of(hub));
        }
        // What could not be kept has ended nothing.
        var listed = Ask.get("/connections").bearing(admin).of(hub);
        assertThat(listed.body()).contains(id);
      }
    }
  }

  @Test
  void whatIsRefusedWhereThereIsTooMuchIsAsTheDocumentSays() {
    try (var hub =
            new Hub.Launch()
                .with("tidings.limits.streams", "1")
                .with("tidings.limits.publications-per-second", "2")
                .with("tidings.limits.connects-per-second", "8")
                .start();
        var _ = hub.subscribe("a")) {
      var bearer = hub.tokens().everything();
      var poll = Ask.get("/stream?topic=a&wait=0").with("Accept", "application/json");
      var lines = poll.with("Accept", "application/x-ndjson");
      assertIsAsDocumented("subscribe", 503, lines.bearing(bearer).of(hub));
      assertIsAsDocumented("subscribe", 503, poll.bearing(bearer).of(hub));
      assertIsAsDocumented("subscribe", 429, lastOf(hub, poll.bearing(bearer), 503));
      var one = Ask.post("/topics/a", "text/plain", "a").bearing(bearer);
      assertIsAsDocumented("publish", 429, lastOf(hub, one, 201));
      assertIsAsDocumented("publishBatch", 429, lastOf(hub, batch(bearer), 201));
    }
  }

  /// Asks again for as long as the answer has a status.
  private static Ask.Answer lastOf(Hub hub, Ask ask, int status) {
    var answer = ask.of(hub);
    for (int i = 0; i < 100 && answer.status() == status; i++) {
      answer = ask.of(hub);
    }
    return answer;
  }

  /// Nobody can tell then who asks, so it is the answer to whatever is asked with a token.
  @Test
  void whatIsRefusedWhileTheIssuersKeysAreAwayIsAsTheDocumentSays() {
    var away = "http://127.0.0.1:1/jwks.json";
    try (var hub = new Hub.Launch().with("mp.jwt.verify.publickey.location", away).start()) {
      for (var operation : operations()) {
        var ask = Requests.of(operation, DOCUMENT).plain();
        // To Server-Sent Events it would be said in another way.
        var said =
            operation.id().equals("subscribe") ? ask.with("Accept", "application/json") : ask;
        assertIsAsDocumented(operation.id(), 503, said.of(hub));
      }
    }
  }

  private static Ask batch(String token) {
    return Ask.post("/topics", "application/x-ndjson", "{\"topic\":\"a\",\"data\":1}")
        .bearing(token);
  }

  private static void assertIsAsDocumented(String operation, int status, Ask.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertIsAsDocumented(DOCUMENT.operation(operation), answer);
  }

  /// Its status, type, body and headers are named, and what the document promises is there.
  private static void assertIsAsDocumented(Operation operation, Ask.Answer answer) {
    assertThat(DOCUMENT.statuses(operation))
        .as(operation + ": " + answer)
        .contains(answer.status());
    var response = DOCUMENT.response(operation, answer.status());
    assertThat(Json.names(response.path("content"))).contains(answer.contentType());
    var schema = response.path("content").path(answer.contentType()).path("schema");
    if (IS_JSON.matcher(answer.contentType()).matches()) {
      assertThat(Schemas.objectionsOf(schema, DOCUMENT.root(), Json.parsed(answer.body())))
          .as(answer.body())
          .isEmpty();
    }
    var named = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    Json.eachMember(
        response.path("headers"),
        (name, reference) -> {
          named.add(name);
          var header = DOCUMENT.resolved(reference);
          var value = answer.headers().get(name.toLowerCase(Locale.ROOT));
          if (header.path("required").asBoolean()) {
            assertThat(value).as(name).isNotNull();
          }
          if (value != null && header.path("schema").has("enum")) {
            assertThat(texts(header.path("schema").path("enum"))).contains(value.getFirst());
          }
        });
    assertThat(answer.headers().keySet().stream().filter(name -> !OF_EVERY_ANSWER.contains(name)))
        .as("headers of %s %d", operation, answer.status())
        .allMatch(named::contains);
  }

  private static List<String> texts(JsonNode array) {
    return Json.elements(array).map(JsonNode::asText).toList();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyParameterIsTakenAsItsExampleHasIt(Operation operation) {
    DOCUMENT
        .parameters(operation)
        .forEach(
            parameter -> {
              var answer = Requests.of(operation, DOCUMENT).giving(parameter).of(HUB);

              assertThat(answer.status())
                  .as("%s with %s: %s", operation, parameter.path("name"), answer.body())
                  .isIn(200, 201);
            });
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyQueryParameterIsCheckedAndMayBeEmptyAndNotTwice(Operation operation) {
    DOCUMENT
        .parameters(operation)
        .filter(parameter -> parameter.path("in").asText().equals("query"))
        .forEach(
            parameter -> {
              var requests = Requests.of(operation, DOCUMENT);
              var name = parameter.path("name").asText();
              var isMany = parameter.path("schema").path("type").asText().equals("array");

              if (!OF_ANY_TEXT.contains(name)) {
                assertThat(requests.with(name, "%01").of(HUB).status()).as(name).isEqualTo(400);
              }
              assertThat(requests.with(name, "").of(HUB).status())
                  .as(name)
                  .isEqualTo(requests.plain().of(HUB).status());
              assertThat(requests.giving(parameter, 2).of(HUB).status())
                  .as(name)
                  .isIn(isMany ? Set.of(200, 201) : Set.of(400));
            });
  }

  // What the hub does is in the document.

  @Test
  void everyMethodOfEveryResourceIsInTheDocument() {
    var offered = new TreeSet<String>();
    new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tidings")
            .stream()
            .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
            .filter(type -> !type.getPackageName().endsWith(".development"))
            .filter(type -> !type.getPackageName().endsWith(".client"))
            .filter(type -> !type.getPackageName().endsWith(".console"))
            .forEach(type -> collectMethods("", Resource.from(type.reflect()), offered));
    offered.remove("HEAD /stream"); // is refused

    assertThat(operations().stream().map(Operation::toString).collect(Collectors.toSet()))
        .isEqualTo(offered);
  }

  private static void collectMethods(String path, Resource resource, Set<String> methods) {
    var here = path + resource.getPath().replaceAll("\\{(\\w+):[^}]*}", "{$1}");
    resource
        .getResourceMethods()
        .forEach(method -> methods.add(method.getHttpMethod() + " " + here));
    resource.getChildResources().forEach(child -> collectMethods(here, child, methods));
  }

  @Test
  void everyQueryParameterThatTheCodeReadsIsInTheDocumentAndNoOther() throws IOException {
    var read = inCode(QUERY_IN_CODE);

    assertThat(namesOfParameters("query")).isEqualTo(read);
  }

  @Test
  void everyHeaderThatTheCodeNamesIsInTheDocument() throws IOException {
    var named = inCode(HEADER_IN_CODE);
    named.removeAll(NOT_OF_OPERATIONS);
    named.removeIf(name -> name.startsWith("Access-Control-"));
    if (named.remove("LAST_EVENT_ID")) {
      named.add("Last-Event-ID");
    }
    var documented = namesOfParameters("header");
    for (var operation : operations()) {
      DOCUMENT
          .statuses(operation)
          .forEach(
              status ->
                  documented.addAll(
                      Json.names(DOCUMENT.response(operation, status).path("headers"))));
    }

    assertThat(named).isNotEmpty();
    assertThat(documented).containsAll(named);
  }

  private static Set<String> inCode(Pattern pattern) throws IOException {
    var found = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        pattern
            .matcher(Files.readString(file))
            .results()
            .forEach(match -> found.add(match.group(match.group(1) == null ? 2 : 1)));
      }
    }
    return found;
  }

  private static Set<String> namesOfParameters(String in) {
    return operations().stream()
        .flatMap(DOCUMENT::parameters)
        .filter(parameter -> parameter.path("in").asText().equals(in))
        .map(parameter -> parameter.path("name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void whateverIsAskedTheAnswerIsInTheDocument(Operation operation) {
    var requests = Requests.of(operation, DOCUMENT);
    var tokens =
        List.of(
            HUB.tokens().everything(),
            HUB.tokens().subscriber("none"),
            new Tokens().everything(),
            "no token");
    for (var ask : requests.ofAllKinds()) {
      assertIsAsDocumented(operation, ask.of(HUB));
    }
    for (var token : tokens) {
      assertIsAsDocumented(operation, requests.plain().bearing(token).of(HUB));
    }
  }
}
