package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import java.time.Duration;

/// Broadcasters without subscribers, for tests of what they hang in.
final class Broadcasters implements AutoCloseable {

  /// A log that the fan-out may be behind of.
  static final class AheadLog extends EmptyLog {

    private Cursor tip = Cursor.ORIGIN;
    private boolean lingering;

    /// Something has been stored that the fan-out is not told of.
    void getAhead() {
      tip = Frames.place(1000);
    }

    void linger() {
      lingering = true;
    }

    @Override
    public Cursor tip() {
      return tip;
    }

    @Override
    public boolean isLingering() {
      return lingering;
    }
  }

  private final AheadLog log = new AheadLog();

  private final FanOut fanOut =
      FanOuts.of(log, 1, FanOuts.config(FanOuts.NOTICE, 1 << 20, Duration.ZERO));

  AheadLog log() {
    return log;
  }

  TopicBroadcaster on(TopicFilters filters) {
    return new TopicBroadcaster(
        fanOut,
        new Lanes(1),
        new Audience(filters, Encoding.EVENTS, Duration.ZERO),
        Frames.place(0));
  }

  ConflatingBroadcaster conflating(Duration interval, ConflatingBroadcaster.Timer timer) {
    var audience = new Audience(TopicFilters.of("**"), Encoding.EVENTS, interval);
    return new ConflatingBroadcaster(fanOut, new Lanes(1), audience, Frames.place(0), timer);
  }

  @Override
  public void close() {
    fanOut.stop();
  }
}
