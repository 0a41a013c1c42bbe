package dev.tidings.broadcast;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.limits.StreamPlaces;
import dev.tidings.log.EventLog;
import dev.tidings.log.Probed;
import dev.tidings.log.Skipped;
import dev.tidings.log.Visiting;
import dev.tidings.problem.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hands each stored event to the broadcasters whose filters match, and keeps the streams that are
/// open. Thread-safe.
@ApplicationScoped
public class FanOut implements Visiting {

  private static final System.Logger LOG = System.getLogger(FanOut.class.getName());
  private static final Duration TICK = Duration.ofMillis(100);

  private final StreamConfig config;
  private final EventLog log;

  /// By id, in the order of ids.
  private final ConcurrentNavigableMap<String, Subscriber> subscribers =
      new ConcurrentSkipListMap<>();

  private final EndedStreams ended = new EndedStreams();
  private final TicketStreams ticketStreams = new TicketStreams();
  private final StreamPlaces places;
  private final Tally tally = new Tally();
  private final Lanes lanes = new Lanes(Runtime.getRuntime().availableProcessors());
  private final Thread pulse = Thread.ofPlatform().daemon().name("pulse").unstarted(this::beat);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("conflation").factory());

  // Guarded by lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Encoding, Routes> routes = new EnumMap<>(Encoding.class);
  private final Map<Audience, TopicBroadcaster> broadcasters = new HashMap<>();
  private final Window window;
  private int visits;
  private long round;

  // Written under lock.
  private volatile Cursor position;

  private volatile boolean draining;

  private volatile Consumer<TopicEvent> listener = _ -> {};

  @Inject
  public FanOut(StreamConfig config, EventLog log, StreamPlaces places) {
    this.config = config;
    this.log = log;
    this.places = places;
    this.window = new Window(config.window());
    this.position = log.tip();
    timer.setRemoveOnCancelPolicy(true);
    lanes.start();
    pulse.start();
  }

  /// Before all other observers, so that a listener of the application which is slow, or throws,
  /// comes behind the streams.
  void stored(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) TopicEvent event) {
    lock.lock();
    try {
      if (!event.id().isAfter(position)) {
        return; // it was stored before this began, and whoever comes reads it from the log
      }
      routes.forEach((encoding, wanted) -> broadcast(event, encoding, wanted));
      // Last: whoever reads it finds all up to here in the chains.
      position = event.id();
    } finally {
      lock.unlock();
    }
    listener.accept(event);
  }

  /// Names the one that is told of each event that was handed to the broadcasters, from now on. It
  /// must not block.
  public void tellHandedOnTo(Consumer<TopicEvent> one) {
    listener = one;
  }

  private void broadcast(TopicEvent event, Encoding encoding, Routes wanted) {
    var matching = wanted.matching(event.topic());
    if (!matching.isEmpty()) {
      var frame = Frame.of(event, encoding);
      for (var broadcaster : matching) {
        broadcaster.broadcast(frame);
        visits += broadcaster.newVisits(round);
      }
      window.add(frame, matching);
    }
  }

  @Override
  public int takeVisits() {
    lock.lock();
    try {
      var taken = visits;
      visits = 0;
      round++;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Goes where an event would go, up to the wire.
  void probed(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Probed probe) {
    lock.lock();
    try {
      // An event of the same commit may be behind the probe and have come here before it.
      position = position.orLater(probe.place());
    } finally {
      lock.unlock();
    }
  }

  /// The frames in memory have a hole now, so all turn to the log, which tells them of it.
  void skipped(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Skipped skipped) {
    lock.lock();
    try {
      window.clear();
      broadcasters.values().forEach(broadcaster -> broadcaster.restart(skipped.floor()));
      position = position.orLater(skipped.floor());
    } finally {
      lock.unlock();
    }
  }

  /// All events up to here have been handed to the broadcasters.
  public Cursor position() {
    return position;
  }

  /// All events up to here have been stored.
  Cursor tip() {
    return log.tip();
  }

  /// Whether nothing more comes from the log at this moment, whatever its tip.
  boolean isLingering() {
    return log.isLingering();
  }

  /// A subscription to what comes from now on, for the hub itself.
  Subscription fromNow(Audience audience) {
    return new Subscription(Holder.SELF, audience, Beginning.at(log.tip()));
  }

  /// Makes a place for a stream; the caller then opens it.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Draining] if the hub is stopping;
  ///     with [Problem.Busy] or [Problem.TooMany] if there is no place, see [StreamPlaces#take]
  public Subscriber subscribe(Subscription subscription, Line line) {
    if (draining) {
      throw new Problem.Draining(jitteredRetry()).asException();
    }
    ticketStreams.makeWay(subscription);
    var place = places.take(subscription.holder().subject(), subscription.holder().client());
    lock.lock();
    try {
      var broadcaster =
          broadcasters.computeIfAbsent(subscription.audience(), this::routedBroadcaster);
      var subscriber =
          new Subscriber(
              UUID.randomUUID().toString(),
              subscription,
              config,
              log,
              this,
              broadcaster,
              lanes.assign(),
              line,
              place);
      broadcaster.add(subscriber);
      subscribers.put(subscriber.id(), subscriber);
      ticketStreams.add(subscriber);
      tally.opened(subscriber.transport());
      return subscriber;
    } finally {
      lock.unlock();
    }
  }

  private TopicBroadcaster routedBroadcaster(Audience audience) {
    var broadcaster =
        audience.conflates()
            ? new ConflatingBroadcaster(this, lanes, audience, position, this::later)
            : new TopicBroadcaster(this, lanes, audience, position);
    routes.computeIfAbsent(audience.encoding(), _ -> new Routes()).add(broadcaster);
    return broadcaster;
  }

  private Future<?> later(Duration delay, Runnable task) {
    return timer.schedule(() -> locked(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void locked(Runnable task) {
    lock.lock();
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "events could not be handed on", e);
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more is sent to it but its end; its place is free for another. Called once.
  void leave(Subscriber subscriber, @Nullable Throwable failure) {
    ticketStreams.remove(subscriber);
    lock.lock();
    try {
      var broadcaster = subscriber.broadcaster();
      broadcaster.remove(subscriber, failure);
      if (broadcaster.isEmpty()) {
        remove(broadcaster);
        broadcaster.end();
      }
    } finally {
      lock.unlock();
    }
    subscriber.place().close();
  }

  private void remove(TopicBroadcaster broadcaster) {
    broadcasters.remove(broadcaster.audience());
    var encoding = broadcaster.audience().encoding();
    var wanted = routes.get(encoding);
    if (wanted != null) {
      wanted.remove(broadcaster);
      if (wanted.isEmpty()) {
        routes.remove(encoding);
      }
    }
  }

  /// It has ended, and nobody need look after it any more.
  void forget(Subscriber subscriber) {
    ended.add(subscriber.course());
    subscribers.remove(subscriber.id());
  }

  /// What all streams and polls have done.
  public Tally tally() {
    return tally;
  }

  /// How those that are open are now.
  public StreamState state() {
    return StreamState.of(subscribers.values());
  }

  /// How far it is behind the log; zero if it has handed on all that is stored.
  public Duration behind() {
    return Connection.between(position, log.tip());
  }

  public int openStreams() {
    return subscribers.size();
  }

  /// The stream or poll of this id; empty if there is none, or none any more.
  public Optional<Subscriber> find(String id) {
    return Optional.ofNullable(subscribers.get(id));
  }

  /// How far the stream or poll of this id has come, or came, if it is one of the last few thousand
  /// that ended; else empty.
  public Optional<Course> course(String id) {
    return find(id).map(Subscriber::course).or(() -> ended.find(id));
  }

  /// Those that are open, in the order of their ids.
  ///
  /// @param after the id to begin behind; empty for the first
  /// @param limit how many at the most
  public List<Connection> connections(String after, int limit) {
    return subscribers.tailMap(after, false).values().stream()
        .limit(limit)
        .map(Subscriber::connection)
        .toList();
  }

  /// How many are subscribed to a topic.
  public int subscribers(Topic topic) {
    lock.lock();
    try {
      return routes.values().stream()
          .flatMap(wanted -> wanted.matching(topic).stream())
          .mapToInt(TopicBroadcaster::size)
          .sum();
    } finally {
      lock.unlock();
    }
  }

  /// Ends all streams and polls whose holder is such a one, also those that are about to open.
  ///
  /// @return how many that ended
  public int revoke(Predicate<Holder> whose) {
    var ended = 0;
    for (var subscriber : subscribers.values()) {
      if (whose.test(subscriber.holder()) && revoke(subscriber)) {
        ended++;
      }
    }
    return ended;
  }

  /// Ends one.
  ///
  /// @return false if it was about to end anyway
  public boolean revoke(Subscriber subscriber) {
    return subscriber.end(Departure.REVOKED, jitteredRetry());
  }

  /// Sends the client of some stream elsewhere, if there is one that can be sent; which one is left
  /// to chance.
  ///
  /// @return false if none was
  public boolean shed() {
    var place = UUID.randomUUID().toString(); // as ids are
    var moved =
        Stream.of(subscribers.tailMap(place), subscribers.headMap(place))
            .flatMap(some -> some.values().stream())
            .anyMatch(subscriber -> subscriber.rotate(jitteredRetry()));
    if (moved) {
      tally.shed();
    }
    return moved;
  }

  /// Ends the stream of a ticket, which has one at another hub now.
  public void replace(String ticket) {
    ticketStreams.replace(ticket);
  }

  public boolean isDraining() {
    return draining;
  }

  /// Takes no more streams, answers all polls, and ends the streams that are open, spread at random
  /// over the drain window; returns when all have ended, or soon after the window at the latest.
  public void drain() throws InterruptedException {
    draining = true;
    subscribers.values().forEach(Subscriber::answerNow);
    var started = System.nanoTime();
    var leaving = List.copyOf(subscribers.values());
    var window = config.drainWindow();
    for (int i = 0; i < leaving.size(); i++) {
      var due = started + window.toNanos() / leaving.size() * i;
      sleepUntil(due);
      leaving.get(i).end(Departure.DRAIN, jitteredRetry());
    }
    var latest = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (!subscribers.isEmpty() && System.nanoTime() < latest) {
      Thread.sleep(10);
    }
    subscribers.values().forEach(Subscriber::cut);
  }

  /// What a stream begins with. Without data: it sets the client's reconnection time and cursor and
  /// dispatches nothing, so that a client which drops before its first event resumes without a gap.
  ///
  /// @param start where the stream starts
  public OutboundSseEvent opening(Cursor start) {
    return new EncodedEvent(Notice.WORDS.opening(config.retry(), start));
  }

  /// When a client that is sent away should come back: spread at random, so that those which leave
  /// together do not return together.
  public Duration jitteredRetry() {
    var retry = config.retry().toMillis();
    return Duration.ofMillis(retry + ThreadLocalRandom.current().nextLong(retry + 1));
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    var left = nanoTime - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }

  private void beat() {
    try {
      while (true) {
        Thread.sleep(TICK);
        var nanoTime = System.nanoTime();
        var now = Instant.now();
        subscribers.values().forEach(subscriber -> subscriber.pulse(nanoTime, now));
      }
    } catch (InterruptedException _) {
      // stop() ends it
    }
  }

  @PreDestroy
  void stop() {
    pulse.interrupt();
    timer.shutdownNow();
    lanes.stop();
  }
}
