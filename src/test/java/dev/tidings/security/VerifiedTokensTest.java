package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final Issuer issuer = new Issuer();
  private Instant now = START;
  private final VerifiedTokens tokens = new VerifiedTokens(issuer, Optional.empty(), () -> now);

  /// Knows which tokens are good, and remembers what it was asked.
  private static final class Issuer implements TokenVerifier {

    private final Map<String, Claims> good = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Override
    public VerifiedToken verify(String token) {
      asked.add(token);
      var claims = good.get(token);
      if (claims == null) {
        throw new Problem.Unauthenticated().asException();
      }
      return new VerifiedToken(claims);
    }
  }

  private record Claims(Map<String, Long> values) implements JsonWebToken {

    @Override
    public String getName() {
      return "alice";
    }

    @Override
    public Set<String> getClaimNames() {
      return values.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    public <T> T getClaim(String name) {
      return (T) values.get(name);
    }
  }

  private void issue(String token, Duration life) {
    issuer.good.put(
        token,
        new Claims(
            Map.of("iat", START.getEpochSecond(), "exp", START.plus(life).getEpochSecond())));
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
  void aTokenWhoseKeyWasWithdrawnIsGoodForAMinuteAtTheLongest() {
    issue("a", HOUR);
    tokens.verify("a");
    issuer.good.clear();

    now = START.plus(VerifiedTokens.LIFE).minus(MOMENT);
    tokens.verify("a");
    now = START.plus(VerifiedTokens.LIFE);
    assertRefused("a");
  }

  @Test
  void seeingItAgainMakesNoTokenLastLonger() {
    issue("a", HOUR);
    for (int second = 0; second < 60; second++) {
      now = START.plusSeconds(second);
      tokens.verify("a");
    }
    issuer.good.clear();

    now = START.plusSeconds(60);
    assertRefused("a");
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
  void aTokenThatBecomesTooOldIsCheckedAgainToTheSecond() {
    var young = new VerifiedTokens(issuer, Optional.of(Duration.ofSeconds(20)), () -> now);
    issue("a", HOUR);
    young.verify("a");

    now = START.plusSeconds(20).minus(MOMENT);
    young.verify("a");
    assertThat(issuer.asked).hasSize(1);
    now = START.plusSeconds(20);
    young.verify("a");
    assertThat(issuer.asked).hasSize(2);
  }

  @Test
  void aClockThatIsSetBackMakesNoTokenLastLonger() {
    issue("a", HOUR);
    tokens.verify("a");
    issuer.good.clear();

    now = START.minusSeconds(1);
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
