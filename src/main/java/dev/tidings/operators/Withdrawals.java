package dev.tidings.operators;

import dev.tidings.broadcast.FanOut;
import dev.tidings.broadcast.Holder;
import dev.tidings.problem.Problem;
import dev.tidings.security.Caller;
import dev.tidings.security.Revocations;
import dev.tidings.security.TokenName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/// Takes rights away: refuses tokens from now on, and then ends the streams that they opened.
/// Thread-safe; blocks until the refusal is durable.
///
/// All throw [dev.tidings.problem.ProblemException] with [Problem.Unavailable] if it cannot be
/// kept; no stream has been ended then.
@ApplicationScoped
public class Withdrawals {

  private static final System.Logger LOG = System.getLogger(Withdrawals.class.getName());

  private final FanOut fanOut;
  private final Neighbours neighbours;
  private final Revocations revocations;

  @Inject
  public Withdrawals(FanOut fanOut, Neighbours neighbours, Revocations revocations) {
    this.fanOut = fanOut;
    this.neighbours = neighbours;
    this.revocations = revocations;
  }

  /// Of all that the subject has.
  ///
  /// @return how many streams have ended
  int ofSubject(String subject, Caller operator) {
    var place = revocations.revokeAllOf(subject);
    var ended = neighbours.endAll(place);
    LOG.log(
        System.Logger.Level.INFO,
        "revoked subject={0} by={1} ended={2}",
        subject,
        operator.subject(),
        Integer.toString(ended));
    return ended;
  }

  /// Of the token with this `jti`. A stream that another token has renewed stays.
  ///
  /// @return how many streams have ended
  int ofTokenId(String id, Caller operator) {
    var name = TokenName.ofTokenId(id);
    var ended = neighbours.endAll(revocations.revoke(name));
    LOG.log(
        System.Logger.Level.INFO,
        "revoked token by={0} ended={1}",
        operator.subject(),
        Integer.toString(ended));
    return ended;
  }

  /// Of one stream: of the token that it goes by, and the one that it came with. One without a
  /// token just ends, and may come again.
  ///
  /// @return how many streams have ended: there may be others with the same token
  /// @throws dev.tidings.problem.ProblemException also with [Problem.UnknownConnection] if there is
  ///     no such stream
  int ofConnection(String id, Caller operator) {
    var here = fanOut.find(id);
    if (here.isEmpty()) {
      return ofElsewhere(id, operator);
    }
    var stream = here.get();
    // First the one that it came with: it may be renewed in between.
    refuse(stream.firstHolder());
    refuse(stream.holder());
    var ended = fanOut.revoke(stream) ? 1 : 0;
    var token = stream.holder().token();
    if (token != null) {
      ended += neighbours.endAll(Revocations.placeOf(new TokenName(token)));
    }
    LOG.log(
        System.Logger.Level.INFO,
        "revoked connection={0} by={1} ended={2}",
        stream.id(),
        operator.subject(),
        Integer.toString(ended));
    return ended;
  }

  /// As above, where another hub has it.
  private int ofElsewhere(String id, Caller operator) {
    var stream =
        neighbours.find(id).orElseThrow(() -> new Problem.UnknownConnection().asException());
    stream.tokens().forEach((token, end) -> revocations.revoke(new TokenName(token), end));
    var ended = neighbours.end(id);
    for (var token : stream.tokens().keySet()) {
      ended += neighbours.endAll(Revocations.placeOf(new TokenName(token)));
    }
    LOG.log(
        System.Logger.Level.INFO,
        "revoked connection={0} by={1} ended={2}",
        id,
        operator.subject(),
        Integer.toString(ended));
    return ended;
  }

  private void refuse(Holder holder) {
    var token = holder.token();
    var end = holder.end();
    if (token != null && end != null) {
      revocations.revoke(new TokenName(token), end);
    }
  }
}
