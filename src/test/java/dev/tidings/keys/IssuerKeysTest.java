package dev.tidings.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.keys.IssuerKeys.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerKeysTest {

  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ES256;
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration OFTEN = Duration.ofMillis(100);

  private final Signer old = Signer.another("ES256");
  private final Signer young = Signer.another("ES256");
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Path file;

  IssuerKeysTest(@TempDir Path directory) {
    this.file = directory.resolve("keys");
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  private IssuerKeys keys(KeySource source, Duration refresh) {
    var issuer = new KeyConfig.Issuer("issuer", Set.of(), source, "the.key");
    var config = new KeyConfig(List.of(issuer), Set.of(ALGORITHM), refresh);
    var keys = IssuerKeys.open(issuer, config, changes::incrementAndGet, nanoTime::get);
    open.add(keys);
    return keys;
  }

  private IssuerKeys keysInFile(Duration refresh) {
    return keys(new KeySource.File(file), refresh);
  }

  private void write(String text) throws IOException {
    var draft = Files.writeString(file.resolveSibling("draft"), text);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private static Verdict verdict(IssuerKeys keys, @Nullable String id, Signer signer) {
    return keys.verify(id, ALGORITHM, key -> isOf(signer, key));
  }

  private static boolean isOf(Signer signer, Key key) {
    return signer.keys() != null && signer.keys().getPublic().equals(key);
  }

  private static void await(BooleanSupplier condition) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  @Test
  void aTokenThatNamesAKeyIsHeldAgainstThatOneOnly() throws IOException {
    write(Signer.jwks(old.jwk("old"), young.jwk("young")));
    var keys = keysInFile(NEVER);

    assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.GOOD);
    assertThat(verdict(keys, "young", old)).isEqualTo(Verdict.BAD);
    assertThat(verdict(keys, null, old)).isEqualTo(Verdict.GOOD);
    assertThat(verdict(keys, null, Signer.another("ES256"))).isEqualTo(Verdict.BAD);
    assertThat(keys.verify("old", SignatureAlgorithm.RS256, _ -> true)).isEqualTo(Verdict.BAD);
  }

  @Test
  void aKeyWithoutANameIsForTokensThatNameAnyOther() throws IOException {
    write(Signer.jwks(old.jwk(), young.jwk("young")));
    var keys = keysInFile(NEVER);

    assertThat(verdict(keys, "whatever", old)).isEqualTo(Verdict.GOOD);
    assertThat(verdict(keys, "young", old)).isEqualTo(Verdict.BAD);
    assertThat(verdict(keys, "whatever", young)).isEqualTo(Verdict.BAD);
  }

  @Test
  void anUnknownNameIsLookedUpOnceInAWhile() throws IOException {
    write(Signer.jwks(old.jwk("old")));
    var keys = keysInFile(NEVER);
    write(Signer.jwks(old.jwk("old"), young.jwk("young")));

    pass(IssuerKeys.PAUSE.minusMillis(1));
    assertThat(verdict(keys, "young", young)).isEqualTo(Verdict.BAD);
    pass(Duration.ofMillis(1));
    assertThat(verdict(keys, "old", young)).isEqualTo(Verdict.BAD);
    assertThat(changes).hasValue(1);
    assertThat(verdict(keys, "young", young)).isEqualTo(Verdict.GOOD);
    assertThat(changes).hasValue(2);
  }

  @Test
  void manyUnknownNamesMakeOneLook() {
    try (var server = KeyServer.serving(Signer.jwks(old.jwk("old")))) {
      var keys = keys(KeySource.at(server.location()), NEVER);
      pass(IssuerKeys.PAUSE);
      for (int i = 0; i < 100; i++) {
        assertThat(verdict(keys, "unknown " + i, young)).isEqualTo(Verdict.BAD);
      }

      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  void aPemThatWasReplacedIsSeenByTheFirstTokenOfTheNewKey() throws IOException {
    write(old.pem());
    var keys = keysInFile(NEVER);
    write(young.pem());
    pass(IssuerKeys.PAUSE);

    assertThat(verdict(keys, null, young)).isEqualTo(Verdict.GOOD);
    assertThat(verdict(keys, null, old)).isEqualTo(Verdict.BAD);
  }

  @Test
  void aKeyThatWasTakenAwayEndsWithoutAnybodyAsking() throws IOException {
    write(Signer.jwks(old.jwk("old"), young.jwk("young")));
    var keys = keysInFile(OFTEN);
    assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.GOOD);

    write(Signer.jwks(young.jwk("young")));
    await(() -> changes.get() == 2);
    assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.BAD);
    assertThat(verdict(keys, "young", young)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void aPlaceThatHoldsNothingUsableKeepsTheKeysThatItHad() throws IOException {
    write(Signer.jwks(old.jwk("old")));
    var keys = keysInFile(NEVER);
    for (var bad : List.of("", "<html>", "{\"keys\":[]}", "x".repeat(KeySource.MAX_BYTES + 1))) {
      write(bad);
      pass(IssuerKeys.PAUSE);
      assertThat(verdict(keys, "young", young)).isEqualTo(Verdict.BAD);
      assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.GOOD);
    }
    Files.delete(file);
    pass(IssuerKeys.PAUSE);
    assertThat(verdict(keys, "young", young)).isEqualTo(Verdict.BAD);
    assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.GOOD);

    write(Signer.jwks(young.jwk("young")));
    pass(IssuerKeys.PAUSE);
    assertThat(verdict(keys, "young", young)).isEqualTo(Verdict.GOOD);
  }

  @Test
  void aUrlThatIsAwayAtTheStartIsWaitedFor() {
    int port;
    try (var before = KeyServer.serving("")) {
      port = before.port();
    }
    var keys = keys(KeySource.at("http://127.0.0.1:" + port + "/"), OFTEN);
    assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.UNDECIDED);
    assertThat(keys.areKnown()).isFalse();

    try (var server = KeyServer.at(port, Signer.jwks(old.jwk("old")))) {
      await(keys::areKnown);
      assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.GOOD);
      server.answer(KeyServer.status(503, "away"));
      var seen = server.requests();
      await(() -> server.requests() > seen + 1);
      assertThat(verdict(keys, "old", old)).isEqualTo(Verdict.GOOD);
    }
  }

  @Test
  void aFileThatCannotBeUsedAtTheStartStopsIt() {
    assertThatIllegalStateException()
        .isThrownBy(() -> keysInFile(NEVER))
        .withMessageContaining("the.key");
    assertThatIllegalStateException()
        .isThrownBy(() -> keys(new KeySource.Inline("no key"), NEVER))
        .withMessageContaining("the.key");
  }
}
