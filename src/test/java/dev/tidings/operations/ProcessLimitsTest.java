package dev.tidings.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLimitsTest {

  @ParameterizedTest
  @CsvSource({
    "-1, 16",
    "0, 16",
    "256, 16",
    "464, 16",
    "465, 17",
    "1024, 576",
    "65536, 65088",
    "1048576, 1048128",
    "9223372036854775807, 2147483647"
  })
  void connectionsLeaveFilesForTheHubItself(long files, long connections) {
    assertThat(ProcessLimits.connectionsFor(files)).isEqualTo(connections);
  }

  @Test
  void streamsLeaveConnectionsForProbesAndPublishers() {
    var limits = new ProcessLimits();
    var connections = number(limits, ProcessLimits.MAX_CONNECTIONS);

    assertThat(connections).isEqualTo(ProcessLimits.connectionsFor(ProcessLimits.maxFiles()));
    assertThat(number(limits, ProcessLimits.MAX_STREAMS)).isBetween(1L, connections - 4);
  }

  @Test
  void anythingThatIsConfiguredWinsOverTheDefaults() {
    assertThat(new ProcessLimits().getOrdinal()).isLessThan(100);
    assertThat(new ProcessLimits().getValue("another.key")).isNull();
  }

  private static long number(ProcessLimits limits, String key) {
    return Long.parseLong(String.valueOf(limits.getValue(key)));
  }
}
