package dev.tidings.http;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import java.util.Map;
import java.util.regex.Pattern;
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

  /// Of the path and of the names in it, a slip may have made a token a part; it does not come
  /// back.
  private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]+\\.[\\w.-]*");

  public String json() {
    var body =
        JSON.createObjectBuilder()
            .add("type", "urn:tidings:problem:" + type)
            .add("title", title)
            .add("status", status)
            .add("detail", withoutTokens(detail));
    if (instance != null) {
      body.add("instance", withoutTokens(instance));
    }
    return body.build().toString();
  }

  private static String withoutTokens(String text) {
    return text.contains("eyJ") ? TOKEN.matcher(text).replaceAll("***") : text;
  }
}
