package dev.tidings.publish;

import dev.tidings.problem.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The lines of a body, read as they are asked for. Not thread-safe.
final class Lines {

  /// Where bytes come from.
  interface Source {

    /// Waits for some.
    ///
    /// @return how many were put into `buffer` from `start` on; -1 at the end
    int read(byte[] buffer, int start) throws IOException;
  }

  private static final int FIRST_BUFFER = 16 << 10;

  private final Source source;
  private final int most;

  private byte[] buffer = new byte[FIRST_BUFFER];
  private int start;
  private int end;
  private int read;
  private int number;

  /// @param most how many bytes all lines together may have
  Lines(Source source, int most) {
    this.source = source;
    this.most = most;
  }

  /// The next line, without what ends it; null at the end.
  ///
  /// @throws dev.tidings.problem.ProblemException if the lines have too many bytes, or this one is
  ///     not UTF-8
  @Nullable String next() throws IOException {
    var from = start;
    while (true) {
      for (int i = from; i < end; i++) {
        if (buffer[i] == '\n') {
          return line(i, i + 1);
        }
      }
      var known = end - start;
      if (!fill()) {
        return known == 0 ? null : line(end, end);
      }
      from = start + known;
    }
  }

  /// Of the line that was last given, from 1.
  int number() {
    return number;
  }

  private String line(int lineEnd, int next) {
    var lineStart = start;
    start = next;
    number++;
    try {
      return Utf8.decoded(buffer, lineStart, lineEnd);
    } catch (CharacterCodingException _) {
      throw new Problem.OfLine(number, new Problem.Malformed("is not valid UTF-8")).asException();
    }
  }

  /// @return false at the end
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    var count = source.read(buffer, end);
    if (count < 0) {
      return false;
    }
    end += count;
    read += count;
    if (read > most) {
      throw new Problem.BatchTooLarge("a batch is at most " + most + " bytes").asException();
    }
    return true;
  }
}
