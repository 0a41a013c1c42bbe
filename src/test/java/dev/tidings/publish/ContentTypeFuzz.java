package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.problem.ProblemException;

/// Input: a `Content-Type`. It is refused as a problem, or is a type and nothing but a type.
public final class ContentTypeFuzz {

  private ContentTypeFuzz() {}

  public static void check(byte[] input) {
    try {
      var type = ContentType.of(new String(input, UTF_8));

      assertThat(type.name()).matches("[^/\\s;]+/[^/\\s;]+").isLowerCase();
    } catch (ProblemException e) {
      assertThat(e.problem().toString()).startsWith("UnsupportedContent");
    }
  }
}
