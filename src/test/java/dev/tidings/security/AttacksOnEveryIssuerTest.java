package dev.tidings.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.keys.KeyConfig;
import dev.tidings.keys.KeySource;
import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.keys.Signer;
import dev.tidings.keys.TrustedIssuers;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every attack on every issuer of a hub that trusts several of all kinds, and has asked for a
/// secret at that, which is where confusion would pay.
class AttacksOnEveryIssuerTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();

  /// By the names of the issuers; the key's own name is the same everywhere, which is the worst.
  private static final Map<String, Signer> ISSUERS =
      new TreeMap<>(
          Map.of(
              "rsa", Signer.of("RS256"),
              "pss", Signer.rsa("PS256", 2048),
              "curve", Signer.of("ES256"),
              "edwards", Signer.of("EdDSA"),
              "secret", Signer.of("HS256")));

  private static final TokenRules RULES =
      new TokenRules(EnumSet.allOf(SignatureAlgorithm.class), Duration.ZERO, Optional.empty());

  private static final TrustedIssuers TRUSTED =
      TrustedIssuers.open(
          new KeyConfig(
              ISSUERS.entrySet().stream()
                  .map(
                      issuer ->
                          new KeyConfig.Issuer(
                              issuer.getKey(),
                              Set.of("hub"),
                              new KeySource.Inline(Signer.jwks(issuer.getValue().jwk("key"))),
                              "mp.jwt.verify.publickey"))
                  .toList(),
              RULES.algorithms(),
              Duration.ofDays(1)));

  private static final JoseVerifier VERIFIER = new JoseVerifier(TRUSTED, RULES, () -> NOW);

  @AfterAll
  static void close() {
    TRUSTED.close();
  }

  private static JsonObjectBuilder claims(String issuer) {
    return Json.createObjectBuilder()
        .add("iss", issuer)
        .add("sub", "alice")
        .add("aud", "hub")
        .add("exp", SECOND + 60);
  }

  private static JsonObject without(String issuer, String claim) {
    return Json.createObjectBuilder(claims(issuer).build()).remove(claim).build();
  }

  static Stream<Arguments> attacks() {
    var attacks = new ArrayList<Arguments>();
    ISSUERS.forEach(
        (issuer, signer) ->
            attacksOn(issuer, signer)
                .forEach((name, token) -> attacks.add(Arguments.of(issuer, name, token))));
    return attacks.stream();
  }

  private static Map<String, String> attacksOn(String issuer, Signer signer) {
    var good = signer.token(claims(issuer).build());
    var head = good.substring(0, good.lastIndexOf('.'));
    var header = signer.header();
    var stranger = Signer.another("ES256");
    var attacks = new TreeMap<String, String>();
    attacks.put("expired", signed(signer, claims(issuer).add("exp", SECOND)));
    attacks.put("not valid yet", signed(signer, claims(issuer).add("nbf", SECOND + 1)));
    attacks.put("without an end", signer.token(without(issuer, "exp")));
    attacks.put("without a subject", signer.token(without(issuer, "sub")));
    attacks.put("without an issuer", signer.token(without(issuer, "iss")));
    attacks.put("for nobody", signer.token(without(issuer, "aud")));
    attacks.put("for another audience", signed(signer, claims(issuer).add("aud", "others")));
    attacks.put("of an issuer that is not trusted", signed(signer, claims(issuer + "x")));
    attacks.put(
        "with the issuer in another case", signed(signer, claims(issuer.toUpperCase(Locale.ROOT))));
    attacks.put("no signature", head + ".");
    attacks.put("not signed at all", head);
    attacks.put("of a key that nobody knows", stranger.token(claims(issuer).build()));
    attacks.put(
        "of a key that nobody knows, by the name of one that is known",
        stranger.token(
            stranger.header().add("kid", "key").build().toString(),
            claims(issuer).build().toString()));
    attacks.put(
        "other claims under the signature",
        good.replaceFirst(
            "[.][^.]*[.]",
            "." + Signer.base64(claims(issuer).add("sub", "eve").build().toString()) + "."));
    for (var none : List.of("none", "None", "NONE", "nOnE", "")) {
      attacks.put(
          "alg '" + none + "'",
          Signer.base64("{\"alg\":\"" + none + "\"}")
              + "."
              + Signer.base64(claims(issuer).build().toString())
              + ".");
    }
    attacks.put(
        "brings its own key",
        stranger.token(
            stranger.header().add("jwk", stranger.jwk("key")).build().toString(),
            claims(issuer).build().toString()));
    for (var place : List.of("jku", "x5u")) {
      attacks.put(
          "says where its key is: " + place,
          stranger.token(
              stranger.header().add(place, "http://127.0.0.1:1/keys").build().toString(),
              claims(issuer).build().toString()));
    }
    attacks.put(
        "asks for what is not understood",
        signer.token(
            header.add("crit", Json.createArrayBuilder().add("exp")).build().toString(),
            claims(issuer).build().toString()));
    confusions(issuer, signer, attacks);
    return attacks;
  }

  private static String signed(Signer signer, JsonObjectBuilder claims) {
    return signer.token(claims.build());
  }

  /// By a key that is another issuer's, or is of another kind.
  private static void confusions(String issuer, Signer signer, Map<String, String> attacks) {
    ISSUERS.forEach(
        (other, others) -> {
          if (!other.equals(issuer)) {
            attacks.put(
                "signed by the issuer " + other,
                others.token(
                    others.header().add("kid", "key").build().toString(),
                    claims(issuer).build().toString()));
          }
        });
    if (!issuer.equals("secret")) {
      for (var secret :
          List.of(signer.pem(), signer.pem().strip(), signer.jwk().build().toString())) {
        attacks.put(
            "HS256 with the public key as the secret, " + secret.length() + " bytes",
            Signer.withSecret("HS256", secret.getBytes(UTF_8)).token(claims(issuer).build()));
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("attacks")
  void anAttackIsRefusedLikeEveryOther(String issuer, String attack, String token) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> VERIFIER.verify(token))
        .extracting(ProblemException::problem)
        .isEqualTo(new Problem.Unauthenticated());
  }

  /// Else the attacks would be refused for no reason of theirs.
  @Test
  void whatEachIssuerSignsIsTaken() {
    ISSUERS.forEach(
        (issuer, signer) ->
            assertThat(VERIFIER.verify(signer.token(claims(issuer).build())).getSubject())
                .isEqualTo("alice"));
  }
}
