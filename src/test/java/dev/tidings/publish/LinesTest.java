package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

  private static final int MOST = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, MOST})
  void linesAreTheSameHoweverTheyArrive(int atOnce) throws IOException {
    assertThat(read("", atOnce)).isEmpty();
    assertThat(read("a", atOnce)).containsExactly("a");
    assertThat(read("a\n", atOnce)).containsExactly("a");
    assertThat(read("\n\na\r\n\nä😀", atOnce)).containsExactly("", "", "a\r", "", "ä😀");
    assertThat(read("x".repeat(90_000) + "\nb\n", atOnce)).containsExactly("x".repeat(90_000), "b");
  }

  @Test
  void linesAreNumberedFromOne() throws IOException {
    var lines = lines("a\n\nb".getBytes(UTF_8), MOST, MOST);
    lines.next();
    assertThat(lines.number()).isEqualTo(1);
    lines.next();
    lines.next();
    assertThat(lines.number()).isEqualTo(3);
  }

  @Test
  void allLinesTogetherHaveAtMostSoManyBytes() throws IOException {
    assertThat(lines("abc\nd".getBytes(UTF_8), 5, 5).next()).isEqualTo("abc");
    assertThat(problemOf("abc\nde".getBytes(UTF_8), 5)).isInstanceOf(Problem.BatchTooLarge.class);
  }

  @Test
  void aLineWithoutEndIsNotHeldBeyondTheBound() throws IOException {
    var held = new int[1];
    var lines =
        new Lines(
            (buffer, start) -> {
              held[0] = Math.max(held[0], buffer.length);
              return buffer.length - start;
            },
            MOST);

    var refusal = catchThrowableOfType(ProblemException.class, lines::next);

    assertThat(refusal.problem()).isInstanceOf(Problem.BatchTooLarge.class);
    assertThat(held[0]).isLessThan(3 * MOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00FF", "a\u00C3\nb", "\u00C0\u0080", "\u00ED\u00A0\u0080"})
  void aLineThatIsNotUtf8IsNamed(String latin1) {
    assertThat(problemOf(("good\n" + latin1).getBytes(ISO_8859_1), MOST))
        .isEqualTo(new Problem.OfLine(2, new Problem.Malformed("is not valid UTF-8")));
  }

  @Test
  void theReplacementCharacterIsUtf8() throws IOException {
    assertThat(read("\ufffd", MOST)).containsExactly("\ufffd");
  }

  private static List<String> read(String text, int atOnce) throws IOException {
    var lines = lines(text.getBytes(UTF_8), atOnce, MOST);
    var read = new ArrayList<String>();
    for (var line = lines.next(); line != null; line = lines.next()) {
      read.add(line);
    }
    return read;
  }

  private static Problem problemOf(byte[] bytes, int most) {
    var lines = lines(bytes, bytes.length, most);
    return catchThrowableOfType(
            ProblemException.class,
            () -> {
              while (lines.next() != null) {
                // on to the bad one
              }
            })
        .problem();
  }

  private static Lines lines(byte[] bytes, int atOnce, int most) {
    var in = new ByteArrayInputStream(bytes);
    return new Lines(
        (buffer, start) -> in.read(buffer, start, Math.min(atOnce, buffer.length - start)), most);
  }
}
