package dev.tidings.operators;

import dev.tidings.broadcast.Connection;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.Locale;

/// How operators see a connection.
///
/// @param node that holds it
record ConnectionJson(Node node) {

  JsonObject of(Connection connection) {
    var subject = connection.subject();
    var json = Json.object().add("id", connection.id()).add("node", node.name());
    return (subject == null ? json.addNull("subject") : json.add("subject", subject))
        .add("topics", topics(connection))
        .add("transport", connection.transport().name().toLowerCase(Locale.ROOT))
        .add("since", connection.since().toString())
        .add("cursor", connection.cursor().toString())
        .add("behind", connection.behind().toMillis())
        .build();
  }

  private static JsonArrayBuilder topics(Connection connection) {
    var topics = Json.array();
    connection.topics().values().forEach(filter -> topics.add(filter.value()));
    return topics;
  }
}
