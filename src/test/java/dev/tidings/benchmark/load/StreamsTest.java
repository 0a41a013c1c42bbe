package dev.tidings.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a server could get wrong, and whether it would be noticed.
class StreamsTest {

  private static final int SIZE = 64;
  private static final int COUNT = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ScriptedServer server;
  private StreamReader reader;
  private Streams streams;

  @BeforeEach
  void open() throws IOException {
    server = ScriptedServer.start(SIZE);
    reader = new StreamReader();
    streams = new Streams(server, reader, Topics.one("any"), SIZE);
    streams.open(COUNT, 5);
  }

  @AfterEach
  void close() {
    streams.close();
    reader.close();
    server.close();
  }

  @Test
  void eventsInOrderAreNoFault() throws IOException {
    server.send(5, 6, 7);

    assertThat(streams.awaitArrived(3 * COUNT, PATIENCE)).isTrue();
    assertThat(streams.faults(8)).isEqualTo(Faults.NONE);
    assertThat(streams.takeLatencies().getTotalCount()).isEqualTo(3 * COUNT);
  }

  @Test
  void anEventThatIsPassedOverIsLost() throws IOException {
    server.send(5, 7);

    assertThat(streams.awaitArrived(2 * COUNT, PATIENCE)).isTrue();
    assertThat(streams.faults(8)).isEqualTo(new Faults(COUNT, 0, 0, 0, 0));
  }

  @Test
  void anEventThatDoesNotComeAtTheEndIsLost() throws IOException {
    server.send(5, 6);

    assertThat(streams.awaitArrived(2 * COUNT, PATIENCE)).isTrue();
    assertThat(streams.faults(10)).isEqualTo(new Faults(3 * COUNT, 0, 0, 0, 0));
  }

  @Test
  void anEventThatComesAgainIsDoubled() throws IOException {
    server.send(5, 5, 6);

    assertThat(streams.awaitArrived(2 * COUNT, PATIENCE)).isTrue();
    assertThat(streams.faults(7)).isEqualTo(new Faults(0, COUNT, 0, 0, 0));
  }

  @Test
  void anEventBehindALaterOneIsOutOfOrderAndNotLost() throws IOException {
    server.send(6, 5);

    assertThat(streams.awaitArrived(2 * COUNT, PATIENCE)).isTrue();
    assertThat(streams.faults(7)).isEqualTo(new Faults(0, 0, COUNT, 0, 0));
  }

  @Test
  void aStreamThatTheServerEndsIsAFault() throws IOException {
    server.send(5);
    server.endStreams();

    while (streams.faults(6).closed() < COUNT) {
      Thread.onSpinWait();
    }
    assertThat(streams.faults(6)).isEqualTo(new Faults(0, 0, 0, 0, COUNT));
  }

  @Test
  void ofManyTopicsAStreamGetsItsOwnEventsOnly() throws IOException {
    try (var ofMany = new Streams(server, reader, new Topics("many/", 10), SIZE)) {
      ofMany.open(1, 0);
      server.send(0, 10, 30);

      assertThat(ofMany.awaitArrived(3, PATIENCE)).isTrue();
      assertThat(ofMany.faults(50)).isEqualTo(new Faults(2, 0, 0, 0, 0));
    }
  }
}
