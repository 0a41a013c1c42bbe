package dev.tidings.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.TopicFilter;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;

/// Input: the `tidings` claim of a token. Whatever it is, it grants nothing but the filters that
/// stand in it as strings.
public final class GrantsFuzz {

  private GrantsFuzz() {}

  public static void check(byte[] input) {
    claim(new String(input, UTF_8))
        .ifPresent(
            claim -> {
              var grants = Grants.of(claim);
              assertStandsThere(claim, grants.publish());
              assertStandsThere(claim, grants.subscribe());
            });
  }

  private static void assertStandsThere(JsonValue claim, List<TopicFilter> filters) {
    for (var filter : filters) {
      assertThat(claim.toString()).contains(Json.createValue(filter.value()).toString());
    }
  }

  private static Optional<JsonValue> claim(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return Optional.of(reader.readValue());
    } catch (JsonException | IllegalStateException _) {
      return Optional.empty();
    }
  }
}
