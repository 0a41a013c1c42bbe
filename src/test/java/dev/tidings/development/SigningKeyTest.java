package dev.tidings.development;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {

  /// In a directory that is not there yet.
  private final Path file;

  SigningKeyTest(@TempDir Path directory) {
    this.file = directory.resolve("made/development.pem");
  }

  @Test
  void theKeyIsMadeOnce() throws IOException {
    var made = SigningKey.at(file).publicKeyPem();
    var stored = Files.readString(file);

    assertThat(SigningKey.at(file).publicKeyPem()).isEqualTo(made);
    assertThat(Files.readString(file)).isEqualTo(stored);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    SigningKey.at(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void whatItSignsIsVerifiedByItsPublicKey() throws Exception {
    var key = SigningKey.at(file);
    var token = key.token(Json.createObjectBuilder().add("sub", "alice").build());
    var end = token.lastIndexOf('.');
    var signature = Signature.getInstance("SHA256withRSA");

    signature.initVerify(parsed(key.publicKeyPem()));
    signature.update(token.substring(0, end).getBytes(US_ASCII));

    assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)))).isTrue();
    assertThat(token).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n"
      })
  void aDamagedFileIsNamedAndLeftAlone(String damaged) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, damaged);

    assertThatIllegalStateException()
        .isThrownBy(() -> SigningKey.at(file))
        .withMessageContaining(file.toString())
        .withMessageContaining("remove the file");
    assertThat(Files.readString(file)).isEqualTo(damaged);
  }

  @Test
  void theMessageOfADamagedFileTellsNothingOfTheKey() throws IOException {
    SigningKey.at(file);
    var pem = Files.readString(file);
    Files.writeString(file, pem.substring(0, pem.length() / 2));

    assertThatIllegalStateException()
        .isThrownBy(() -> SigningKey.at(file))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(pem.substring(100, 110)));
  }

  @Test
  void thoseThatStartAtOnceAgree() throws Exception {
    var start = new CountDownLatch(1);
    var hubs = new ArrayList<FutureTask<String>>();
    for (int i = 0; i < 4; i++) {
      Callable<String> hub =
          () -> {
            start.await();
            return SigningKey.at(file).publicKeyPem();
          };
      var task = new FutureTask<>(hub);
      hubs.add(task);
      Thread.ofPlatform().start(task);
    }
    start.countDown();

    var keys = new ArrayList<String>();
    for (var hub : hubs) {
      keys.add(hub.get(30, TimeUnit.SECONDS));
    }

    assertThat(keys).containsOnly(keys.getFirst());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  private static PublicKey parsed(String pem) throws GeneralSecurityException {
    var encoded =
        pem.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "");
    return KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(encoded)));
  }
}
