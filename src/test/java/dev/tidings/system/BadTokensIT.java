package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.RawHttp.bearer;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of bad token gets one and the same answer, which tells nobody what was wrong.
class BadTokensIT {

  private static final String RS256 = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final Hub hub = Hub.shared();
  private final Tokens tokens = hub.tokens();
  private final String good = tokens.everything();

  private Map<String, String> badTokens() {
    var now = Instant.now().getEpochSecond();
    var bad = new TreeMap<String, String>();
    bad.put("expired", tokens.expiringIn(Duration.ofSeconds(-1)));
    bad.put("expired long ago", tokens.expiringIn(Duration.ofDays(-9999)));
    bad.put("not valid yet", with("nbf", Json.createValue(now + 60)));
    bad.put("issued by somebody else", with("iss", Json.createValue("https://other.test")));
    bad.put("issued by nobody", without("iss"));
    bad.put("without an end", without("exp"));
    bad.put("without a subject", without("sub"));
    bad.put("with an end that is text", with("exp", Json.createValue(Long.toString(now + 60))));
    bad.put("with an end that is null", with("exp", JsonValue.NULL));
    bad.put("with an end behind all time", with("exp", Json.createValue(Long.MAX_VALUE)));
    bad.put("with a beginning that is text", with("nbf", Json.createValue("tomorrow")));
    bad.put("with a beginning that is an object", with("nbf", JsonValue.EMPTY_JSON_OBJECT));
    bad.put("with a beginning behind all time", with("nbf", Json.createValue(Long.MAX_VALUE)));
    bad.put("with a subject that is a number", with("sub", Json.createValue(1)));
    bad.put("without claims", tokens.signed(RS256, "{}"));
    bad.put("with claims that are a list", tokens.signed(RS256, "[]"));
    bad.put("with claims that are not JSON", tokens.signed(RS256, "x"));
    bad.put("of another key", new Tokens().everything());
    bad.put("alg none", unsigned("none"));
    bad.put("alg NONE", unsigned("NONE") + "x");
    bad.put("alg missing and not signed", unsigned("\",\"x\":\""));
    bad.put("HS256 with the public key as the secret", hmacWithThePublicKey());
    bad.put(
        "RS256 with another's signature", head(good) + "." + signature(with("a", JsonValue.NULL)));
    bad.put("RS256 with garbage for a signature", head(good) + "." + Tokens.base64("garbage"));
    bad.put("RS256 with no signature", head(good) + ".");
    bad.put("changed claims", changedClaims());
    bad.put("two parts", head(good));
    bad.put("four parts", good + ".a");
    bad.put("only dots", "..");
    bad.put("not base64", good + "*");
    bad.put("nothing like a token", "x");
    return bad;
  }

  private String with(String claim, JsonValue value) {
    return tokens.signed(claims().add(claim, value));
  }

  private String without(String claim) {
    var claims = Json.createObjectBuilder(claims().build()).remove(claim);
    return tokens.signed(claim.equals("sub") ? claims.remove("upn") : claims);
  }

  private JsonObjectBuilder claims() {
    return tokens.claims("bad", List.of("**"), List.of("**"), Duration.ofHours(1));
  }

  private String unsigned(String algorithm) {
    return Tokens.base64("{\"alg\":\"" + algorithm + "\"}")
        + "."
        + Tokens.base64(claims().build().toString())
        + ".";
  }

  private String hmacWithThePublicKey() {
    var content =
        Tokens.base64("{\"alg\":\"HS256\"}") + "." + Tokens.base64(claims().build().toString());
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(tokens.publicKeyPem().getBytes(UTF_8), "HmacSHA256"));
      return content + "." + URL.encodeToString(mac.doFinal(content.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String changedClaims() {
    var parts = tokens.subscriber("nothing").split("\\.", -1);
    return parts[0] + "." + Tokens.base64(claims().build().toString()) + "." + parts[2];
  }

  private static String head(String token) {
    return token.substring(0, token.lastIndexOf('.'));
  }

  private static String signature(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  @TestFactory
  List<DynamicTest> everyKindOfBadTokenGetsTheSameAnswerWhereverItStands() {
    var expected = RawHttp.exchange(hub, "GET", "/stream?topic=a", "");
    assertProblem(expected, 401, "/stream");
    assertThat(expected.header("www-authenticate")).isEqualTo("Bearer");
    return badTokens().entrySet().stream()
        .map(bad -> DynamicTest.dynamicTest(bad.getKey(), () -> refused(bad.getValue(), expected)))
        .toList();
  }

  /// On a public topic: a bad token is not as good as none.
  private void refused(String token, RawHttp.Answer expected) {
    var target = "/stream?topic=open/a";
    for (var answer :
        List.of(
            RawHttp.exchange(hub, "GET", target, bearer(token)),
            RawHttp.exchange(hub, "GET", target + "&token=" + token, ""),
            RawHttp.exchange(hub, "GET", target, "Cookie: tidings_token=" + token + "\r\n"))) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEqualTo(expected.body());
      assertThat(answer.headers().keySet()).isEqualTo(expected.headers().keySet());
      assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }
    assertProblem(publish(token), 401, "/topics/open/a");
  }

  private RawHttp.Answer publish(String token) {
    return RawHttp.exchange(
        hub,
        RawHttp.head(
                "POST",
                "/topics/open/a",
                bearer(token) + "Content-Type: text/plain\r\nContent-Length: 1\r\n")
            + "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization: Bearer \r\n", "Authorization: Bearer  \r\n"})
  void anEmptyTokenInTheHeaderIsABadOne(String header) {
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=open/a", header).status())
        .isEqualTo(401);
  }

  @Test
  void anEmptyTokenInTheQueryIsNone() {
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=open/a&token=", "").status())
        .isEqualTo(200);
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a&token=", "").status()).isEqualTo(401);
  }

  @Test
  void twoTokensOfOneKindAreNone() {
    var twice = "/stream?topic=a&token=" + good + "&token=" + good;

    assertThat(RawHttp.exchange(hub, "GET", twice, "").status()).isEqualTo(401);
    assertThat(
            RawHttp.exchange(hub, "GET", "/stream?topic=a", bearer(good) + bearer(good)).status())
        .isEqualTo(401);
  }

  @Test
  void aTokenIsNoTicket() {
    var target = "/stream?topic=a&ticket=" + good;

    assertProblem(RawHttp.exchange(hub, "GET", target, ""), 401, "/stream");
  }

  @Test
  void anotherSchemeIsNoToken() {
    var basic = "Authorization: Basic YTpi\r\n";

    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a", basic).status()).isEqualTo(401);
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=open/a", basic).status()).isEqualTo(200);
  }

  @Test
  void aMomentOfTheDayMayHaveAFraction() {
    var start = Json.createValue(Instant.now().getEpochSecond() - 0.5);

    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a", bearer(with("nbf", start))).status())
        .isEqualTo(200);
  }
}
