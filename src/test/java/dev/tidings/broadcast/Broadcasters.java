package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Broadcasters without subscribers, for tests of what they hang in.
final class Broadcasters implements AutoCloseable {

  private final FanOut fanOut =
      new FanOut(
          new StreamConfig(
              Duration.ofSeconds(15),
              Duration.ofSeconds(2),
              Duration.ofSeconds(30),
              1 << 20,
              Duration.ZERO,
              1),
          new EmptyLog());

  TopicBroadcaster on(TopicFilters filters) {
    return new TopicBroadcaster(fanOut, filters, Frames.place(0));
  }

  @Override
  public void close() {
    fanOut.stop();
  }

  /// A log in which nothing ever happens.
  static class EmptyLog implements EventLog {

    @Override
    public TopicEvent append(Publication publication) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cursor probe() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Reading read(Cursor after, TopicFilters filters, int limit, int bytes) {
      return new Reading.Page(List.of(), after);
    }

    @Override
    public Reading.Gap gap() {
      return new Reading.Gap(floor(), floor());
    }

    @Override
    public Cursor tip() {
      return Cursor.ORIGIN;
    }

    @Override
    public Cursor floor() {
      return Cursor.ORIGIN;
    }

    @Override
    public Cursor before(Instant time) {
      return Cursor.ORIGIN;
    }

    @Override
    public void follow(Follower follower) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> failure() {
      return Optional.empty();
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
