package dev.tidings.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The certificate and its key in one file, as PKCS#12.
class KeyStoreTest {

  private static final String PASSWORD = "correct horse";

  private final Authority authority = new Authority();
  private final Path file;

  KeyStoreTest(@TempDir Path directory) {
    file = directory.resolve("tls.p12");
  }

  private void write(byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Identity read(String password) {
    return Identity.read(new TlsConfig.KeyStoreFile(file, password), Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void keysOfEveryKindAreReadWithTheirChain(String kind) {
    var issued = authority.issue(kind);
    write(Authority.keyStore(PASSWORD, issued));

    assertThat(read(PASSWORD).key()).isEqualTo(issued.keys().getPrivate());
    assertThat(read(PASSWORD).chain()).containsExactly(issued.certificate(), issued.issuer());
  }

  @Test
  void aPasswordMayBeEmpty() {
    write(Authority.keyStore("", authority.issue()));

    assertThat(read("").chain()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong horse"})
  void aWrongPasswordIsSaidByItsKeyAndNotShown(String password) {
    write(Authority.keyStore(PASSWORD, authority.issue()));

    assertThatThrownBy(() -> read(password))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("tidings.tls.keystore-password does not open ")
        .hasMessageContaining("tls.p12")
        .hasMessageNotContaining("wrong horse");
  }

  @Test
  void whatIsNoKeyStoreIsSaid() {
    write("-----BEGIN CERTIFICATE-----".getBytes(US_ASCII));
    assertBad("is no PKCS#12");

    write(new byte[0]);
    assertBad("is no PKCS#12");

    write(Arrays.copyOf(Authority.keyStore(PASSWORD, authority.issue()), 300));
    assertBad("is no PKCS#12");
  }

  private void assertBad(String said) {
    assertThatThrownBy(() -> read(PASSWORD))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("tidings.tls.keystore: ")
        .hasMessageContaining("tls.p12 " + said);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertBad("does not exist");
  }

  @Test
  void itHasOneKey() {
    write(authority.trustStore(PASSWORD));
    assertBad("holds no private key");

    write(Authority.keyStore(PASSWORD, authority.issue(), authority.issue()));
    assertBad("holds several private keys");
  }

  @Test
  void aKeyOfAnotherCertificateIsNotTaken() {
    var issued = authority.issue();
    var other = authority.issue().keys();
    write(
        Authority.keyStore(
            PASSWORD, new Authority.Issued(issued.certificate(), other, issued.issuer())));

    assertBad("holds a key that is not the certificate's");
  }

  @ParameterizedTest
  @CsvSource({"-PT2H, -PT1H, has expired", "PT1H, PT2H, is not valid yet"})
  void aCertificateIsGoodInItsTimeOnly(Duration from, Duration to, String said) {
    var now = Instant.now();
    write(Authority.keyStore(PASSWORD, authority.issue("EC", now.plus(from), now.plus(to))));

    assertBad(said);
  }

  @Test
  void aRenewedOneIsTakenAndABrokenOneIsNot() {
    write(Authority.keyStore(PASSWORD, authority.issue()));
    var certificate =
        new Certificate(new TlsConfig.KeyStoreFile(file, PASSWORD), InstantSource.system());
    var first = certificate.get();

    write(Authority.keyStore("another", authority.issue()));
    certificate.look();
    assertThat(certificate.get()).isSameAs(first);

    write(Authority.keyStore(PASSWORD, authority.issue()));
    certificate.look();
    assertThat(certificate.get()).isNotSameAs(first);
  }

  @Test
  void thePasswordIsInNoText() {
    assertThat(new TlsConfig.KeyStoreFile(file, PASSWORD).toString()).doesNotContain(PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "c, , , , tidings.tls.key is not set",
    ", k, , , tidings.tls.certificate is not set",
    ", , , p, tidings.tls.keystore is not set",
    "c, k, s, p, only one of tidings.tls.keystore and tidings.tls.certificate",
    ", k, s, p, tidings.tls.certificate is not set"
  })
  void whatDoesNotGoTogetherIsSaid(
      String certificate, String key, String store, String password, String said) {
    assertThatThrownBy(
            () ->
                TlsConfig.files(
                    path(certificate), path(key), path(store), Optional.ofNullable(password)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }

  private static Optional<Path> path(String name) {
    return Optional.ofNullable(name).map(Path::of);
  }
}
