package dev.tidings.publish;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Topic;
import dev.tidings.problem.Problem;
import dev.tidings.security.Caller;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of one publisher, which never meet those of another.
///
/// @param subject of the publisher's token; those whose tokens name none share theirs
record PublisherKeys(String subject) {

  static final String HEADER = "Idempotency-Key";

  private static final Pattern NAME = Pattern.compile("[!-~]{1,255}");

  static PublisherKeys of(Caller caller) {
    return new PublisherKeys(Objects.requireNonNullElse(caller.subject(), ""));
  }

  /// The key that a request gives to a publication; null if it gives none.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if it is not of its form
  @Nullable IdempotencyKey ofPublication(Topic topic, MultivaluedMap<String, String> headers) {
    var name = name(headers);
    return name == null ? null : IdempotencyKey.ofPublication(subject, topic, name);
  }

  /// The key that a request gives to a whole batch; as the other.
  @Nullable IdempotencyKey ofBatch(MultivaluedMap<String, String> headers) {
    var name = name(headers);
    return name == null ? null : IdempotencyKey.ofBatch(subject, name);
  }

  IdempotencyKey ofCloudEvent(Topic topic, String source, String id) {
    return IdempotencyKey.ofCloudEvent(subject, topic, source, id);
  }

  private static @Nullable String name(MultivaluedMap<String, String> headers) {
    var given = headers.get(HEADER);
    if (given == null || given.isEmpty()) {
      return null;
    }
    if (given.size() > 1) {
      throw new Problem.Malformed("'" + HEADER + "' is given twice").asException();
    }
    var name = given.getFirst();
    if (!NAME.matcher(name).matches()) {
      throw new Problem.Malformed("'" + HEADER + "' is 1 to 255 visible ASCII characters")
          .asException();
    }
    return name;
  }
}
