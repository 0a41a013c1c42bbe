package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import java.time.Duration;

/// What the hub says for itself on a stream of lines. No such line has an `id`, by which it is told
/// from an event.
final class LineNotice implements Words {

  static final Words WORDS = new LineNotice();

  private LineNotice() {}

  @Override
  public byte[] opening(Duration retry, Cursor start) {
    return heartbeat(start);
  }

  @Override
  public byte[] heartbeat(Cursor cursor) {
    return line("{\"lastEventId\":\"" + cursor + "\"}");
  }

  @Override
  public byte[] gap(String requested, Cursor oldest) {
    return line("{\"gap\":" + Notice.gapData(requested, oldest) + "}");
  }

  @Override
  public byte[] expiring(String connection, Duration left) {
    return line("{\"expiring\":" + Notice.expiringData(connection, left) + "}");
  }

  @Override
  public byte[] bye(Departure departure, Duration retry, Cursor cursor) {
    return line("{\"bye\":" + Notice.byeData(departure) + "}");
  }

  private static byte[] line(String json) {
    return (json + "\n").getBytes(UTF_8);
  }
}
