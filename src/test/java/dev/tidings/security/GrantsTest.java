package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {

  @Test
  void theClaimNamesFiltersForEachRight() {
    var grants =
        grants("{\"publish\":[\"orders/**\"],\"subscribe\":[\"users/alice/**\",\"news/*\"]}");

    assertThat(grants.letPublish(new Topic("orders/eu"))).isTrue();
    assertThat(grants.letPublish(new Topic("orders"))).isFalse();
    assertThat(grants.letPublish(new Topic("news/a"))).isFalse();
    assertThat(grants.letSubscribe(new TopicFilter("users/alice/*"))).isTrue();
    assertThat(grants.letSubscribe(new TopicFilter("users/*/x"))).isFalse();
    assertThat(grants.letSubscribe(new TopicFilter("news/**"))).isFalse();
    assertThat(grants.letSubscribe(new TopicFilter("orders/eu"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "1",
        "\"**\"",
        "[]",
        "[\"**\"]",
        "{}",
        "{\"publish\":null,\"subscribe\":null}",
        "{\"publish\":\"**\",\"subscribe\":\"**\"}",
        "{\"publish\":{\"0\":\"**\"},\"subscribe\":{\"**\":true}}",
        "{\"publish\":[[\"**\"]],\"subscribe\":[{\"filter\":\"**\"}]}",
        "{\"publish\":[null,1,true],\"subscribe\":[null,1,true]}",
        "{\"publish\":[\"\",\"/\",\"a*\",\"**/a\"],\"subscribe\":[\"***\",\"a//b\",\"..\"]}",
        "{\"publish\":[\"** \"],\"subscribe\":[\" **\"]}",
        "{\"Publish\":[\"**\"],\"SUBSCRIBE\":[\"**\"],\"admin\":true}",
        "{\"tidings\":{\"publish\":[\"**\"],\"subscribe\":[\"**\"]}}"
      })
  void aClaimOfAnotherFormGrantsNothing(String claim) {
    var grants = grants(claim);

    assertThat(grants.letPublish(new Topic("a"))).isFalse();
    assertThat(grants.letSubscribe(new TopicFilter("a"))).isFalse();
  }

  @Test
  void noClaimAndForeignObjectsGrantNothing() {
    assertThat(Grants.of(null)).isEqualTo(Grants.NONE);
    assertThat(Grants.of("{\"publish\":[\"**\"]}")).isEqualTo(Grants.NONE);
    assertThat(Grants.of(Map.of("publish", List.of("**")))).isEqualTo(Grants.NONE);
    assertThat(Grants.of(List.of("**"))).isEqualTo(Grants.NONE);
  }

  @Test
  void whatIsWrongInAListDoesNotSpoilTheRest() {
    var grants = grants("{\"publish\":[1,\"a*\",\"a\"],\"subscribe\":{}}");

    assertThat(grants.publish()).containsExactly(new TopicFilter("a"));
    assertThat(grants.subscribe()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "*, false",
    "a, true",
    "b, true",
    "c, false",
    "a/x, true",
    "a/*, false",
    "a/**, false"
  })
  void theGrantedFiltersAreTakenOneByOne(String wanted, boolean granted) {
    var grants = grants("{\"subscribe\":[\"a\",\"b\",\"a/x\",\"a/y\",\"a/*/**\"]}");

    assertThat(grants.letSubscribe(new TopicFilter(wanted))).isEqualTo(granted);
  }

  private static Grants grants(String claim) {
    return Grants.of(json(claim));
  }

  private static JsonValue json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
