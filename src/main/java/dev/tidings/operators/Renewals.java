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

/// Moves the end of streams that are open. Thread-safe.
@ApplicationScoped
public class Renewals {

  private final FanOut fanOut;
  private final Access access;
  private final Revocations revocations;

  @Inject
  public Renewals(FanOut fanOut, Access access, Revocations revocations) {
    this.fanOut = fanOut;
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
        renew(open(connection), bearer);
        var left = Duration.between(Instant.now(), bearer.expires());
        yield left.isNegative() ? Duration.ZERO : left;
      }
    };
  }

  private Subscriber open(String connection) {
    return fanOut.find(connection).orElseThrow(() -> new Problem.UnknownConnection().asException());
  }

  private void renew(Subscriber stream, Caller.Bearer bearer) {
    var holder = stream.holder();
    if (holder.token() == null || !Objects.equals(bearer.subject(), holder.subject())) {
      throw new Problem.NotGranted("is not of the subject that opened the stream").asException();
    }
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
