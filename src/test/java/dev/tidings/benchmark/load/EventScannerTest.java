package dev.tidings.benchmark.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// A response with events in it, decoded and scanned as a stream does it.
class EventScannerTest implements ResponseDecoder.Listener, EventScanner.Listener {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String PLAIN_HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  private final Payload payload = new Payload(64);
  private final ResponseDecoder decoder = new ResponseDecoder();
  private final EventScanner scanner = new EventScanner(payload);
  private final List<String> found = new ArrayList<>();

  @RepeatedTest(200)
  void anEventMayBeCutAnywhereByChunksAndByBuffers(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var wire = new ByteArrayOutputStream();
    wire.writeBytes(HEAD.getBytes(US_ASCII));
    wire.writeBytes(chunked(body(0, 20), random));

    decode(wire.toByteArray(), random);

    assertThat(found).isEqualTo(expected(0, 20));
  }

  @Test
  void aBodyWithoutChunksIsReadAsItComes() {
    decode((PLAIN_HEAD + body(0, 20)).getBytes(US_ASCII), new Random(1));

    assertThat(found).isEqualTo(expected(0, 20));
  }

  @Test
  void anEventThatWasCutShortIsBroken() {
    var whole = event(7);
    var text = PLAIN_HEAD + whole.substring(0, 40) + whole.substring(41) + body(8, 9);

    decode(text.getBytes(US_ASCII), new Random(1));

    assertThat(found.getFirst()).isEqualTo("broken");
    assertThat(found).endsWith(expected(8, 9).getLast());
  }

  @Test
  void anEventWhoseNumberIsNoneIsBroken() {
    decode(
        (PLAIN_HEAD + event(7).replace("00000007", "0000000z")).getBytes(US_ASCII), new Random(1));

    assertThat(found).containsExactly("broken");
  }

  private String body(int from, int to) {
    var body = new StringBuilder(": hello\nretry: 2000\nid: 1732262400123-0\n\n");
    for (int number = from; number < to; number++) {
      body.append(event(number));
    }
    return body.toString();
  }

  private String event(int number) {
    var data = payload.blank();
    payload.stamp(data, 0, number, nanos(number));
    return "id: 1732262400123-%d\ndata: %s\n\n".formatted(number, new String(data, US_ASCII));
  }

  /// With large and negative ones among them.
  private static long nanos(int number) {
    return (number % 2 == 0 ? 1 : -1) * (1L << 60) + number;
  }

  private static List<String> expected(int from, int to) {
    var events = new ArrayList<String>();
    for (int number = from; number < to; number++) {
      events.add(number + " " + nanos(number));
    }
    return events;
  }

  private static byte[] chunked(String body, Random random) {
    var chunks = new ByteArrayOutputStream();
    for (int at = 0; at < body.length(); ) {
      var end = Math.min(body.length(), at + 1 + random.nextInt(200));
      var extension = random.nextBoolean() ? "" : ";a=1f";
      var chunk = "%x%s\r\n%s\r\n".formatted(end - at, extension, body.substring(at, end));
      chunks.writeBytes(chunk.getBytes(US_ASCII));
      at = end;
    }
    return chunks.toByteArray();
  }

  private void decode(byte[] wire, Random random) {
    for (int at = 0; at < wire.length; ) {
      var end = Math.min(wire.length, at + 1 + random.nextInt(100));
      decoder.decode(wire, at, end, this);
      at = end;
    }
  }

  @Override
  public void head(int status) {
    assertThat(status).isEqualTo(200);
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    scanner.scan(bytes, from, to, this);
  }

  @Override
  public void end() {
    found.add("end");
  }

  @Override
  public void event(long number, long nanos) {
    found.add(number + " " + nanos);
  }

  @Override
  public void broken() {
    found.add("broken");
  }
}
