package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationsTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final HeldLedger ledger = new HeldLedger();
  private Instant now = START;
  private final Revocations revocations = revocations(100, Optional.empty());

  private Revocations revocations(int mostInMemory, Optional<Duration> maxAge) {
    var rules = new TokenRules(Set.of(SignatureAlgorithm.RS256), Duration.ZERO, maxAge);
    return new Revocations(ledger, rules, () -> now, mostInMemory);
  }

  private static Caller.Bearer bearer(
      String subject, @Nullable String id, @Nullable Instant issued, Instant expires) {
    return new Caller.Bearer(
        Identity.ofToken(subject, id, issued), new Grants(List.of(), List.of()), expires);
  }

  private static Caller.Bearer bearer(String subject, @Nullable String id) {
    return bearer(subject, id, START, START.plus(HOUR));
  }

  @Test
  void whatNobodyRevokedPasses() {
    revocations.check(bearer("alice", "1"));

    revocations.revoke(TokenName.ofTokenId("2"));

    revocations.check(bearer("alice", "1"));
  }

  @Test
  void aTokenIsRefusedByItsIdWhoseverItIs() {
    revocations.revoke(TokenName.ofTokenId("1"));

    assertThat(revocations.cover(bearer("alice", "1"))).isTrue();
    assertThat(revocations.cover(bearer("bob", "1"))).isTrue();
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> revocations.check(bearer("alice", "1")))
        .extracting(ProblemException::problem)
        .isEqualTo(new Problem.Unauthenticated());
  }

  @Test
  void aTokenWithoutAnIdIsRefusedByWhatElseIsItsOwn() {
    var revoked = bearer("alice", null);

    revocations.revoke(TokenName.of(revoked), revoked.expires());

    assertThat(revocations.cover(bearer("alice", null))).isTrue();
    assertThat(revocations.cover(bearer("bob", null))).isFalse();
    assertThat(revocations.cover(bearer("alice", null, START, now))).isFalse();
    assertThat(revocations.cover(bearer("alice", null, null, START.plus(HOUR)))).isFalse();
    assertThat(revocations.cover(bearer("alice", "times"))).isFalse();
  }

  @Test
  void aSubjectsTokensAreRefusedThatWereIssuedByThen() {
    revocations.revokeAllOf("alice");

    assertThat(revocations.cover(bearer("alice", "1", START, now))).isTrue();
    assertThat(revocations.cover(bearer("alice", null, null, now))).isTrue();
    assertThat(revocations.cover(bearer("alice", "1", START.plusMillis(1), now))).isFalse();
    assertThat(revocations.cover(bearer("bob", "1", START, now))).isFalse();
  }

  @Test
  void theLaterOfTwoRevocationsCountsAlsoIfTheClockGoesBack() {
    revocations.revokeAllOf("alice");
    now = START.minus(HOUR);
    revocations.revokeAllOf("alice");

    assertThat(revocations.cover(bearer("alice", "1", START, START.plus(HOUR)))).isTrue();
  }

  @Test
  void whatWasRevokedStaysSoInTheNextProcess() {
    revocations.revokeAllOf("alice");
    revocations.revoke(TokenName.ofTokenId("1"));

    var next = revocations(100, Optional.empty());

    assertThat(next.cover(bearer("alice", "2"))).isTrue();
    assertThat(next.cover(bearer("bob", "1"))).isTrue();
    assertThat(next.cover(bearer("bob", "2"))).isFalse();
  }

  @Test
  void whatHasNoRoomInMemoryIsRefusedAllTheSame() {
    var small = revocations(3, Optional.empty());
    for (int i = 0; i < 10; i++) {
      small.revoke(TokenName.ofTokenId("t" + i));
    }
    small.revokeAllOf("alice");

    var next = revocations(3, Optional.empty());
    for (int i = 0; i < 10; i++) {
      assertThat(small.cover(bearer("bob", "t" + i))).isTrue();
      assertThat(next.cover(bearer("bob", "t" + i))).isTrue();
    }
    assertThat(small.cover(bearer("alice", "1"))).isTrue();
    assertThat(next.cover(bearer("alice", "1"))).isTrue();
    assertThat(next.cover(bearer("bob", "1"))).isFalse();
  }

  @Test
  void whatIsOverMakesRoom() {
    var small = revocations(1, Optional.empty());
    small.revoke(TokenName.ofTokenId("1"), now.plus(HOUR));
    now = START.plus(Duration.ofDays(2));

    small.revoke(TokenName.ofTokenId("2"), now.plus(HOUR));
    ledger.put("revoked/token/" + TokenName.ofTokenId("3").value(), now + " " + now, now);

    // Not asked for in the ledger, so there was room.
    assertThat(small.cover(bearer("bob", "3"))).isFalse();
    assertThat(small.cover(bearer("bob", "2"))).isTrue();
  }

  @Test
  void aRevocationIsKeptUntilTheTokenHasExpiredAndLongWhereNobodyKnowsWhen() {
    revocations.revoke(TokenName.ofTokenId("1"), now.plus(HOUR));
    assertThat(ledger.ends().values())
        .singleElement()
        .isEqualTo(now.plus(HOUR).plus(Duration.ofDays(1)));

    ledger.ends().clear();
    revocations.revokeAllOf("alice");
    assertThat(ledger.ends().values()).singleElement().isEqualTo(now.plus(Revocations.LONG));

    ledger.ends().clear();
    revocations(1, Optional.of(HOUR)).revokeAllOf("bob");
    assertThat(ledger.ends().values())
        .singleElement()
        .isEqualTo(now.plus(HOUR).plus(Duration.ofDays(1)));
  }

  @Test
  void neitherSubjectNorIdStandsInTheLedger() {
    revocations.revokeAllOf("alice@example.com\n".repeat(1000));
    revocations.revoke(TokenName.ofTokenId("secret-id"));

    assertThat(ledger.withPrefix("").keySet())
        .hasSize(2)
        .allSatisfy(key -> assertThat(key).matches("revoked/(token|subject)/[\\w-]{43}"));
  }
}
