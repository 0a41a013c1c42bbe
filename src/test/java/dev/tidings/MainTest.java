package dev.tidings;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void theHubsOwnWordsAreShownWhateverTheyAreWrappedInAndCameFrom() {
    var engine = foreign("lock hold by current process", null);
    var ours = new IllegalStateException("tidings.log.directory is in use", engine);

    assertThat(Main.cause(foreign("WELD-000049", foreign("wrapped", ours))))
        .isEqualTo("tidings.log.directory is in use");
  }

  @Test
  void theWordsThatNameTheKeyAreShownAndNotThoseOfTheValue() {
    var value = new IllegalArgumentException("a topic filter is not empty");
    var key = new IllegalArgumentException("tidings.topics.public: " + value.getMessage(), value);

    assertThat(Main.cause(foreign("WELD-000049", key))).startsWith("tidings.topics.public: ");
  }

  @Test
  void whatIsNotTheHubsOwnIsShownAsItBegan() {
    assertThat(Main.cause(foreign("failed", foreign("Address already in use", null))))
        .isEqualTo("Address already in use");
  }

  private static Throwable foreign(String message, @Nullable Throwable cause) {
    var failure = new IllegalStateException(message, cause);
    failure.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("org.example.C", "start", "C.java", 1)});
    return failure;
  }
}
