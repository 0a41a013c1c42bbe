package dev.tidings.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {

  private final Authority authority = new Authority();

  private final Path directory;

  CertificateTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private TlsConfig.PemFiles files() {
    return new TlsConfig.PemFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
  }

  private Identity read() {
    return Identity.read(files(), Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void keysOfEveryKindAreRead(String kind) {
    var issued = authority.issue(kind);
    issued.write(directory);

    assertThat(read().key()).isEqualTo(issued.keys().getPrivate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void keysAreReadInTheFormOfTheirKind(String kind) throws IOException {
    var issued = authority.issue(kind);
    issued.write(directory);
    Files.writeString(files().key(), issued.olderKeyPem());

    assertThat(read().key().getAlgorithm()).isEqualTo(kind);
  }

  @Test
  void theWholeChainIsRead() throws IOException {
    var issued = authority.issue();
    issued.write(directory);
    Files.writeString(files().certificate(), "A note\n" + issued.pem() + authority.pem());

    assertThat(read().chain()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "tls.crt, '',                                 holds no certificate in PEM",
    "tls.crt, no PEM,                             holds no certificate in PEM",
    "tls.crt, '-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----', holds something",
    "tls.key, '',                                 holds no private key in PEM",
    "tls.key, '-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----', no private key of",
    "tls.key, '-----BEGIN PRIVATE KEY-----A!=A-----END PRIVATE KEY-----', tidings.tls.key",
    "tls.key, '-----BEGIN RSA PRIVATE KEY-----AAAA-----END RSA PRIVATE KEY-----', no private",
    "tls.key, '-----BEGIN ENCRYPTED PRIVATE KEY-----AAAA-----END ENCRYPTED PRIVATE KEY-----', is"
        + " enc"
  })
  void whatIsNoGoodIsSaidWithTheKeyOfTheConfiguration(String file, String text, String said)
      throws IOException {
    authority.issue().write(directory);
    Files.writeString(directory.resolve(file), text);

    assertThatThrownBy(this::read)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            file.equals("tls.crt") ? "tidings.tls.certificate: " : "tidings.tls.key: ")
        .hasMessageContaining(file)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.crt", "tls.key"})
  void aFileThatIsMissingIsNamed(String file) throws IOException {
    authority.issue().write(directory);
    Files.delete(directory.resolve(file));

    assertThatThrownBy(this::read).hasMessageContaining(file + " does not exist");
  }

  @Test
  void aKeyOfAnotherCertificateIsNotTaken() throws IOException {
    authority.issue().write(directory);
    Files.writeString(files().key(), authority.issue().keyPem());

    assertThatThrownBy(this::read).hasMessageContaining("is not the key of the certificate");
  }

  @ParameterizedTest
  @CsvSource({"-PT2H, -PT1H, has expired", "PT1H, PT2H, is not valid yet"})
  void aCertificateIsGoodInItsTimeOnly(Duration from, Duration to, String said) {
    var now = Instant.now();
    authority.issue("EC", now.plus(from), now.plus(to)).write(directory);

    assertThatThrownBy(this::read).hasMessageContaining(said);
  }

  @Test
  void aRenewedOneIsTakenAndABrokenOneIsNot() throws IOException {
    authority.issue().write(directory);
    var certificate = new Certificate(files(), InstantSource.system());
    var first = certificate.get();

    certificate.look();
    assertThat(certificate.get()).isSameAs(first);

    Files.writeString(files().key(), authority.issue().keyPem());
    certificate.look();
    assertThat(certificate.get()).isSameAs(first);

    Files.delete(files().key());
    certificate.look();
    assertThat(certificate.get()).isSameAs(first);

    authority.issue().write(directory);
    certificate.look();
    assertThat(certificate.get()).isNotSameAs(first);
  }

  @Test
  void aDirectoryThatIsPutInTheOthersPlaceBehindALinkIsNoticed() throws IOException {
    authority.issue().write(directory.resolve("first"));
    authority.issue().write(directory.resolve("second"));
    var data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("first"));
    Files.createSymbolicLink(files().certificate(), Path.of("..data/tls.crt"));
    Files.createSymbolicLink(files().key(), Path.of("..data/tls.key"));
    var certificate = new Certificate(files(), InstantSource.system());
    var first = certificate.get();

    var next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("second"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    certificate.look();

    assertThat(certificate.get()).isNotSameAs(first);
  }
}
