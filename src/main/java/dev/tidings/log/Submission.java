package dev.tidings.log;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Publications that are stored together, once.
///
/// @param publications at least one
/// @param key by which a repeat of all of them is known; null if each time is a new one
public record Submission(List<Publication> publications, @Nullable IdempotencyKey key) {

  public Submission {
    publications = List.copyOf(publications);
    if (publications.isEmpty()) {
      throw new IllegalArgumentException("a submission has at least one publication");
    }
  }

  public static Submission of(Publication publication, @Nullable IdempotencyKey key) {
    return new Submission(List.of(publication), key);
  }

  public static Submission of(List<Publication> publications) {
    return new Submission(publications, null);
  }
}
