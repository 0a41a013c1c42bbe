package dev.tidings.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where the certificate is, if there is to be TLS.
///
/// @param files none for plain HTTP
/// @param checkInterval how often the files are looked at for a renewed one
/// @param handshakeTimeout how long a client may take until it is connected
public record TlsConfig(Optional<Files> files, Duration checkInterval, Duration handshakeTimeout) {

  public static final String CERTIFICATE = "tidings.tls.certificate";
  public static final String KEY = "tidings.tls.key";
  public static final String KEY_STORE = "tidings.tls.keystore";
  public static final String KEY_STORE_PASSWORD = "tidings.tls.keystore-password";

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  /// What holds the certificate and its key.
  public sealed interface Files {

    /// All of them; if any changes, it may be for a renewed certificate.
    List<Path> all();
  }

  /// In PEM.
  ///
  /// @param certificate the hub's own first, then those that lead to a root
  /// @param key its private key
  public record PemFiles(Path certificate, Path key) implements Files {

    @Override
    public List<Path> all() {
      return List.of(certificate, key);
    }
  }

  /// Both in one, as PKCS#12.
  ///
  /// @param password of the file and of the key in it; may be empty
  public record KeyStoreFile(Path file, String password) implements Files {

    @Override
    public List<Path> all() {
      return List.of(file);
    }

    /// Without the password.
    @Override
    public String toString() {
      return "KeyStoreFile[file=" + file + "]";
    }
  }

  public TlsConfig {
    check("tidings.tls.check-interval", checkInterval);
    check("tidings.tls.handshake-timeout", handshakeTimeout);
  }

  private static void check(String key, Duration value) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, was %s".formatted(key, LEAST, LONGEST, value));
    }
  }

  /// Those that are named: two in PEM, one key store, or none.
  ///
  /// @param password of the key store
  /// @throws IllegalArgumentException if it is none of these
  public static Optional<Files> files(
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> keyStore,
      Optional<String> password) {
    if (keyStore.isPresent() && certificate.isPresent()) {
      throw new IllegalArgumentException(
          "only one of " + KEY_STORE + " and " + CERTIFICATE + " can be set");
    }
    refuseAlone(KEY, key, CERTIFICATE, certificate);
    refuseAlone(KEY_STORE_PASSWORD, password, KEY_STORE, keyStore);
    if (keyStore.isPresent()) {
      return Optional.of(new KeyStoreFile(keyStore.get(), password.orElse("")));
    }
    refuseAlone(CERTIFICATE, certificate, KEY, key);
    return certificate.map(file -> new PemFiles(file, key.orElseThrow()));
  }

  private static void refuseAlone(
      String name, Optional<?> value, String otherName, Optional<?> other) {
    if (value.isPresent() && other.isEmpty()) {
      throw new IllegalArgumentException(otherName + " is not set, but " + name + " is");
    }
  }
}
