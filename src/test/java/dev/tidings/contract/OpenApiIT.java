package dev.tidings.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.system.Hub;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `/openapi` as a document; whether it tells the truth is for [OpenApiTruthIT].
class OpenApiIT {

  private final Hub hub = Hub.shared();
  private final ApiDocument document = ApiDocument.of(hub);

  @Test
  void itIsAnOpenApiDocument() {
    assertThat(document.root().path("openapi").asText()).startsWith("3.0.");
    assertThat(Schemas.objectionsOf("openapi-3.0.json", document.root())).isEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverythingIsReferredTo() {
    var referred = new TreeSet<String>();
    collectReferences(document.root(), referred);
    assertThat(referred)
        .allSatisfy(
            reference ->
                assertThat(document.root().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());

    var defined = new TreeSet<String>();
    Json.eachMember(
        document.root().path("components"),
        (kind, components) -> {
          if (!kind.equals("securitySchemes")) {
            Json.names(components)
                .forEach(name -> defined.add("#/components/" + kind + "/" + name));
          }
        });
    assertThat(referred).containsAll(without(defined, "#/components/schemas/BatchLine"));
  }

  /// A line of a body that is no JSON itself; its description names it.
  private static List<String> without(Set<String> names, String name) {
    return names.stream().filter(each -> !each.equals(name)).toList();
  }

  @Test
  void everySecuritySchemeIsUsedAndDefined() {
    var used = new TreeSet<String>();
    document
        .root()
        .findValues("security")
        .forEach(
            alternatives ->
                Json.elements(alternatives).forEach(needed -> used.addAll(Json.names(needed))));

    assertThat(used)
        .containsExactlyElementsOf(
            new TreeSet<>(Json.names(document.root().path("components").path("securitySchemes"))));
  }

  @Test
  void everyOperationHasANameASummaryATagAndDescribedParameters() {
    var tags = document.root().path("tags").findValuesAsText("name");
    var names = new ArrayList<String>();
    for (var operation : document.operations()) {
      names.add(operation.id());
      assertThat(operation.node().path("summary").asText()).as(operation.toString()).isNotBlank();
      assertThat(tags).contains(operation.node().path("tags").path(0).asText());
      document
          .parameters(operation)
          .forEach(
              parameter -> {
                assertThat(parameter.path("description").asText())
                    .as(parameter.toString())
                    .isNotBlank();
                assertThat(parameter.has("example")).as(parameter.toString()).isTrue();
              });
    }
    assertThat(names).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void everyExampleIsOfItsSchema() {
    var checked = new ArrayList<String>();
    collectExamples("", document.root(), checked);

    assertThat(checked).hasSizeGreaterThan(20);
  }

  private void collectExamples(String where, JsonNode node, List<String> checked) {
    if (node.has("example")) {
      var schema = node.has("schema") ? node.path("schema") : node;
      assertThat(Schemas.objectionsOf(schema, document.root(), node.path("example")))
          .as(where)
          .isEmpty();
      checked.add(where);
    }
    if (node.isArray()) {
      node.forEach(element -> collectExamples(where, element, checked));
    }
    Json.eachMember(
        node,
        (name, member) -> {
          if (!name.equals("example")) {
            collectExamples(where + "/" + name, member, checked);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/openapi, '', application/yaml",
    "/openapi, */*, application/yaml",
    "/openapi, application/yaml, application/yaml",
    "/openapi, application/json, application/json",
    "/openapi, 'application/json;q=0.9,application/yaml;q=0.1', application/json",
    "/asyncapi, '', application/json",
    "/asyncapi, */*, application/json",
    "/asyncapi, application/json, application/json",
    "/asyncapi, application/yaml, application/yaml",
    "/asyncapi, 'text/html,*/*;q=0.8', application/json"
  })
  void aDocumentIsThereForEverybodyAsYamlAndAsJson(String path, String accept, String type) {
    var ask = accept.isEmpty() ? Ask.get(path) : Ask.get(path).with("Accept", accept);

    var answer = ask.of(hub);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo(type);
    var other = type.endsWith("json") ? "application/yaml" : "application/json";
    assertThat(yaml(answer.body()))
        .as("the same in both forms, and JSON is YAML")
        .isEqualTo(yaml(Ask.get(path).with("Accept", other).of(hub).body()));
  }

  private static Object yaml(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  @Test
  void thePagesOfDevelopmentAreNotInIt() {
    assertThat(Json.names(document.root().path("paths")))
        .containsExactlyInAnyOrder(
            "/stream",
            "/tickets",
            "/topics",
            "/topics/{topic}",
            "/connections",
            "/connections/{id}",
            "/connections/{id}/token",
            "/explain",
            "/openapi",
            "/asyncapi");
  }

  private static void collectReferences(JsonNode node, Set<String> references) {
    node.findValues("$ref").forEach(reference -> references.add(reference.asText()));
  }
}
