package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Makes bad requests of good ones: a few changes each, of the kinds at which parsers have
/// stumbled. The same seed makes the same requests.
final class Mutator {

  private static final int MOST_CHANGES = 4;

  /// Long enough to pass every bound of a line or a header once.
  private static final int LONGEST_RUN = 40_000;

  private static final List<String> WORDS =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\0",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          "%",
          "%00",
          "%2F",
          "%ff",
          "%zz",
          "*",
          "**",
          "/",
          "//",
          "/../",
          ";",
          "?",
          "&",
          "=",
          "#",
          "\"",
          "\\",
          "\u00ff",
          "\u00c3\u00a9",
          "-1",
          "0",
          "4294967296",
          "9223372036854775807",
          "99999999999999999999",
          "1e9",
          "0x10",
          "Content-Length: 5\r\n",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Connection: close\r\n",
          "Host: \r\n",
          "Expect: 100-continue\r\n",
          "Origin: null\r\n",
          "Cookie: tidings_token=a\r\n",
          "Authorization: Bearer\r\n",
          "Authorization: Bearer a.b.c\r\n",
          "HTTP/1.1",
          "HTTP/0.9",
          "HTTP/2.0",
          "GET",
          "POST",
          "OPTIONS",
          "topic=",
          "since=",
          "&topic=a",
          "token=a",
          "{",
          "}",
          "[",
          "]",
          "null",
          "data: x\n\n",
          "\u00ef\u00bb\u00bf");

  private final Random random;

  Mutator(long seed) {
    this.random = new Random(seed);
  }

  /// One of `requests`, with some changes.
  byte[] next(List<byte[]> requests) {
    var request = any(requests);
    for (int left = 1 + random.nextInt(MOST_CHANGES); left > 0; left--) {
      request = changed(request, any(requests));
    }
    return request;
  }

  private byte[] any(List<byte[]> requests) {
    return requests.get(random.nextInt(requests.size()));
  }

  private byte[] changed(byte[] request, byte[] other) {
    var at = random.nextInt(request.length + 1);
    var end = at + random.nextInt(Math.min(64, request.length - at) + 1);
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> replaced(request, at, at, word());
      case 3 -> replaced(request, at, end, word());
      case 4 -> replaced(request, at, end, new byte[0]);
      case 5 -> replaced(request, at, at, Arrays.copyOfRange(request, at, end));
      case 6 -> flipped(request);
      case 7 -> replaced(request, at, request.length, tail(other));
      default -> random.nextInt(8) == 0 ? replaced(request, at, at, run()) : request;
    };
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(ISO_8859_1);
  }

  private byte[] tail(byte[] request) {
    return Arrays.copyOfRange(request, random.nextInt(request.length + 1), request.length);
  }

  private byte[] run() {
    var run = new byte[random.nextInt(LONGEST_RUN)];
    Arrays.fill(run, word()[0]);
    return run;
  }

  private byte[] flipped(byte[] request) {
    var flipped = request.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] replaced(byte[] request, int start, int end, byte[] by) {
    var out = new ByteArrayOutputStream(request.length + by.length);
    out.write(request, 0, start);
    out.writeBytes(by);
    out.write(request, end, request.length - end);
    return out.toByteArray();
  }
}
