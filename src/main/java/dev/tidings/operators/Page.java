package dev.tidings.operators;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.http.QueryParameters;
import jakarta.json.JsonArrayBuilder;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.util.Optional;

/// Which part of a list is asked for.
///
/// @param after behind which it begins; empty for the first
/// @param limit how many at the most
record Page(Optional<String> after, int limit) {

  private static final int LIMIT = 100;
  private static final int MOST = 1000;
  private static final int LONGEST_PLACE = 1024;

  static Page of(UriInfo uri) {
    var query = new QueryParameters(uri);
    return new Page(
        query.one("after", Page::place), query.one("limit", Page::number).orElse(LIMIT));
  }

  private static String place(String text) {
    if (text.length() > LONGEST_PLACE) {
      throw new IllegalArgumentException("'after' is too long");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("'after' has a control character");
    }
    return text;
  }

  private static int number(String text) {
    var limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit >= 1 && limit <= MOST) {
      return limit;
    }
    throw new IllegalArgumentException("'limit' is a number from 1 to " + MOST);
  }

  /// The answer with what is on this page.
  ///
  /// @param path of the list
  /// @param name of the member that has them
  /// @param last behind which the next page begins; empty if this is the last
  Response answer(String path, String name, JsonArrayBuilder items, Optional<String> last) {
    var answer =
        Response.ok(Json.object().add(name, items).build().toString())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    last.ifPresent(
        place ->
            answer.header(
                HttpHeaders.LINK,
                "<%s?after=%s&limit=%d>; rel=\"next\""
                    .formatted(path, URLEncoder.encode(place, UTF_8), limit)));
    return answer.build();
  }
}
