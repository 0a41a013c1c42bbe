package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nobody can make two requests of one, which behind a proxy would be another's.
class RequestFramingIT {

  private final Hub hub = Hub.shared();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n",
        "Content-Length: 1, 1\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"
      })
  void aRequestOfAmbiguousLengthIsRefusedAndTheConnectionClosed(String lengths) {
    try (var connection = new RawHttp(hub)) {
      connection.send(
          post("Content-Type: text/plain\r\n" + lengths) + "a" + post("Content-Length: 0\r\n"));

      var answer = connection.answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("content-type")).startsWith("application/problem+json");
      assertClosed(connection);
    }
  }

  @Test
  void aConnectionThatIsToBeClosedIsClosedBehindTheAnswer() {
    try (var connection = new RawHttp(hub)) {
      connection.send(RawHttp.head("GET", "/health/live", "Connection: close\r\n"));

      assertThat(connection.answer().status()).isEqualTo(200);
      assertClosed(connection);
    }
  }

  @Test
  void whatIsSentBehindARequestThatClosesIsNoRequest() {
    try (var connection = new RawHttp(hub)) {
      connection.send(
          RawHttp.head("GET", "/health/live", "Connection: close\r\n")
              + RawHttp.head("GET", "/health/started", ""));

      assertThat(connection.answer().body()).contains("hub");
      assertClosed(connection);
    }
  }

  private String post(String headers) {
    return RawHttp.head(
        "POST", "/topics/open/framing", RawHttp.bearer(hub.tokens().everything()) + headers);
  }

  private static void assertClosed(RawHttp connection) {
    assertThatThrownBy(connection::answer)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("the hub closed the connection");
  }
}
