package dev.tidings.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.event.TopicFilter;
import dev.tidings.keys.KeyConfig;
import dev.tidings.keys.KeyServer;
import dev.tidings.keys.KeySource;
import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.keys.Signer;
import dev.tidings.keys.TrustedIssuers;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoseVerifierTest {

  private static final String ISSUER = "https://issuer.test";
  private static final String PARTNER = "https://partner.test";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();
  private static final Set<SignatureAlgorithm> PUBLIC =
      Arrays.stream(SignatureAlgorithm.values())
          .filter(algorithm -> !algorithm.name().startsWith("HS"))
          .collect(Collectors.toSet());
  private static final TokenRules RULES = new TokenRules(PUBLIC, Duration.ZERO, Optional.empty());

  private final Signer signer = Signer.of("ES256");
  private final List<TrustedIssuers> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(TrustedIssuers::close);
  }

  private static KeyConfig.Issuer issuer(String name, String keys, String... audiences) {
    return new KeyConfig.Issuer(
        name, Set.of(audiences), new KeySource.Inline(keys), "mp.jwt.verify.publickey");
  }

  private JoseVerifier verifier(TokenRules rules, KeyConfig.Issuer... issuers) {
    var trusted =
        TrustedIssuers.open(
            new KeyConfig(List.of(issuers), rules.algorithms(), Duration.ofDays(1)));
    open.add(trusted);
    return new JoseVerifier(trusted, rules, () -> NOW);
  }

  /// Trusts the one issuer, with the one key.
  private JoseVerifier verifier() {
    return verifier(RULES, issuer(ISSUER, Signer.jwks(signer.jwk("key"))));
  }

  private static JsonObjectBuilder claims() {
    return Json.createObjectBuilder()
        .add("iss", ISSUER)
        .add("sub", "alice")
        .add("exp", SECOND + 60)
        .add(
            "tidings",
            Json.createObjectBuilder().add("subscribe", Json.createArrayBuilder(List.of("a/*"))));
  }

  private static JsonObject with(String name, JsonValue value) {
    return claims().add(name, value).build();
  }

  private static void assertRefused(JoseVerifier verifier, String token) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> verifier.verify(token))
        .extracting(ProblemException::problem)
        .isEqualTo(new Problem.Unauthenticated());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
      })
  void everyPublicAlgorithmIsTakenFromAJwkAndFromPem(String algorithm) {
    var each = Signer.of(algorithm);
    var token = each.token(claims().build());

    for (var keys : List.of(each.pem(), Signer.jwks(each.jwk("a").add("alg", algorithm)))) {
      var verified = verifier(RULES, issuer(ISSUER, keys)).verify(token);
      assertThat(verified.getName()).isEqualTo("alice");
      assertThat(verified.bearer().grants().subscribe()).containsExactly(new TopicFilter("a/*"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void aSecretIsTakenOnlyIfItsAlgorithmIsAskedFor(String algorithm) {
    var secret = Signer.of(algorithm);
    var token = secret.token(claims().build());
    var keys = Signer.jwks(secret.jwk("a"), signer.jwk("b"));
    var asked =
        new TokenRules(EnumSet.allOf(SignatureAlgorithm.class), Duration.ZERO, Optional.empty());

    assertThat(verifier(asked, issuer(ISSUER, keys)).verify(token).getSubject()).isEqualTo("alice");
    assertRefused(verifier(RULES, issuer(ISSUER, keys)), token);
  }

  @Test
  void noPublicKeyIsEverASecret() {
    var rsa = Signer.of("RS256");
    var asked =
        new TokenRules(EnumSet.allOf(SignatureAlgorithm.class), Duration.ZERO, Optional.empty());
    for (var keys : List.of(rsa.pem(), Signer.jwks(rsa.jwk("key")))) {
      var verifier = verifier(asked, issuer(ISSUER, keys));
      for (var guess :
          List.of(
              keys.getBytes(UTF_8),
              Base64.getMimeDecoder().decode(rsa.pem().replaceAll("-----[A-Z ]+-----", "")))) {
        var forged = Signer.withSecret("HS256", guess);
        assertRefused(verifier, forged.token(claims().build()));
        assertRefused(
            verifier,
            forged.token(
                forged.header().add("kid", "key").build().toString(), claims().build().toString()));
      }
    }
  }

  @Test
  void anAlgorithmThatIsNotAllowedIsNone() {
    var rules = new TokenRules(Set.of(SignatureAlgorithm.PS256), Duration.ZERO, Optional.empty());
    var rsa = Signer.of("RS256");
    var verifier = verifier(rules, issuer(ISSUER, rsa.pem()));

    verifier.verify(rsa.signing("PS256").token(claims().build()));
    assertRefused(verifier, rsa.token(claims().build()));
    assertRefused(verifier, rsa.signing("PS384").token(claims().build()));
  }

  @Test
  void aKeyIsUsedForItsOwnAlgorithmOnly() {
    var rsa = Signer.of("RS256");
    var verifier = verifier(RULES, issuer(ISSUER, Signer.jwks(rsa.jwk("a").add("alg", "RS256"))));

    verifier.verify(rsa.token(claims().build()));
    assertRefused(verifier, rsa.signing("RS512").token(claims().build()));
    assertRefused(verifier, rsa.signing("PS256").token(claims().build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "es256", "ES256 ", "HS256", "ES256K"})
  void anotherNameOfAnAlgorithmIsNone(String name) {
    var header = Json.createObjectBuilder().add("alg", name).build().toString();
    var content = Signer.base64(header) + "." + Signer.base64(claims().build().toString());

    assertRefused(verifier(), content + ".");
    assertRefused(verifier(), content + ".AAAA");
    assertRefused(verifier(), signer.token(header, claims().build().toString()));
  }

  @Test
  void aSignatureOfZerosIsNone() {
    var good = signer.token(claims().build());

    assertRefused(verifier(), good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(86));
  }

  /// The header is of the attacker's own key, which it offers in each of the ways that there are.
  @Test
  void noKeyIsTakenFromAToken() {
    var forger = Signer.another("ES256");
    try (var server = KeyServer.serving(Signer.jwks(forger.jwk("key")))) {
      for (var offer :
          List.of(
              forger.header().add("jwk", forger.jwk("key")),
              forger.header().add("jku", server.location()).add("kid", "key"),
              forger.header().add("x5u", server.location()).add("kid", "other"),
              forger.header().add("x5c", Json.createArrayBuilder().add("AAAA")),
              forger.header().add("kid", server.location()),
              forger.header().add("kid", "../../../dev/null"))) {
        assertRefused(
            verifier(), forger.token(offer.build().toString(), claims().build().toString()));
      }
      verifier()
          .verify(
              signer.token(
                  signer
                      .header()
                      .add("jku", server.location())
                      .add("kid", "key")
                      .build()
                      .toString(),
                  claims().build().toString()));
      assertThat(server.requests()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":true}",
        "{\"alg\":\"ES256\",\"b64\":false}",
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"}",
        "{\"alg\":\"none\",\"alg\":\"ES256\"}",
        "{\"alg\":[\"ES256\"]}",
        "{\"alg\":null}",
        "{}",
        "[]",
        "",
        "null",
        "{\"alg\":\"ES256\",\"kid\":1}",
        "{\"alg\":\"ES256\",\"kid\":[\"key\"]}",
        "{\"alg\":\"ES256\",\"kid\":\"unknown\"}",
        "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\"}",
        "{\"alg\":\"ES256\",\"typ\":1}",
        "{\"alg\":\"ES256\"",
        "{\"alg\":\"ES256\"}{}"
      })
  void aHeaderThatIsNotUnderstoodIsRefused(String header) {
    assertRefused(verifier(), signer.token(header, claims().build().toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"})
  void anAccessTokenMaySayThatItIsOne(String type) {
    var header = Json.createObjectBuilder().add("alg", "ES256").add("typ", type).build();

    verifier().verify(signer.token(header.toString(), claims().build().toString()));
  }

  @Test
  void encryptedTokensAreNotTaken() {
    var header = Signer.base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}");

    assertRefused(verifier(), header + ".AAAA.AAAA.AAAA.AAAA");
    assertRefused(verifier(), header + ".AAAA.AAAA");
  }

  @Test
  void aTokenHasOneForm() {
    var good = signer.token(claims().build());

    verifier().verify(good);
    for (var other :
        Stream.of("=", "*", " ", "\n", "\u0000", "é", ".", "%")
            .flatMap(
                extra ->
                    Stream.of(good + extra, extra + good, good.replaceFirst("\\.", extra + ".")))
            .toList()) {
      assertRefused(verifier(), other);
    }
  }

  @Test
  void aTokenHasABoundedLength() {
    var padding = Json.createValue("x".repeat(11_000));
    var longest = signer.token(with("padding", padding));
    assertThat(longest).hasSizeBetween(8192, JoseVerifier.MAX_LENGTH);

    verifier().verify(longest);
    assertRefused(verifier(), signer.token(with("padding", Json.createValue("x".repeat(13_000)))));
    assertRefused(verifier(), "x".repeat(10_000_000));
    assertRefused(verifier(), ".".repeat(10_000_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"exp\":9999999999,\"exp\":1",
        "\"exp\":1,\"exp\":9999999999",
        "\"sub\":\"a\",\"sub\":\"b\"",
        "\"tidings\":{\"publish\":[],\"publish\":[\"**\"]}",
        "\"a\":{\"b\":1,\"b\":1}"
      })
  void whatIsThereTwiceIsABadToken(String members) {
    var rest = "\"iss\":\"" + ISSUER + "\",\"sub\":\"a\",\"exp\":9999999999";
    verifier().verify(signer.token("{\"alg\":\"ES256\"}", "{" + rest + "}"));

    assertRefused(
        verifier(), signer.token("{\"alg\":\"ES256\"}", "{" + rest + "," + members + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void deepNestingIsABadToken(String opening) {
    var deep = "{\"a\":" + opening.repeat(2000);

    assertRefused(verifier(), signer.token("{\"alg\":\"ES256\"}", deep));
    assertRefused(verifier(), signer.token("{\"alg\":" + opening.repeat(2000), "{}"));
  }

  @ParameterizedTest
  @CsvSource({
    "exp, '\"9999999999\"'",
    "exp, null",
    "exp, true",
    "exp, {}",
    "exp, []",
    "exp, -1",
    "exp, 1e400",
    "exp, 1e999999999",
    "exp, 253402300800",
    "exp, 9223372036854775807",
    "nbf, '\"1\"'",
    "nbf, -1",
    "nbf, 1e999999999",
    "iat, '\"1\"'",
    "iat, 1e999999999",
    "sub, 1",
    "sub, null",
    "sub, []",
    "upn, 1",
    "preferred_username, {}",
    "iss, 1",
    "iss, '[\"https://issuer.test\"]'",
    "iss, '\"https://issuer.test/\"'",
    "iss, '\"HTTPS://issuer.test\"'"
  })
  void aClaimOfTheWrongTypeIsABadToken(String name, String value) {
    var text = claims().remove(name).build().toString();
    var bad = text.substring(0, text.length() - 1) + ",\"" + name + "\":" + value + "}";

    assertRefused(verifier(), signer.token("{\"alg\":\"ES256\"}", bad));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "exp"})
  void aClaimThatIsNeededMustBeThere(String name) {
    assertRefused(verifier(), signer.token(claims().remove(name).build()));
  }

  /// Seconds from now; blank for a claim that is not there.
  @ParameterizedTest
  @CsvSource({
    "1, , , 0, true",
    "0, , , 0, false",
    "-1, , , 0, false",
    "0, , , 1, true",
    "-1, , , 1, false",
    "-29, , , 30, true",
    "0.5, , , 0, true",
    "9, 0, , 0, true",
    "9, 1, , 0, false",
    "9, 0.5, , 0, false",
    "9, 1, , 1, true",
    "9, 2, , 1, false",
    "9, , 60, 0, true",
    "9, , 61, 0, false",
    "9, , 61, 61, true",
    "250000000000, , , 0, true"
  })
  void aTokenCountsWithinItsTimes(
      String end, @Nullable String start, @Nullable String issued, int skew, boolean isGood) {
    var claims = claims().add("exp", seconds(end));
    if (start != null) {
      claims.add("nbf", seconds(start));
    }
    if (issued != null) {
      claims.add("iat", seconds(issued));
    }
    var rules = new TokenRules(PUBLIC, Duration.ofSeconds(skew), Optional.empty());
    var verifier = verifier(rules, issuer(ISSUER, signer.pem()));
    var token = signer.token(claims.build());

    if (isGood) {
      verifier.verify(token);
    } else {
      assertRefused(verifier, token);
    }
  }

  private static JsonValue seconds(String fromNow) {
    return Json.createValue(new BigDecimal(SECOND).add(new BigDecimal(fromNow)));
  }

  @Test
  void theSkewLengthensTheRightsOfTheBearer() {
    var rules = new TokenRules(PUBLIC, Duration.ofSeconds(30), Optional.empty());
    var token =
        verifier(rules, issuer(ISSUER, signer.pem())).verify(signer.token(claims().build()));

    assertThat(token.bearer().expires()).isEqualTo(NOW.plusSeconds(90));
    assertThat(token.isValidAt(NOW.plusSeconds(90).minusMillis(1))).isTrue();
    assertThat(token.isValidAt(NOW.plusSeconds(90))).isFalse();
    assertThat(token.getExpirationTime()).isEqualTo(SECOND + 60);
  }

  @Test
  void aTokenMayBeHeldToAnAge() {
    var rules = new TokenRules(PUBLIC, Duration.ofSeconds(2), Optional.of(Duration.ofSeconds(10)));
    var verifier = verifier(rules, issuer(ISSUER, signer.pem()));

    var young = verifier.verify(signer.token(with("iat", Json.createValue(SECOND - 11))));
    assertThat(young.bearer().expires()).isEqualTo(NOW.plusSeconds(1));
    assertRefused(verifier, signer.token(with("iat", Json.createValue(SECOND - 12))));
    assertRefused(verifier, signer.token(claims().build()));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"hub\"', true",
    "'[\"a\",\"hub\"]', true",
    "'[\"b\"]', true",
    "'\"a\"', false",
    "'[]', false",
    "'[1,null]', false",
    "1, false",
    "null, false",
    "'{\"hub\":1}', false",
    "'\"HUB\"', false"
  })
  void aTokenIsForOneOfTheAudiences(String audience, boolean isGood) {
    var verifier = verifier(RULES, issuer(ISSUER, signer.pem(), "hub", "b"));
    var text = claims().build().toString();
    var token =
        signer.token("{\"alg\":\"ES256\"}", text.replaceFirst("}$", ",\"aud\":" + audience + "}"));

    if (isGood) {
      verifier.verify(token);
    } else {
      assertRefused(verifier, token);
    }
    assertRefused(verifier, signer.token(claims().build()));
    verifier(RULES, issuer(ISSUER, signer.pem())).verify(token);
  }

  @Test
  void eachIssuerIsHeldToItsOwnKeysAndAudiences() {
    var other = Signer.another("ES256");
    var verifier =
        verifier(
            RULES,
            issuer(ISSUER, Signer.jwks(signer.jwk("key"))),
            issuer(PARTNER, Signer.jwks(other.jwk("key")), "hub"));
    var partners = claims().add("iss", PARTNER).add("aud", "hub").build();
    var header = signer.header().add("kid", "key").build().toString();

    verifier.verify(signer.token(header, claims().build().toString()));
    verifier.verify(other.token(header, partners.toString()));
    assertRefused(verifier, signer.token(header, partners.toString()));
    assertRefused(verifier, other.token(header, claims().build().toString()));
    assertRefused(verifier, other.token(claims().build()));
    assertRefused(verifier, other.token(claims().add("iss", PARTNER).build()));
  }

  @Test
  void anIssuerIsNamedOnce() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> verifier(RULES, issuer(ISSUER, signer.pem()), issuer(ISSUER, signer.pem())))
        .withMessageContaining("twice");
  }

  @Test
  void whereNobodyIsTrustedEveryTokenIsBad() {
    assertRefused(verifier(RULES), signer.token(claims().build()));
  }

  @Test
  void aTokenOfAnIssuerWhoseKeysWereNeverThereIsNotCalledBad() {
    var issuer =
        new KeyConfig.Issuer(ISSUER, Set.of(), KeySource.at("http://127.0.0.1:1/keys"), "the.key");
    var verifier = verifier(RULES, issuer);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> verifier.verify(signer.token(claims().build())))
        .extracting(ProblemException::problem)
        .isInstanceOf(Problem.Unavailable.class);
    assertRefused(verifier, "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "true",
        "\"**\"",
        "[]",
        "[\"**\"]",
        "{}",
        "{\"publish\":\"**\"}",
        "{\"publish\":{\"**\":1}}",
        "{\"publish\":[1,null,[\"**\"]]}",
        "{\"Publish\":[\"**\"]}"
      })
  void grantsOfTheWrongFormGrantNothing(String claim) {
    var text = claims().remove("tidings").build().toString();
    var token =
        signer.token("{\"alg\":\"ES256\"}", text.replaceFirst("}$", ",\"tidings\":" + claim + "}"));

    var grants = verifier().verify(token).bearer().grants();
    assertThat(grants.publish()).isEmpty();
    assertThat(grants.subscribe()).isEmpty();
  }

  @Test
  void theTokenIsShownAsMicroProfileJwtHasIt() {
    var raw =
        signer.token(
            claims()
                .add("upn", "alice@a.test")
                .add("preferred_username", "al")
                .add("groups", Json.createArrayBuilder().add("staff").add(1).add("staff"))
                .add("aud", "hub")
                .add("iat", 1.5)
                .add("email_verified", true)
                .add("auth_time", "no time")
                .add("updated_at", new BigDecimal("1e999999999"))
                .add("roles", Json.createArrayBuilder().add("a"))
                .build());
    var token = verifier().verify(raw);

    assertThat(token.getName()).isEqualTo("alice@a.test");
    assertThat(token.getSubject()).isEqualTo("alice");
    assertThat(token.getIssuer()).isEqualTo(ISSUER);
    assertThat(token.getGroups()).containsExactly("staff");
    assertThat(token.getAudience()).containsExactly("hub");
    assertThat(token.getIssuedAtTime()).isEqualTo(1);
    assertThat(token.getExpirationTime()).isEqualTo(SECOND + 60);
    assertThat(token.getRawToken()).isEqualTo(raw);
    assertThat(token.<Object>getClaim("email_verified")).isEqualTo(true);
    assertThat(token.<Object>getClaim("auth_time")).isNull();
    assertThat(token.<Object>getClaim("updated_at")).isEqualTo(Long.MAX_VALUE);
    assertThat(token.<Object>getClaim("roles"))
        .isEqualTo(Json.createArrayBuilder().add("a").build());
    assertThat(token.<Object>getClaim("nothing")).isNull();
    assertThat(token.getClaimNames()).contains("iss", "tidings", "roles");
    assertThat(token.toString()).doesNotContain(raw);
  }
}
