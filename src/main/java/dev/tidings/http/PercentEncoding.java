package dev.tidings.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoded UTF-8 (RFC 3986, 2.1), strictly: the platform puts a replacement character where
/// bytes are not UTF-8, and so would make two names into one.
public final class PercentEncoding {

  /// What the server, which reads a URL as ASCII, puts for each other byte.
  private static final char UNREADABLE = '\uFFFD';

  /// What stands for itself in every part of a URL, beside letters and digits.
  private static final String UNRESERVED = "-._~";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /// Encodes a path; its slashes stay.
  public static String encodedPath(String path) {
    var out = new StringBuilder(path.length());
    for (var octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(octet) || octet == '/') {
        out.append((char) octet);
      } else {
        out.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || UNRESERVED.indexOf(octet) >= 0;
  }

  /// Decodes part of a URL.
  ///
  /// @throws IllegalArgumentException with a message for the caller's eyes
  public static String decoded(String raw) {
    if (raw.indexOf(UNREADABLE) >= 0) {
      throw new IllegalArgumentException("in a URL, all but ASCII is percent-encoded");
    }
    var bytes = raw.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.write(bytes[i]);
      } else if (i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        out.write(HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        throw new IllegalArgumentException("the URL is not percent-encoded as it should be");
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("a URL is valid UTF-8");
    }
  }
}
