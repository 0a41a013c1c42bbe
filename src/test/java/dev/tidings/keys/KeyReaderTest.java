package dev.tidings.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReaderTest {

  private static final Set<SignatureAlgorithm> ALL = EnumSet.allOf(SignatureAlgorithm.class);

  private final KeyReader reader = new KeyReader(ALL, true);

  private static Set<SignatureAlgorithm> algorithms(KeySet keys) {
    return keys.keys().getFirst().algorithms();
  }

  @ParameterizedTest
  @CsvSource({
    "RS256, 'RS256,RS384,RS512,PS256,PS384,PS512'",
    "ES256, ES256",
    "ES384, ES384",
    "ES512, ES512",
    "EdDSA, EDDSA"
  })
  void aKeyIsForTheAlgorithmsOfItsKind(String algorithm, String fitting) throws Exception {
    var signer = Signer.of(algorithm);
    var expected =
        Set.of(fitting.split(",", -1)).stream()
            .map(SignatureAlgorithm::valueOf)
            .collect(Collectors.toSet());

    assertThat(algorithms(reader.read(signer.pem()))).isEqualTo(expected);
    assertThat(algorithms(reader.read(signer.jwk().build().toString()))).isEqualTo(expected);
  }

  @Test
  void aSecretIsForNothingElse() throws Exception {
    var jwk = Signer.withSecret("HS256", 48).jwk().build().toString();

    assertThat(algorithms(reader.read(jwk)))
        .containsExactlyInAnyOrder(SignatureAlgorithm.HS256, SignatureAlgorithm.HS384);
  }

  @Test
  void aSecretIsTakenOnlyWhereItMayBe() {
    var jwk = Signer.of("HS256").jwk().build().toString();

    assertUnusable(new KeyReader(ALL, false), jwk, "secret");
    assertUnusable(new KeyReader(Set.of(SignatureAlgorithm.RS256), true), jwk, "not allowed");
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2047})
  void aShortRsaKeyIsNone(int bits) {
    var short_ = Signer.rsa("RS256", bits);

    assertUnusable(reader, short_.pem(), "too weak");
    assertUnusable(reader, Signer.jwks(short_.jwk("a")), "'a' is too weak");
  }

  @Test
  void aShortSecretIsNone() {
    assertUnusable(reader, Signer.withSecret("HS256", 31).jwk().build().toString(), "too weak");
  }

  @Test
  void aKeyThatNamesItsAlgorithmIsForThatOneOnly() throws Exception {
    var rsa = Signer.of("RS256");

    assertThat(algorithms(reader.read(Signer.jwks(rsa.jwk("a").add("alg", "PS256")))))
        .containsExactly(SignatureAlgorithm.PS256);
    assertUnusable(reader, Signer.jwks(rsa.jwk("a").add("alg", "ES256")), "not allowed");
    assertUnusable(reader, Signer.jwks(rsa.jwk("a").add("alg", "none")), "not allowed");
    assertUnusable(reader, Signer.jwks(rsa.jwk("a").add("alg", 1)), "no known form");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use\":\"enc\"",
        "\"use\":1",
        "\"key_ops\":[\"encrypt\"]",
        "\"key_ops\":[]",
        "\"key_ops\":\"verify\""
      })
  void aKeyForSomethingElseIsNone(String purpose) {
    var jwk = Signer.of("RS256").jwk("a").build().toString();

    assertUnusable(reader, jwk.replaceFirst("}$", "," + purpose + "}"), "not for signatures");
  }

  @Test
  void oneKeyThatCannotBeUsedSpoilsNoOther() throws Exception {
    var good = Signer.of("RS256").jwk("good").add("use", "sig");
    var set =
        Signer.jwks(
            Json.createObjectBuilder().add("kty", "new").add("kid", "unknown"),
            Json.createObjectBuilder().add("kty", "RSA").add("n", "!").add("e", "AQAB"),
            Json.createObjectBuilder(),
            Signer.rsa("RS256", 1024).jwk("weak"),
            good);

    assertThat(reader.read(set).keys()).extracting(VerificationKey::id).containsExactly("good");
  }

  @Test
  void aPrivateKeyDoesNotBelongHere() {
    var jwk = Signer.of("RS256").jwk("a").add("d", "AQAB");

    assertUnusable(reader, Signer.jwks(jwk), "'a' is a private key");
    assertUnusable(
        reader, Signer.of("RS256").pem().replace("PUBLIC", "PRIVATE"), "it holds a PRIVATE KEY");
  }

  @Test
  void aPemMayHoldSeveralKeys() throws Exception {
    var text = "# ours\n" + Signer.of("RS256").pem() + Signer.of("EdDSA").pem();

    assertThat(reader.read(text).keys()).hasSize(2);
  }

  @Test
  void jsonMayBeBase64AsMicroProfileJwtHasIt() throws Exception {
    var set = Signer.jwks(Signer.of("ES256").jwk("a"));

    assertThat(reader.read(Signer.base64(set)).keys()).hasSize(1);
    assertThat(reader.read(Base64.getEncoder().encodeToString(set.getBytes(UTF_8))).keys())
        .hasSize(1);
  }

  @Test
  void aCertificateHasAKey() throws Exception {
    var certificate =
        """
        -----BEGIN CERTIFICATE-----
        MIIBgjCCASmgAwIBAgIUQhQsc54xTAfi0ae2yTn+xnZW1eswCgYIKoZIzj0EAwIw
        FjEUMBIGA1UEAwwLaXNzdWVyLnRlc3QwIBcNMjYxMTI1MDQxNjUxWhgPMjEyNjEx
        MDEwNDE2NTFaMBYxFDASBgNVBAMMC2lzc3Vlci50ZXN0MFkwEwYHKoZIzj0CAQYI
        KoZIzj0DAQcDQgAEAM8ESW3WYVwxz+8u6Xz4cRYUh0yr6L3TBqMz/ughJ5qJo9+n
        avaqxX0/dWCNW2w7eDJeS3MAK+s65Z8yt8phkqNTMFEwHQYDVR0OBBYEFBIwRw0Y
        W6NFQintVrzYeUz24eQ0MB8GA1UdIwQYMBaAFBIwRw0YW6NFQintVrzYeUz24eQ0
        MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgeMBfONYHIWuUF5TL
        E+HivHOJnzqf/gPXici00WnYQswCIH7OvxPt0/tB+fpBqUexhWh504KWTIgVtFIk
        90/InDjI
        -----END CERTIFICATE-----
        """;

    assertThat(algorithms(reader.read(certificate))).containsExactly(SignatureAlgorithm.ES256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a key",
        "{",
        "{}",
        "[]",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[1]}",
        "{\"keys\":[],\"keys\":[]}",
        "<!DOCTYPE html><title>Sign in</title>",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
      })
  void whatHoldsNoKeyIsRefused(String text) {
    assertUnusable(reader, text, "");
  }

  @Test
  void asManyKeysAsAreNeverNeededAreRefused() {
    var jwk = Signer.of("ES256").jwk().build().toString();
    var keys =
        IntStream.rangeClosed(0, KeySet.MOST).mapToObj(_ -> jwk).collect(Collectors.joining(","));

    assertUnusable(reader, "{\"keys\":[" + keys + "]}", "more than 64");
  }

  @Test
  void deepNestingIsRefused() {
    assertUnusable(reader, "{\"keys\":" + "[".repeat(100_000), "no JWK");
  }

  private static void assertUnusable(KeyReader reader, String text, String reason) {
    assertThatExceptionOfType(UnusableKeysException.class)
        .isThrownBy(() -> reader.read(text))
        .withMessageContaining(reason);
  }
}
