package dev.tidings.operators;

import dev.tidings.broadcast.FanOut;
import dev.tidings.broadcast.Subscriber;
import dev.tidings.problem.Problem;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import dev.tidings.security.Revocations;
import dev.tidings.security.TokenName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Moves the end of streams that are open. Thread-safe.
@ApplicationScoped
public class Renewals {

  private final FanOut fanOut;
  private final Neighbours neighbours;
  private final Access access;
  private final Revocations revocations;

  @Inject
  public Renewals(FanOut fanOut, Neighbours neighbours, Access access, Revocations revocations) {
    this.fanOut = fanOut;
    this.neighbours = neighbours;
    this.access = access;
    this.revocations = revocations;
  }

  /// Has a stream end with the caller's token instead of the one before; that may be earlier, too.
  ///
  /// @return how long that is from now
  /// @throws dev.tidings.problem.ProblemException if the caller has no token, or none of the same
  ///     subject that covers all the stream's filters; [Problem.UnknownConnection] if there is no
  ///     such stream, or none any more
  Duration renew(String connection, Caller caller) {
    return switch (caller) {
      case Caller.Anonymous() -> throw new Problem.Unauthenticated().asException();
      case Caller.Bearer bearer -> {
        var here = fanOut.find(connection);
        if (here.isPresent()) {
          renew(here.get(), bearer);
        } else {
          renewElsewhere(connection, bearer);
        }
        var left = Duration.between(Instant.now(), bearer.expires());
        yield left.isNegative() ? Duration.ZERO : left;
      }
    };
  }

  private void renewElsewhere(String connection, Caller.Bearer bearer) {
    var stream =
        neighbours
            .find(connection)
            .orElseThrow(() -> new Problem.UnknownConnection().asException());
    checkSubject(!stream.tokens().isEmpty(), stream.subject(), bearer);
    access.checkSubscribe(bearer, stream.filters());
    if (!neighbours.renew(connection, TokenName.of(bearer).value(), bearer.expires())) {
      throw new Problem.UnknownConnection().asException();
    }
    if (revocations.cover(bearer)) {
      neighbours.end(connection);
      throw new Problem.Unauthenticated().asException();
    }
  }

  private static void checkSubject(
      boolean hasToken, @Nullable String subject, Caller.Bearer bearer) {
    if (!hasToken || !Objects.equals(bearer.subject(), subject)) {
      throw new Problem.NotGranted("is not of the subject that opened the stream").asException();
    }
  }

  private void renew(Subscriber stream, Caller.Bearer bearer) {
    var holder = stream.holder();
    checkSubject(holder.token() != null, holder.subject(), bearer);
    access.checkSubscribe(bearer, stream.filters());
    if (!stream.renew(TokenName.of(bearer).value(), bearer.expires())) {
      throw new Problem.UnknownConnection().asException();
    }
    // Revoked just now, when the stream went by another token.
    if (revocations.cover(bearer)) {
      fanOut.revoke(stream);
      throw new Problem.Unauthenticated().asException();
    }
  }
}
