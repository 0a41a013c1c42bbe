package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// W3C Trace Context, 3.2 and 3.3.
class TraceContextTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static Optional<TraceContext> of(String parent, String... states) {
    return TraceContext.of(List.of(parent), List.of(states));
  }

  @Test
  void whatIsWellFormedIsKeptAsItIs() {
    assertThat(of(PARENT)).contains(new TraceContext(PARENT, ""));
    assertThat(of(PARENT, "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"))
        .contains(new TraceContext(PARENT, "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"));
    assertThat(of(" " + PARENT + "\t")).contains(new TraceContext(PARENT, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "ä0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      })
  void whatIsNotCountsAsNone(String parent) {
    assertThat(of("x" + parent, "a=1")).isEmpty();
    if (!parent.endsWith("\n")) { // which is stripped like any white space around a value
      assertThat(of(parent, "a=1")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "-what-will-come"})
  void aLaterVersionIsReadAsFarAsThisOneGoes(String more) {
    assertThat(of("cc" + PARENT.substring(2) + more)).contains(new TraceContext(PARENT, ""));
  }

  @Test
  void twoParentsOrNoneAreNone() {
    assertThat(TraceContext.of(List.of(PARENT, PARENT), List.of())).isEmpty();
    assertThat(TraceContext.of(List.of(), List.of("a=1"))).isEmpty();
  }

  @Test
  void stateInSeveralHeadersIsOneListWithoutWhatIsEmpty() {
    assertThat(of(PARENT, "a=1, b=2 ", "", " ,c=3"))
        .contains(new TraceContext(PARENT, "a=1,b=2,c=3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "A=1", "a", "a=", "=1", "a=1,a=2", "a=ä", "a=1=2", "a b=1", "@b=1", "a@=1", "a@b@c=1", "*=1"
      })
  void aBadStateCountsAsNoneAndTheParentStays(String state) {
    assertThat(of(PARENT, state)).contains(new TraceContext(PARENT, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1", "0a@b=1", "a_b-c*d/e=!~ x", "fw529a3039@dt=FfAAA", "a=\"\\\""})
  void aStateOfAnyFormThatThereIsStays(String state) {
    assertThat(of(PARENT, state)).contains(new TraceContext(PARENT, state));
  }

  @Test
  void aStateThatIsTooLongOrHasTooManyMembersCountsAsNone() {
    var most = "a=" + "x".repeat(254) + ",b=" + "x".repeat(253);
    assertThat(most).hasSize(TraceContext.LONGEST_STATE);
    assertThat(of(PARENT, most)).contains(new TraceContext(PARENT, most));
    assertThat(of(PARENT, most + "x")).contains(new TraceContext(PARENT, ""));
    assertThat(of(PARENT, members(32))).contains(new TraceContext(PARENT, members(32)));
    assertThat(of(PARENT, members(33))).contains(new TraceContext(PARENT, ""));
    assertThat(of(PARENT, "a=" + "x".repeat(257))).contains(new TraceContext(PARENT, ""));
  }

  private static String members(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining(","));
  }

  @Test
  void noContextIsMadeOfWhatIsMalformed() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceContext("00", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceContext(PARENT, "a"));
  }
}
