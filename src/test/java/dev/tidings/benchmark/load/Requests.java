package dev.tidings.benchmark.load;

import dev.tidings.benchmark.server.BatchFormat;
import dev.tidings.benchmark.server.Server;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A publication's request, ready to be sent but for the numbers and stamps in it. Not thread-safe.
final class Requests {

  private final Payload payload;
  private final byte[] bytes;

  /// Where the payloads begin.
  private final int[] places;

  private Requests(Payload payload, byte[] bytes, int[] places) {
    this.payload = payload;
    this.bytes = bytes;
    this.places = places;
  }

  /// For one event.
  static Requests single(Server server, String topic, Payload payload) {
    var head = ascii(server.publishRequest(topic, payload.size()));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head);
    bytes.writeBytes(payload.blank());
    return new Requests(payload, bytes.toByteArray(), new int[] {head.length});
  }

  /// For so many events of one topic.
  static Requests batch(
      Server server, BatchFormat format, String topic, Payload payload, int events) {
    var blank = new String(payload.blank(), StandardCharsets.US_ASCII);
    var line = format.line(topic, blank);
    var head = ascii(server.batchRequest(format, line.length() * events));
    var inLine = line.indexOf(blank);
    var places = new int[events];
    for (int i = 0; i < events; i++) {
      places[i] = head.length + i * line.length() + inLine;
    }
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head);
    bytes.writeBytes(ascii(line.repeat(events)));
    return new Requests(payload, bytes.toByteArray(), places);
  }

  /// One for each topic.
  static List<Requests> singles(Server server, Topics topics, Payload payload) {
    var requests = new ArrayList<Requests>(topics.count());
    for (int i = 0; i < topics.count(); i++) {
      requests.add(single(server, topics.name(i), payload));
    }
    return requests;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  int events() {
    return places.length;
  }

  /// The whole request; the same array at each call.
  ///
  /// @param number of its first event
  /// @param stride from one event's number to the next one's
  byte[] of(long number, int stride, long nanos) {
    for (int i = 0; i < places.length; i++) {
      payload.stamp(bytes, places[i], number + (long) i * stride, nanos);
    }
    return bytes;
  }
}
