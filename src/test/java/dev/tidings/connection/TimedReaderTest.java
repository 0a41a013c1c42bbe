package dev.tidings.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.Logs;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.PlainSocket;
import io.helidon.common.socket.SocketWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The end of a connection that serves requests, over a real one.
class TimedReaderTest {

  private static final String ANSWER = "HTTP/1.1 204 No Content\r\nDate: some time\r\n\r\n";

  private Socket client;
  private PlainSocket server;
  private TimedReader reader;
  private GatedWriter answers;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client = new Socket(listener.getInetAddress(), listener.getLocalPort());
      client.setSoTimeout(10_000);
      server = PlainSocket.server(listener.accept(), "server", "client");
    }
    reader = new TimedReader(new DataReader(server), server, Duration.ofSeconds(30));
    answers = new GatedWriter(SocketWriter.create(server));
    reader.heed(answers);
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aConnectionOnWhichNothingHasBegunIsClosedAtOnce() throws Exception {
    send("first");
    assertThat(read()).isEqualTo("first");
    answer();
    var waiting = new FutureTask<>(reader::get);
    var thread = Thread.ofVirtual().start(waiting);
    Logs.await("waiting for a request", () -> isReading(thread));

    reader.end();

    assertThat(client.getInputStream().readAllBytes()).hasSize(ANSWER.length());
    // Told so by the reader, or by the socket that was closed under it.
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aRequestThatHasBegunIsReadToItsEndAndNoneBehindIt() throws Exception {
    send("begin");
    assertThat(read()).isEqualTo("begin");

    reader.end();
    send("ning");
    assertThat(read()).isEqualTo("ning");
    answer();
    send("next");

    assertThat(reader.get()).isNull();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whoAsksOnlyAfterTheEndIsNotServed() throws Exception {
    reader.end();
    send("late");

    assertThat(reader.get()).isNull();
  }

  private void answer() {
    answers.writeNow(BufferData.create(ANSWER.getBytes(US_ASCII)));
  }

  private void send(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private String read() throws ExecutionException, InterruptedException {
    return new String(CompletableFuture.supplyAsync(reader).get(), US_ASCII);
  }

  private static boolean isReading(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(PlainSocket.class.getName()));
  }
}
