package dev.tidings.benchmark.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.k8s.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a server could do to probes, and whether it would be noticed.
class ProberTest {

  private static final Probe LIVE = new Probe("/live", Duration.ofSeconds(5));
  private static final Probe READY = new Probe("/ready", Duration.ofSeconds(5));
  private static final double PER_SECOND = 200;
  private static final int ENOUGH = 20;

  /// Answers with these, and any other path with 404.
  private static List<Prober.Answers> asked(Map<String, Integer> statuses, Probe... probes)
      throws IOException, InterruptedException {
    var enough = new CountDownLatch(ENOUGH);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(executor);
      server.createContext(
          "/",
          exchange -> {
            enough.countDown();
            var status = statuses.getOrDefault(exchange.getRequestURI().getPath(), 404);
            var body = "{}".getBytes(US_ASCII);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      try (var prober = new Prober(server.getAddress(), List.of(probes), PER_SECOND)) {
        assertThat(enough.await(10, TimeUnit.SECONDS)).isTrue();
        return prober.stop();
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void eachProbeIsAskedAsOftenAsTheOthers() throws Exception {
    var answers = asked(Map.of("/live", 200, "/ready", 200), LIVE, READY);

    assertThat(answers).extracting(Prober.Answers::probe).containsExactly(LIVE, READY);
    assertThat(answers.getFirst().failure()).isNull();
    assertThat(answers.getFirst().latencies().getTotalCount())
        .isGreaterThanOrEqualTo(ENOUGH / 2)
        .isEqualTo(answers.getLast().latencies().getTotalCount());
  }

  @Test
  void anAnswerOtherThan200IsAFailureOfThatProbe() throws Exception {
    var answers = asked(Map.of("/live", 200, "/ready", 503), LIVE, READY);

    assertThat(answers.getFirst().failures()).isZero();
    assertThat(answers.getLast().failures())
        .isEqualTo(answers.getLast().latencies().getTotalCount());
    assertThat(answers.getLast().failure()).contains("503");
  }

  @Test
  void anAnswerThatComesAfterItsTimeIsAFailure() throws Exception {
    var impatient = new Probe("/live", Duration.ofMillis(1));
    var answers = asked(Map.of("/live", 200, "/ready", 200), impatient, READY);

    assertThat(answers.getLast().failures()).isZero();
    assertThat(answers.getFirst().latencies().getMaxValue())
        .isGreaterThan(Duration.ofMillis(1).toNanos());
    assertThat(answers.getFirst().failures()).isPositive();
  }

  /// The kernel takes the connection; the server never looks at it. The pace is kept all the same.
  @Test
  void noAnswerIsAFailureAndKeepsNoOtherWaiting() throws Exception {
    var silent = new Probe("/live", Duration.ofMillis(300));
    try (var deaf = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort());
      var taken = new CountDownLatch(ENOUGH);
      Thread.ofVirtual().start(() -> accept(deaf, taken));
      try (var prober = new Prober(address, List.of(silent), PER_SECOND)) {
        assertThat(taken.await(5, TimeUnit.SECONDS)).isTrue();
        var answers = prober.stop().getFirst();

        assertThat(answers.failures())
            .isGreaterThanOrEqualTo(ENOUGH)
            .isEqualTo(answers.latencies().getTotalCount());
        assertThat(answers.failure()).contains("timed out");
      }
    }
  }

  private static void accept(ServerSocket deaf, CountDownLatch taken) {
    try {
      while (true) {
        deaf.accept();
        taken.countDown();
      }
    } catch (IOException _) {
      // closed
    }
  }
}
