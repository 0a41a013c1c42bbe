package dev.tidings.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.system.Hub;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// What a running hub says at `/openapi`.
record ApiDocument(JsonNode root) {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "delete", "patch", "head");

  static ApiDocument of(Hub hub) {
    var request = HttpRequest.newBuilder(hub.uri("/openapi")).header("Accept", "application/json");
    return new ApiDocument(Json.parsed(hub.send(request).body()));
  }

  /// One method of one path.
  record Operation(String path, String method, JsonNode node) {

    String id() {
      return node.path("operationId").asText();
    }

    String tag() {
      return node.path("tags").path(0).asText();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    Json.eachMember(
        root.path("paths"),
        (path, item) ->
            Json.eachMember(
                item,
                (method, operation) -> {
                  if (METHODS.contains(method)) {
                    operations.add(new Operation(path, method.toUpperCase(Locale.ROOT), operation));
                  }
                }));
    return operations;
  }

  Operation operation(String id) {
    return operations().stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no operation " + id));
  }

  Stream<JsonNode> parameters(Operation operation) {
    return Json.elements(operation.node.path("parameters")).map(this::resolved);
  }

  List<Integer> statuses(Operation operation) {
    return Json.names(operation.node.path("responses")).stream().map(Integer::valueOf).toList();
  }

  JsonNode response(Operation operation, int status) {
    return resolved(operation.node.path("responses").path(Integer.toString(status)));
  }

  /// Where a reference leads, or else the node itself.
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? resolved(root.at(node.path("$ref").asText().substring(1))) : node;
  }
}
