package dev.tidings.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the certificate is, if there is to be TLS.
///
/// @param files none for plain HTTP
/// @param checkInterval how often the files are looked at for a renewed one
/// @param handshakeTimeout how long a client may take until it is connected
public record TlsConfig(Optional<Files> files, Duration checkInterval, Duration handshakeTimeout) {

  public static final String CERTIFICATE = "tidings.tls.certificate";
  public static final String KEY = "tidings.tls.key";

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  /// In PEM.
  ///
  /// @param certificate the hub's own first, then those that lead to a root
  /// @param key its private key
  public record Files(Path certificate, Path key) {}

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

  /// Both or none.
  ///
  /// @throws IllegalArgumentException if there is one without the other
  public static Optional<Files> files(Optional<Path> certificate, Optional<Path> key) {
    if (certificate.isPresent() && key.isEmpty()) {
      throw new IllegalArgumentException(KEY + " is not set, but " + CERTIFICATE + " is");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      throw new IllegalArgumentException(CERTIFICATE + " is not set, but " + KEY + " is");
    }
    return certificate.map(file -> new Files(file, key.orElseThrow()));
  }
}
