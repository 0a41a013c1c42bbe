package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.KeptTopic;
import dev.tidings.log.KeptTopics;
import dev.tidings.log.Ledger;
import dev.tidings.log.LogClock;
import dev.tidings.log.Newest;
import dev.tidings.log.Reading;
import dev.tidings.log.Receipt;
import dev.tidings.log.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A log in which nothing ever happens.
class EmptyLog implements EventLog {

  @Override
  public List<Receipt> submit(List<Submission> submissions) {
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
  public Newest newest(TopicFilters filters, Cursor asOf, @Nullable Topic behind) {
    return new Newest(List.of(), null);
  }

  @Override
  public KeptTopics topics(@Nullable Topic behind, @Nullable KeptTopic begun, int limit) {
    return new KeptTopics(List.of(), null, true);
  }

  @Override
  public Reading.Page events(List<Cursor> ids, int bytes) {
    throw new UnsupportedOperationException();
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
  public LogClock clock() {
    return Instant::now;
  }

  @Override
  public Ledger ledger() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    // nothing is held
  }
}
