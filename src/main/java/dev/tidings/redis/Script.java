package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// What Redis does for the hub in one step, with nobody in between.
enum Script {
  BEGIN,
  SUBMIT,
  TIDY,
  PUT,
  NEWEST,
  TOPICS,
  LIVE,
  HOLD,
  RATE;

  private final String source = resource("common") + resource(name());
  private final String hash = sha1(source.getBytes(UTF_8));

  byte[] source() {
    return source.getBytes(UTF_8);
  }

  /// By which Redis knows it once it has been loaded.
  byte[] hash() {
    return hash.getBytes(UTF_8);
  }

  private static String resource(String name) {
    var path = "/redis/" + name.toLowerCase(Locale.ROOT) + ".lua";
    try (var in = Script.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has it", e);
    }
  }
}
