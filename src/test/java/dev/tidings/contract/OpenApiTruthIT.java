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

  /// Answers that no test here can make the hub give: its log would have to become unreadable
  /// under its hands.
  private static final Set<String> OUT_OF_REACH = Set.of("readHistory 503");

  /// Given while the disk is full, or as many streams are open as may be, see below.
  private static final Set<String> WHEN_FULL =
      Set.of("publish 503", "publishBatch 503", "subscribe 503");

  /// What HTTP itself has in every answer.
  private static final Set<String> OF_HTTP =
      Set.of("connection", "content-length", "content-type", "date", "transfer-encoding");

  private static final Pattern IS_JSON = Pattern.compile("application/(.*\\+)?json");

  private static final Pattern QUERY_IN_CODE = Pattern.compile("\\.(?:one|all)\\(\\s*\"(\\w+)\"");
  private static final Pattern HEADER_IN_CODE =
      Pattern.compile("\"((?:ce|[A-Z][a-z]*)(?:-[A-Za-z]+)+)\"|(LAST_EVENT_ID)_HEADER");

  /// Of the pages of development, of HTTP in general, or no headers at all.
  private static final Set<String> NOT_OF_OPERATIONS =
      Set.of(
          "Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy");

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
                OUT_OF_REACH.stream(),
                WHEN_FULL.stream())
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
      var many =
          Ask.post("/topics", "application/x-ndjson", "{\"topic\":\"a\",\"data\":1}")
              .bearing(bearer);
      disk.fill(hub);
      Eventually.is("full", () -> one.of(hub).status() == 503);

      assertIsAsDocumented(DOCUMENT.operation("publish"), one.of(hub));
      var batch = many.of(hub);
      assertThat(batch.status()).isEqualTo(503);
      assertIsAsDocumented(DOCUMENT.operation("publishBatch"), batch);
    }
  }

  @Test
  void whatIsRefusedWhileTooManyStreamsAreOpenIsAsTheDocumentSays() {
    try (var hub = new Hub.Launch().with("tidings.limits.streams", "1").start();
        var _ = hub.subscribe("a")) {
      for (var type : List.of("application/json", "application/x-ndjson")) {
        var ask = Ask.get("/stream?topic=a").with("Accept", type);
        var refused = ask.bearing(hub.tokens().everything()).of(hub);

        assertThat(refused.status()).isEqualTo(503);
        assertIsAsDocumented(DOCUMENT.operation("subscribe"), refused);
      }
    }
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
    assertThat(answer.headers().keySet().stream().filter(name -> !OF_HTTP.contains(name)))
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

              assertThat(requests.with(name, "%01").of(HUB).status()).as(name).isEqualTo(400);
              assertThat(requests.with(name, "").of(HUB).status()).as(name).isIn(200, 201);
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
