package dev.tidings.operators;

import dev.tidings.broadcast.Holder;
import dev.tidings.broadcast.Subscriber;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a hub tells another of a stream that it holds.
///
/// @param subject null for anybody
/// @param tokens the names of those that it came with and goes by, and when they end
record ElsewhereOpen(@Nullable String subject, Map<String, Instant> tokens, TopicFilters filters) {

  static String encoded(Subscriber stream) {
    var tokens = Json.object();
    for (var holder : new Holder[] {stream.firstHolder(), stream.holder()}) {
      if (holder.token() != null && holder.end() != null) {
        tokens.add(holder.token(), holder.end().toString());
      }
    }
    var filters = Json.array();
    stream.filters().values().forEach(filter -> filters.add(filter.value()));
    var json = Json.object().add("tokens", tokens).add("filters", filters);
    var subject = stream.holder().subject();
    return (subject == null ? json : json.add("subject", subject)).build().toString();
  }

  static ElsewhereOpen decoded(String encoded) {
    try (var reader = Json.reader(encoded)) {
      var json = reader.readObject();
      var tokens = new LinkedHashMap<String, Instant>();
      json.getJsonObject("tokens")
          .forEach((name, end) -> tokens.put(name, Instant.parse(((JsonString) end).getString())));
      return new ElsewhereOpen(
          json.getString("subject", null),
          tokens,
          new TopicFilters(
              json.getJsonArray("filters").getValuesAs(JsonString.class).stream()
                  .map(filter -> new TopicFilter(filter.getString()))
                  .toList()));
    }
  }
}
