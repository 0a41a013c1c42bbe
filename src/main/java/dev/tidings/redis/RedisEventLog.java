package dev.tidings.redis;

import static dev.tidings.redis.Links.unavailable;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.KeptTopic;
import dev.tidings.log.KeptTopics;
import dev.tidings.log.Ledger;
import dev.tidings.log.LogClock;
import dev.tidings.log.LogSize;
import dev.tidings.log.Newest;
import dev.tidings.log.Peers;
import dev.tidings.log.Quotas;
import dev.tidings.log.Reading;
import dev.tidings.log.Receipt;
import dev.tidings.log.Retention;
import dev.tidings.log.Sharing;
import dev.tidings.log.StoredEvent;
import dev.tidings.log.Submission;
import dev.tidings.log.Tail;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// The event log that nodes share.
///
/// Writing is the [Writer]'s. What was written comes back by the [StreamReader], on this node as on
/// all others; so a place is read from as soon as the reader has come there, out of memory if it is
/// recent, else out of Redis.
///
/// While Redis is away, publications are refused and what is in memory can still be read.
public final class RedisEventLog implements EventLog {

  private static final System.Logger LOG = System.getLogger(RedisEventLog.class.getName());

  /// Of a Redis that has never been there: longer than anybody waits for one that is away.
  private static final Duration EVER = Duration.ofDays(365);

  private final RedisConfig config;
  private final String node = UUID.randomUUID().toString();
  private final Keys keys;
  private final Known known = new Known();
  private final RecentEvents recent;
  private final Beginning beginning;
  private final Primary primary;
  private final Links links;
  private final RedisClock redisClock = new RedisClock();
  private final LogClock clock;
  private final Writer writer;
  private final StreamReader reader;
  private final StoredEvents stored;
  private final RedisLedger ledger;
  private final RedisPeers peers;
  private final RedisQuotas quotas;
  private final Refresh refresh;
  private final @Nullable Inbox inbox;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Tail tail;

  private RedisEventLog(
      RedisConfig config,
      Retention retention,
      IdempotencyConfig idempotency,
      @Nullable Function<Map<String, byte[]>, Submission> check,
      @Nullable InstantSource clock) {
    this.config = config;
    this.clock = clock == null ? redisClock : clock::instant;
    this.keys = new Keys(config.prefix());
    this.recent = new RecentEvents(config.window(), Cursor.ORIGIN);
    this.beginning = new Beginning(known, clock);
    this.primary = new Primary(config, keys);
    this.links = new Links(primary, config.timeout());
    this.peers = new RedisPeers(links, keys, beginning, node);
    this.quotas = new RedisQuotas(links, keys, node);
    this.writer = new Writer(config, primary, known, beginning, retention, idempotency, this::live);
    this.stored = new StoredEvents(links, keys);
    this.ledger = new RedisLedger(links, keys, beginning);
    this.reader =
        new StreamReader(config, keys, primary, known, beginning, recent, announcements(), node);
    this.refresh = new Refresh(this::newestPlace);
    this.inbox = check == null ? null : new Inbox(config, keys, primary, writer, check, node);
  }

  /// Connects to the log, or makes it. If Redis is away, that is done as soon as it is there: until
  /// then nothing can be published or read.
  ///
  /// @param check makes a submission of what was handed in by Redis, of its fields; or throws
  ///     [ProblemException]
  /// @throws IllegalStateException with a message for the operator, if Redis does not let the hub
  ///     do what it needs, which somebody has to change
  public static RedisEventLog open(
      RedisConfig config,
      Retention retention,
      IdempotencyConfig idempotency,
      Function<Map<String, byte[]>, Submission> check) {
    return opened(new RedisEventLog(config, retention, idempotency, check, null));
  }

  /// @param clock that counts instead of Redis's; null for that
  static RedisEventLog open(
      RedisConfig config,
      Retention retention,
      IdempotencyConfig idempotency,
      @Nullable InstantSource clock) {
    return opened(new RedisEventLog(config, retention, idempotency, null, clock));
  }

  private static RedisEventLog opened(RedisEventLog log) {
    try {
      log.reader.begin();
    } catch (RedisException e) {
      if (e.isLasting()) {
        log.primary.close();
        throw new IllegalStateException("tidings.log.engine is redis, and " + e.getMessage(), e);
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "the event log is not there yet, and the hub not ready: {0}",
          e.getMessage());
      log.writer.beginFailing(e);
    }
    log.reader.start();
    log.writer.start();
    log.quotas.start();
    if (log.inbox != null) {
      log.inbox.start();
    }
    return log;
  }

  private void live(Link link) throws RedisException {
    peers.live(link);
    quotas.live(link);
    redisClock.read(link);
  }

  private Announcements announcements() {
    return new Announcements() {
      @Override
      public void heard(Reply.Entry entry) {
        var key = entry.text("n");
        var value = entry.text("v");
        switch (entry.text("k")) {
          case "fact" -> {
            if (key != null && value != null) {
              ledger.heard(key, value);
            }
          }
          case "ask", "tell" -> peers.heard(entry);
          case null, default -> {} // of a later version
        }
      }

      @Override
      public void missedSome() {
        ledger.missedSome();
      }
    };
  }

  // ---- writing

  @Override
  public List<Receipt> submit(List<Submission> submissions) {
    return submissions.isEmpty() ? List.of() : writer.store(Handed.toStore(submissions));
  }

  @Override
  public Cursor probe() {
    return writer.store(Handed.toProbe(node)).getFirst().events().getFirst().id();
  }

  // ---- reading

