package dev.tidings.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a schema has against a value.
final class Schemas {

  private static final JsonSchemaFactory OPEN_API =
      JsonSchemaFactory.getInstance(
          VersionFlag.V4,
          builder ->
              builder
                  .metaSchema(OpenApi30.getInstance())
                  .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

  private Schemas() {}

  /// By one of the standards' schemas.
  static List<String> objectionsOf(String standard, JsonNode document) {
    try (var in = Schemas.class.getResourceAsStream("/schemas/" + standard)) {
      var schema = Json.parsed(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      var draft =
          schema.path("$schema").asText().contains("draft-04") ? VersionFlag.V4 : VersionFlag.V7;
      return texts(JsonSchemaFactory.getInstance(draft).getSchema(schema).validate(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// By a schema of OpenAPI 3.0.
  ///
  /// @param document in which its references lead somewhere
  static List<String> objectionsOf(JsonNode schema, JsonNode document, JsonNode value) {
    return texts(OPEN_API.getSchema(inDocument(schema, document)).validate(value));
  }

  /// By a schema of JSON Schema's draft 7, as AsyncAPI has them.
  static List<String> draft7ObjectionsOf(JsonNode schema, JsonNode document, JsonNode value) {
    return texts(
        JsonSchemaFactory.getInstance(VersionFlag.V7)
            .getSchema(inDocument(schema, document))
            .validate(value));
  }

  private static JsonNode inDocument(JsonNode schema, JsonNode document) {
    var whole = (ObjectNode) schema.deepCopy();
    whole.set("components", document.path("components"));
    return whole;
  }

  private static List<String> texts(Iterable<ValidationMessage> messages) {
    var texts = new ArrayList<String>();
    messages.forEach(message -> texts.add(message.toString()));
    return texts;
  }
}
