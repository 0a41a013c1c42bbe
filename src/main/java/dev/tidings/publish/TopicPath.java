package dev.tidings.publish;

import dev.tidings.event.Topic;
import dev.tidings.http.QueryParameters;
import dev.tidings.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// The topic in a request's path.
///
/// Read from the raw path, because JAX-RS takes what follows a `;` for a parameter and decodes
/// before one can tell an encoded slash from a real one.
final class TopicPath {

  private static final String PREFIX = "/topics/";

  private TopicPath() {}

  static Topic topic(String rawPath) {
    if (!rawPath.startsWith(PREFIX)) {
      throw new Problem.Malformed("the path has no topic").asException();
    }
    var raw = rawPath.substring(PREFIX.length());
    if (raw.toUpperCase(Locale.ROOT).contains("%2F")) {
      throw new Problem.Malformed("a topic in a path has no encoded slash").asException();
    }
    return QueryParameters.parsed(Topic::new, decoded(raw));
  }

  private static String decoded(String raw) {
    var bytes = raw.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.write(bytes[i]);
      } else if (i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2])) {
        out.write(HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        throw new Problem.Malformed("the path is not percent-encoded as it should be")
            .asException();
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw new Problem.Malformed("a topic is valid UTF-8").asException();
    }
  }

  private static boolean isHex(byte digit) {
    return HexFormat.isHexDigit(digit);
  }
}