  @Override
  public Reading read(Cursor after, TopicFilters filters, int limit, int bytes) {
    if (closed.get()) {
      throw unavailable("the hub is stopping");
    }
    checkBegun();
    if (!holds(after)) {
      return gapAt(after);
    }
    var end = known.position();
    for (var hole : known.holes()) {
      if (after.isBefore(hole.from()) && hole.from().isBefore(end)) {
        end = hole.from();
      }
    }
    var page = recent.read(after, end, filters, limit, bytes);
    if (page.isPresent()) {
      return page.get();
    }
    var read = stored.read(after, end, filters, limit, bytes);
    return after.isBefore(known.floor()) ? gapAt(after) : read;
  }

  private void checkBegun() {
    if (!reader.hasBegun()) {
      throw unavailable("the event log has not been there yet");
    }
  }

  @Override
  public boolean holds(Cursor place) {
    checkBegun();
    if (place.isBefore(known.floor()) || known.holes().stream().anyMatch(it -> it.holds(place))) {
      return false;
    }
    if (place.isAfter(known.position())) {
      if (place.isAfter(known.seen())) {
        refresh.run();
      }
      if (place.isAfter(known.seen())) {
        return false;
      }
      if (!known.await(place, config.timeout())) {
        throw unavailable("this hub has not read so far yet");
      }
    }
    return true;
  }

  /// Where to go on from a place that is none.
  private Reading.Gap gapAt(Cursor after) {
    for (var hole : known.holes()) {
      if (hole.holds(after) && !hole.to().isBefore(known.floor())) {
        return gapFrom(hole.to());
      }
    }
    return gap();
  }

  @Override
  public Reading.Gap gap() {
    return gapFrom(floor());
  }

  private Reading.Gap gapFrom(Cursor place) {
    return new Reading.Gap(place, stored.firstBehind(place).orElse(place));
  }

  @Override
  public Newest newest(TopicFilters filters, Cursor asOf, @Nullable Topic behind) {
    return stored.newest(filters, asOf, behind);
  }

  @Override
  public KeptTopics topics(@Nullable Topic behind, @Nullable KeptTopic begun, int limit) {
    return stored.topics(behind, limit);
  }

  @Override
  public Reading.Page events(List<Cursor> ids, int bytes) {
    var found = new ArrayList<StoredEvent>(ids.size());
    var size = 0L;
    for (var id : ids) {
      var event = id.isAfter(known.floor()) ? recent.find(id) : null;
      if (event == null) {
        return stored.events(ids, bytes);
      }
      found.add(event);
      size += event.size();
      if (size > bytes) {
        return new Reading.Page(found, id);
      }
    }
    return new Reading.Page(found, ids.getLast());
  }

  @Override
  public Cursor before(Instant time) {
    var boundary = Cursor.firstMillisecond(time);
    var oldest = floor();
    if (boundary <= oldest.time()) {
      return oldest;
    }
    var last = stored.lastBefore(boundary).orElse(oldest).orLater(oldest);
    return last.isBefore(tip()) ? last : tip();
  }

  @Override
  public Cursor tip() {
    return known.position();
  }

  @Override
  public Cursor floor() {
    return known.floor();
  }

  @Override
  public void refresh() {
    checkBegun();
    try {
      known.await(refresh.run(), config.timeout());
    } catch (ProblemException _) {
      // What is here can be read all the same.
    }
  }

  /// Asks Redis for the log's tip.
  private Cursor newestPlace() {
    var tip = Reply.bytes("tip");
    var place = Reply.cursor(links.use(link -> link.call(Command.HGET, keys.state(), tip)));
    known.see(place);
    return place;
  }

  // ---- the rest

  @Override
  public void follow(Follower follower) {
    // From where this node began: something may have been published on others since, and the
    // follower may know of an earlier place than the present one.
    var begun = reader.tellTo(place -> new Tail(this, follower, place));
    begun.start();
    tail = begun;
  }

  @Override
  public boolean isLingering() {
    var begun = tail;
    return begun != null && begun.isLingering();
  }

  @Override
  public Optional<String> failure() {
    return writer.failure();
  }

  @Override
  public Duration away() {
    return reader.hasBegun() ? writer.failing() : EVER;
  }

  @Override
  public LogClock clock() {
    return clock;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public Optional<LogSize> size() {
    try {
      var counts =
          Reply.list(
              links.use(
                  link ->
                      link.call(
                          Command.HMGET,
                          keys.state(),
                          Reply.bytes("events"),
                          Reply.bytes("bytes"))));
      return Optional.of(
          new LogSize(
              Long.parseLong(Reply.text(counts.get(0))),
              Long.parseLong(Reply.text(counts.get(1))),
              stored.firstBehind(known.floor()).orElse(null)));
    } catch (ProblemException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Sharing> sharing() {
    return Optional.of(
        new Sharing(
            reader.isConnected(),
            reader.passedOver(),
            inbox == null ? 0 : inbox.refused(),
            reader.delay()));
  }

  @Override
  public Quotas quotas() {
    return quotas;
  }

  /// How many entries of the stream were passed over, because they are no events.
  long passedOver() {
    return reader.passedOver();
  }

  /// How many idempotency keys are kept.
  long keys() {
    return links.use(link -> (Long) link.call(Command.HLEN, keys.idempotency()));
  }

  /// How many facts are in the ledger, those included that are over and not removed yet.
  long facts() {
    return links.use(link -> (Long) link.call(Command.HLEN, keys.facts()));
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    peers.leave();
    quotas.close();
    try {
      if (inbox != null) {
        inbox.close();
      }
      writer.close();
      reader.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    links.close();
    primary.close();
    if (tail != null) {
      tail.stop();
    }
  }
}
