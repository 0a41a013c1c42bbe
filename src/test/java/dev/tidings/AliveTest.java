package dev.tidings;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliveTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerSocket hub = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

  AliveTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    hub.close();
  }

  private void answering(String answer) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (var asking = hub.accept()) {
                asking.getInputStream().read();
                asking.getOutputStream().write(answer.getBytes(US_ASCII));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void aHubThatSaysSoLives() {
    answering("HTTP/1.1 200 OK\r\n\r\n");

    assertThatCode(() -> Alive.ask(hub.getLocalPort(), PATIENCE)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 503 Service Unavailable\r\n\r\n", "HTTP/1.1", ""})
  void anyOtherAnswerIsNone(String answer) {
    answering(answer);

    assertThatThrownBy(() -> Alive.ask(hub.getLocalPort(), PATIENCE))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aHubThatIsSilentDoesNotLive() {
    assertThatThrownBy(() -> Alive.ask(hub.getLocalPort(), Duration.ofMillis(50)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aPortThatNobodyListensAtIsNoAnswer() throws IOException {
    hub.close();

    assertThatThrownBy(() -> Alive.ask(hub.getLocalPort(), PATIENCE))
        .isInstanceOf(IOException.class);
  }

  @Test
  void itAsksWhereOperatorsAreAnswered() {
    assertThat(Alive.port(Map.of("TIDINGS_MANAGEMENT_PORT", "8081"))).isEqualTo(8081);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http"})
  void aPortThatIsNoneIsToldByItsKey(String port) {
    assertThatThrownBy(() -> Alive.port(Map.of("TIDINGS_MANAGEMENT_PORT", port)))
        .hasMessageContaining("TIDINGS_MANAGEMENT_PORT");
    assertThatThrownBy(() -> Alive.port(Map.of())).hasMessageContaining("TIDINGS_MANAGEMENT_PORT");
  }
}
