package dev.tidings.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchRoomTest {

  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void whatIsReadTakesRoomUntilThePlaceIsClosed() throws IOException {
    var room = new BatchRoom(100, LONG);
    try (var place = room.place()) {
      assertThat(place.read(new ByteArrayInputStream(new byte[80]), new byte[90], 10))
          .isEqualTo(80);

      assertRefused(room, 21);
      assertTaken(room, 20);
    }

    assertTaken(room, 100);
  }

  @Test
  void aPlaceThatWasRefusedGivesAllBack() {
    var room = new BatchRoom(100, LONG);
    for (int i = 0; i < 10; i++) {
      assertRefused(room, 1000);
    }

    assertTaken(room, 100);
  }

  @Test
  void aBodyThatHasStoppedArrivingMakesRoomForOthers() throws Exception {
    var room = new BatchRoom(100, Duration.ZERO);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var body = server.accept()) {
      client.getOutputStream().write(new byte[90]);
      var stuck = new FutureTask<>(() -> readAll(room, body));
      var reader = Thread.ofVirtual().start(stuck);
      while (reader.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }

      assertRefused(room, 50);

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> stuck.get(10, TimeUnit.SECONDS))
          .withCauseInstanceOf(IOException.class);
      assertTaken(room, 100);
    }
  }

  private static boolean readAll(BatchRoom room, Socket body) throws IOException {
    try (var place = room.place()) {
      while (place.read(body.getInputStream(), new byte[90], 0) >= 0) {
        // on to what does not come
      }
      return true;
    }
  }

  private static void assertTaken(BatchRoom room, int bytes) {
    try (var place = room.place()) {
      assertThatCode(() -> place.take(bytes)).doesNotThrowAnyException();
    }
  }

  private static void assertRefused(BatchRoom room, int bytes) {
    try (var place = room.place()) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> place.take(bytes))
          .extracting(ProblemException::problem)
          .isInstanceOf(Problem.Unavailable.class);
    }
  }
}
