package dev.tidings.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Topic;
import dev.tidings.problem.ProblemException;
import dev.tidings.security.Caller;
import dev.tidings.security.Grants;
import dev.tidings.security.Identity;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import org.glassfish.jersey.internal.util.collection.StringKeyIgnoreCaseMultivaluedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherKeysTest {

  private static final Topic NEWS = new Topic("news");

  private final PublisherKeys keys = keysOf("alice");

  private static PublisherKeys keysOf(@Nullable String subject) {
    return PublisherKeys.of(
        new Caller.Bearer(new Identity(subject, null, null, null), Grants.NONE, Instant.MAX));
  }

  private static MultivaluedMap<String, String> headers(String... values) {
    var headers = new StringKeyIgnoreCaseMultivaluedMap<String>();
    if (values.length > 0) {
      headers.put("idempotency-key", List.of(values));
    }
    return headers;
  }

  private static String longest() {
    return "k".repeat(255);
  }

  @Test
  void aKeyIsOfItsPublisherAndTopic() {
    for (var name : List.of("a", "!~", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", longest())) {
      assertThat(keys.ofPublication(NEWS, headers(name)))
          .isEqualTo(IdempotencyKey.ofPublication("alice", NEWS, name))
          .isNotEqualTo(keysOf("bob").ofPublication(NEWS, headers(name)))
          .isNotEqualTo(keys.ofPublication(new Topic("new"), headers(name)));
      assertThat(keys.ofBatch(headers(name))).isEqualTo(IdempotencyKey.ofBatch("alice", name));
    }
  }

  @Test
  void withoutTheHeaderThereIsNone() {
    assertThat(keys.ofPublication(NEWS, headers())).isNull();
    assertThat(keys.ofBatch(headers())).isNull();
  }

  @Test
  void whoseTokenNamesNobodySharesWithOthersOfThatKind() {
    assertThat(keysOf(null)).isEqualTo(keysOf(null)).isNotEqualTo(keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\tb", "é", "\u007f", "a\u0000", "256"})
  void whatIsNotVisibleAsciiOrTooLongIsRefused(String name) {
    var given = headers(name.equals("256") ? longest() + "k" : name);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> keys.ofPublication(NEWS, given))
        .withMessageContaining("Idempotency-Key");
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> keys.ofBatch(given));
  }

  @Test
  void twoOfThemAreRefusedThoughTheyAreEqual() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> keys.ofPublication(NEWS, headers("a", "a")));
  }
}
