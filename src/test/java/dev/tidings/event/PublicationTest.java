package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTest {

  private static final Topic NEWS = new Topic("news");

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.001S", "PT24H"})
  void aRetryIsUpToADay(Duration retry) {
    assertThat(withRetry(retry).retry()).isEqualTo(retry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-0.001S", "PT24H0.001S", "P365000D"})
  void anyOtherRetryIsRefused(Duration retry) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withRetry(retry))
        .withMessageContaining("86400000");
  }

  @Test
  void aContentTypeHas255BytesAtTheMost() {
    assertThat(withType("t".repeat(255)).contentType()).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> withType("t".repeat(256)));
    assertThatIllegalArgumentException().isThrownBy(() -> withType("é".repeat(255)));
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "a, 1", "é, 2", "日, 3", "😀, 4"})
  void theSizeIsInBytesOfUtf8(String data, int size) {
    assertThat(Publication.text(NEWS, data).size()).isEqualTo(size);
  }

  @Test
  void dataIsKeptAsItIs() {
    var data = "\ufeffa\r\nb\rc\n\0";

    assertThat(Publication.text(NEWS, data).data()).isEqualTo(data);
  }

  private static Publication withRetry(Duration retry) {
    return new Publication(NEWS, null, retry, Publication.TEXT, "");
  }

  private static Publication withType(String contentType) {
    return new Publication(NEWS, null, null, contentType, "");
  }
}
