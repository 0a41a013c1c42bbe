package dev.tidings.http;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as RFC 9457 writes it.
///
/// @param type the last part of the problem's URI, `urn:tidings:problem:…`
/// @param instance the path that was asked for, without the query, which may hold a token; null
///     where
///     it is not known
public record ProblemBody(
    String type, String title, int status, String detail, @Nullable String instance) {

  public static final String MEDIA_TYPE = "application/problem+json";

  /// Found once: `Json` itself looks through the class path for its provider at each call.
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  public String json() {
    var body =
        JSON.createObjectBuilder()
            .add("type", "urn:tidings:problem:" + type)
            .add("title", title)
            .add("status", status)
            .add("detail", detail);
    if (instance != null) {
      body.add("instance", instance);
    }
    return body.build().toString();
  }
}
