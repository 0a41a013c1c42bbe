package dev.tidings.fuzz;

import dev.tidings.broadcast.FrameFuzz;
import dev.tidings.event.CursorFuzz;
import dev.tidings.event.TopicFuzz;
import dev.tidings.publish.BatchFuzz;
import dev.tidings.publish.ContentTypeFuzz;
import dev.tidings.publish.JsonFuzz;
import dev.tidings.publish.UrlFuzz;
import dev.tidings.security.GrantsFuzz;
import dev.tidings.stream.SinceFuzz;
import java.nio.file.Path;
import java.util.Locale;

/// All that is fuzzed inside one process.
enum Target {
  BATCH(BatchFuzz::check),
  CONTENT_TYPE(ContentTypeFuzz::check),
  CURSOR(CursorFuzz::check),
  FRAME(FrameFuzz::check),
  GRANTS(GrantsFuzz::check),
  JSON(JsonFuzz::check),
  SINCE(SinceFuzz::check),
  TOPIC(TopicFuzz::check),
  URL(UrlFuzz::check);

  private interface Check {
    void accept(byte[] input) throws Exception;
  }

  @SuppressWarnings("ImmutableEnumChecker") // a method, and no state
  private final Check check;

  Target(Check check) {
    this.check = check;
  }

  /// @throws Exception or [AssertionError] if the input shows a mistake
  void check(byte[] input) throws Exception {
    check.accept(input);
  }

  /// The inputs that are kept.
  Path library() {
    return Path.of("src/test/resources/fuzz", toString());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
