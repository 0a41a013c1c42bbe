package dev.tidings.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;

/// A file of the configuration, which may be no good.
///
/// @param key by which the configuration names it
record NamedFile(String key, Path path) {

  /// @throws IllegalStateException if it cannot be read
  byte[] content() {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw bad("does not exist", e);
    } catch (IOException e) {
      throw bad("cannot be read", e);
    }
  }

  /// @throws IllegalStateException if the certificate, which is this file's, is not valid now
  void checkValidity(X509Certificate certificate, Instant now) {
    try {
      certificate.checkValidity(Date.from(now));
    } catch (CertificateExpiredException e) {
      throw bad("has expired", e);
    } catch (CertificateNotYetValidException e) {
      throw bad("is not valid yet", e);
    }
  }

  /// What is to be said of it.
  IllegalStateException bad(String what) {
    return new IllegalStateException("%s: %s %s".formatted(key, path, what));
  }

  IllegalStateException bad(String what, Exception cause) {
    return new IllegalStateException("%s: %s %s".formatted(key, path, what), cause);
  }
}
