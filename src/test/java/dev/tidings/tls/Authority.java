package dev.tidings.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate authority of its own, whose certificates are good for `localhost` and `127.0.0.1`.
public final class Authority {

  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

  private static final byte[] ECDSA_WITH_SHA256 =
      sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  private static final byte[] NAMES_OF_THE_SUBJECT = oid(0x55, 0x1d, 0x11);
  private static final byte[] BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13);
  private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);

  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate;

  public Authority() {
    var now = Instant.now();
    certificate =
        signed(
            "authority", keys, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), true);
  }

  /// What somebody has who was given a certificate.
  public record Issued(X509Certificate certificate, KeyPair keys, X509Certificate issuer) {

    public String pem() {
      return block("CERTIFICATE", encoded(certificate));
    }

    public String keyPem() {
      return block("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /// The key in the form of its own kind, as cert-manager writes it by default.
    public String olderKeyPem() {
      var isRsa = keys.getPrivate().getAlgorithm().equals("RSA");
      return block(
          isRsa ? "RSA PRIVATE KEY" : "EC PRIVATE KEY",
          lastElement(keys.getPrivate().getEncoded()));
    }

    /// As `tls.crt` and `tls.key`.
    public void write(Path directory) {
      try {
        Files.createDirectories(directory);
        Files.writeString(
            directory.resolve("tls.crt"), pem() + block("CERTIFICATE", encoded(issuer)));
        Files.writeString(directory.resolve("tls.key"), keyPem());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// All that these have, as PKCS#12.
  ///
  /// @param issued each under a name of its own
  public static byte[] keyStore(String password, Issued... issued) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < issued.length; i++) {
        store.setKeyEntry(
            "hub-" + i,
            issued[i].keys().getPrivate(),
            password.toCharArray(),
            new X509Certificate[] {issued[i].certificate(), issued[i].issuer()});
      }
      var out = new ByteArrayOutputStream();
      store.store(out, password.toCharArray());
      return out.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Who it is, as PKCS#12 that holds no key.
  public byte[] trustStore(String password) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", certificate);
      var out = new ByteArrayOutputStream();
      store.store(out, password.toCharArray());
      return out.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public Issued issue() {
    return issue("EC");
  }

  /// Of another kind of key.
  ///
  /// @param kind `EC`, `RSA` or `Ed25519`
  public Issued issue(String kind) {
    var now = Instant.now();
    return issue(kind, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
  }

  public Issued issue(String kind, Instant from, Instant to) {
    var own = keys(kind);
    return new Issued(signed("hub", own, from, to, false), own, certificate);
  }

  public String pem() {
    return block("CERTIFICATE", encoded(certificate));
  }

  /// Of a client that trusts this authority and no other.
  public SSLContext client() {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys(String kind) {
    try {
      var generator = KeyPairGenerator.getInstance(kind);
      if (!kind.equals("Ed25519")) {
        generator.initialize(kind.equals("RSA") ? 2048 : 256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate signed(
      String name, KeyPair owner, Instant from, Instant to, boolean authority) {
    var content =
        sequence(
            element(0xa0, integer(2)),
            integer(SERIAL.incrementAndGet()),
            ECDSA_WITH_SHA256,
            name("authority"),
            sequence(time(from), time(to)),
            name(name),
            owner.getPublic().getEncoded(),
            element(0xa3, sequence(extension(authority))));
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      var whole = sequence(content, ECDSA_WITH_SHA256, bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] extension(boolean authority) {
    return authority
        ? sequence(
            BASIC_CONSTRAINTS,
            element(0x01, new byte[] {(byte) 0xff}),
            element(0x04, sequence(element(0x01, new byte[] {(byte) 0xff}))))
        : sequence(
            NAMES_OF_THE_SUBJECT,
            element(
                0x04,
                sequence(
                    element(0x82, "localhost".getBytes(US_ASCII)),
                    element(0x87, new byte[] {127, 0, 0, 1}))));
  }

  private static byte[] name(String common) {
    return sequence(element(0x31, sequence(COMMON_NAME, element(0x0c, common.getBytes(US_ASCII)))));
  }

  private static byte[] time(Instant time) {
    var text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    return element(0x18, text.format(time).getBytes(US_ASCII));
  }

  private static byte[] integer(long value) {
    return element(0x02, BigInteger.valueOf(value).toByteArray());
  }

  private static byte[] bits(byte[] content) {
    return element(0x03, joined(new byte[] {0}, content));
  }

  private static byte[] oid(int... bytes) {
    var content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return element(0x06, content);
  }

  private static byte[] sequence(byte[]... elements) {
    return element(0x30, joined(elements));
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  /// What the last element of PKCS#8 wraps up: the key itself.
  private static byte[] lastElement(byte[] pkcs8) {
    var at = header(pkcs8, 0);
    for (int end = 0; ; at = end) {
      var start = header(pkcs8, at);
      end = start + length(pkcs8, at);
      if (end == pkcs8.length) {
        return Arrays.copyOfRange(pkcs8, start, end);
      }
    }
  }

  /// Where the content begins.
  private static int header(byte[] der, int at) {
    return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
  }

  private static int length(byte[] der, int at) {
    if (der[at + 1] >= 0) {
      return der[at + 1];
    }
    return new BigInteger(1, Arrays.copyOfRange(der, at + 2, header(der, at))).intValue();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String block(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
  }
}
