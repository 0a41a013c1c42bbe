package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"message", "order.created", "a b", " a", "ä😀", "tidings", "Tidings.bye", "a:b"})
  void aTypeIsAnyTextOfOneLine(String value) {
    assertThat(new EventType(value)).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\nb",
        "a\rb",
        "x\ndata: forged",
        "\0",
        "a\tb",
        "\u007f",
        "\u0085",
        "tidings.",
        "tidings.bye"
      })
  void aTypeCanNeitherOpenAFieldNorPassForTheHubs(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new EventType(value));
  }

  @Test
  void aTypeHas255BytesAtTheMost() {
    assertThat(new EventType("é".repeat(127) + "x").value()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> new EventType("é".repeat(128)));
  }
}
