package dev.tidings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every input that was worth keeping, once more: those that showed a mistake, and those that lead
/// everywhere in the code.
class LibraryTest {

  @ParameterizedTest
  @EnumSource
  void noInputThatIsKeptShowsAMistake(Target target) throws Exception {
    try (var inputs = Files.list(target.library())) {
      for (var input : inputs.toList()) {
        assertThat(input).satisfies(file -> target.check(Files.readAllBytes(file)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void emptyAndRandomBytesShowNone(Target target) throws Exception {
    target.check(new byte[0]);
    for (int value = 0; value < 256; value++) {
      target.check(new byte[] {(byte) value});
      target.check(new byte[] {'a', (byte) value, '\n', (byte) value});
    }
  }

  @ParameterizedTest
  @EnumSource
  void thereIsALibrary(Target target) throws IOException {
    try (var inputs = Files.list(target.library())) {
      assertThat(inputs).hasSizeGreaterThan(3);
    }
  }
}
