package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final TokenRules RULES =
      new TokenRules(Set.of(SignatureAlgorithm.RS256), Duration.ZERO, Optional.empty());

  private final Issuer issuer = new Issuer();
  private Instant now = START;
  private long keysVersion = 0;
  private final VerifiedTokens tokens = new VerifiedTokens(issuer, () -> keysVersion, () -> now);

  /// Knows which tokens are good, and remembers what it was asked.
  private static final class Issuer implements TokenVerifier {

    private final Map<String, TokenClaims> good = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Override
    public VerifiedToken verify(String token) {
      asked.add(token);
      var claims = good.get(token);
      if (claims == null) {
        throw new Problem.Unauthenticated().asException();
      }
      return new VerifiedToken(token, claims, RULES);
    }
  }

  private void issue(String token, Duration life) {
    issuer.good.put(
        token,
        new TokenClaims(
            Json.createObjectBuilder()
                .add("sub", "alice")
                .add("iat", START.getEpochSecond())
                .add("exp", START.plus(life).getEpochSecond())
                .build()));
  }

  @Test
  void aTokenThatWasJustSeenIsNotCheckedAgain() {
    issue("a", HOUR);

    assertThat(tokens.verify("a")).isSameAs(tokens.verify("a"));
    assertThat(issuer.asked).containsExactly("a");
  }

  @Test
  void noTokenIsTakenForAnother() {
    issue("a", HOUR);
    tokens.verify("a");

    assertRefused("A");
    assertRefused("a ");
    assertRefused("");
  }

  @Test
  void aTokenIsCheckedAgainOnceKeysHaveChanged() {
    issue("a", HOUR);
    tokens.verify("a");
    issuer.good.clear();

    tokens.verify("a");
    keysVersion++;
    assertRefused("a");
  }

  @Test
  void keysThatChangeDuringACheckLeaveNothingToRemember() {
    issue("a", HOUR);
    var changing =
        new VerifiedTokens(
            token -> {
              keysVersion++;
              return issuer.verify(token);
            },
            () -> keysVersion,
            () -> now);

    changing.verify("a");
    changing.verify("a");
    assertThat(issuer.asked).hasSize(2);
  }

  @Test
  void anExpiredTokenIsCheckedAgainToTheSecond() {
    issue("a", Duration.ofSeconds(10));
    tokens.verify("a");
    issuer.good.clear();

    now = START.plusSeconds(10).minus(MOMENT);
    tokens.verify("a");
    now = START.plusSeconds(10);
    assertRefused("a");
  }

  @Test
  void badTokensAreNotRemembered() {
    assertRefused("a");
    issue("a", HOUR);

    tokens.verify("a");
  }

  @Test
  void badTokensMakeNoGoodOneForgotten() {
    issue("a", HOUR);
    tokens.verify("a");
    for (int i = 0; i <= VerifiedTokens.CAPACITY; i++) {
      assertRefused("bad " + i);
    }
    issuer.asked.clear();

    tokens.verify("a");
    assertThat(issuer.asked).isEmpty();
  }

  @Test
  void asManyAreRememberedAsIsSaidTheNewest() {
    for (int i = 0; i <= VerifiedTokens.CAPACITY; i++) {
      issue("good " + i, HOUR);
      tokens.verify("good " + i);
    }
    issuer.asked.clear();

    tokens.verify("good 1");
    tokens.verify("good " + VerifiedTokens.CAPACITY);
    assertThat(issuer.asked).isEmpty();
    tokens.verify("good 0");
    assertThat(issuer.asked).containsExactly("good 0");
  }

  private void assertRefused(String token) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> tokens.verify(token))
        .extracting(ProblemException::problem)
        .isInstanceOf(Problem.Unauthenticated.class);
  }
}
