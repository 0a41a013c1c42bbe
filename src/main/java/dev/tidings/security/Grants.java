package dev.tidings.security;

import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a token lets its bearer do: the `tidings` claim, `{"publish":[…],"subscribe":[…]}`.
public record Grants(List<TopicFilter> publish, List<TopicFilter> subscribe) {

  public static final Grants NONE = new Grants(List.of(), List.of());

  /// Whatever is not of the form grants nothing: a typing error must not open a door.
  static Grants of(@Nullable Object claim) {
    return claim instanceof JsonObject grants
        ? new Grants(filters(grants.get("publish")), filters(grants.get("subscribe")))
        : NONE;
  }

  private static List<TopicFilter> filters(@Nullable JsonValue value) {
    var filters = new ArrayList<TopicFilter>();
    if (value instanceof JsonArray array) {
      for (var element : array) {
        if (element instanceof JsonString text) {
          addIfValid(filters, text.getString());
        }
      }
    }
    return List.copyOf(filters);
  }

  private static void addIfValid(List<TopicFilter> filters, String value) {
    try {
      filters.add(new TopicFilter(value));
    } catch (IllegalArgumentException _) {
      // grants nothing
    }
  }

  boolean letPublish(Topic topic) {
    return publish.stream().anyMatch(filter -> filter.matches(topic));
  }

  /// True if every topic that `wanted` can match is covered by one of the granted filters, taken
  /// one by one.
  boolean letSubscribe(TopicFilter wanted) {
    return subscribe.stream().anyMatch(filter -> filter.covers(wanted));
  }
}
