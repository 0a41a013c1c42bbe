package dev.tidings.redis;

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

/// A log that is refreshed before each look at it.
record FreshLog(RedisEventLog log) implements EventLog {

  @Override
  public List<Receipt> submit(List<Submission> submissions) {
    return log.submit(submissions);
  }

  @Override
  public Cursor probe() {
    return log.probe();
  }

  @Override
  public Reading read(Cursor after, TopicFilters filters, int limit, int bytes) {
    log.refresh();
    return log.read(after, filters, limit, bytes);
  }

  @Override
  public Newest newest(TopicFilters filters, Cursor asOf, @Nullable Topic behind) {
    return log.newest(filters, asOf, behind);
  }

  @Override
  public KeptTopics topics(@Nullable Topic behind, @Nullable KeptTopic begun, int limit) {
    return log.topics(behind, begun, limit);
  }

  @Override
  public Reading.Page events(List<Cursor> ids, int bytes) {
    return log.events(ids, bytes);
  }

  @Override
  public Reading.Gap gap() {
    log.refresh();
    return log.gap();
  }

  @Override
  public Cursor tip() {
    log.refresh();
    return log.tip();
  }

  @Override
  public Cursor floor() {
    log.refresh();
    return log.floor();
  }

  @Override
  public Cursor before(Instant time) {
    log.refresh();
    return log.before(time);
  }

  @Override
  public void follow(Follower follower) {
    log.follow(follower);
  }

  @Override
  public boolean isLingering() {
    return log.isLingering();
  }

  @Override
  public Optional<String> failure() {
    return log.failure();
  }

  @Override
  public LogClock clock() {
    return log.clock();
  }

  @Override
  public Ledger ledger() {
    return log.ledger();
  }

  @Override
  public void close() {
    log.close();
  }
}
