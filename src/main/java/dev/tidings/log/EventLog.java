package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The retained events of all topics, in one order. Thread-safe.
public interface EventLog extends AutoCloseable {

  /// How many publications one append may have.
  int MOST_AT_ONCE = 10_000;

  int BYTES_OF_ONE_PAGE = 256 << 10;

  /// Stores a publication and returns once it is durable. Blocks for as long as that takes, which
  /// is bounded.
  ///
  /// @throws ProblemException with [Problem.Unavailable] if the log takes nothing at present; the
  ///     event is then not stored
  default TopicEvent append(Publication publication) {
    return append(List.of(publication)).getFirst();
  }

  /// Stores publications, all or none, one right behind the other, and returns once they are
  /// durable. Blocks as the other does.
  ///
  /// @param publications [#MOST_AT_ONCE] at the most
  /// @return as many events, in the same order
  /// @throws ProblemException with [Problem.Unavailable] as the other; none of them is then stored
  default List<TopicEvent> append(List<Publication> publications) {
    return publications.isEmpty()
        ? List.of()
        : submit(List.of(Submission.of(publications))).getFirst().events();
  }

  /// Stores submissions, all or none, one right behind the other, but for those that are repeats,
  /// and returns once all of them are durable. Blocks as the others do.
  ///
  /// A submission is a repeat if one with an equal key was stored within the window, or stands
  /// before it in this list, however many are handed in at once. A key is stored together with its
  /// events, as durably as they are, and outlasts them if the retention is shorter; what was
  /// refused leaves none behind.
  ///
  /// @param submissions of [#MOST_AT_ONCE] publications at the most, none of them without any
  /// @return as many receipts, in the same order
  /// @throws ProblemException with [Problem.KeyReused] if other publications were stored under one
  ///     of the keys, within [Problem.OfEvent] if there are several submissions; or with
  ///     [Problem.Unavailable] as the others. Nothing is stored then
  List<Receipt> submit(List<Submission> submissions);

  /// Takes the way of an append, durability and follower included, and leaves no event behind.
  ///
  /// @return the place that the follower will be told of
  /// @throws ProblemException as [#append]
  Cursor probe();

  /// Reads some of what is behind `after` for these filters; does not wait.
  ///
  /// @param limit how many events at the most; there may be fewer though more are there
  /// @throws ProblemException with [Problem.Unavailable] if the log cannot be read
  default Reading read(Cursor after, TopicFilters filters, int limit) {
    return read(after, filters, limit, BYTES_OF_ONE_PAGE);
  }

  /// As above.
  ///
  /// @param bytes of data, after which no further event is read; there may be more of them by one
  ///     event
  Reading read(Cursor after, TopicFilters filters, int limit, int bytes);

  /// Looks for the newest event, as of a place, of each topic that matches; of some topics at a
  /// time, so that no reader keeps the others waiting.
  ///
  /// @param asOf events behind it do not count
  /// @param behind the topic that the last look ended with; null at first
  /// @throws ProblemException as [#read]
  Newest newest(TopicFilters filters, Cursor asOf, @Nullable Topic behind);

  /// Looks over the topics that have events, in the order of their UTF-8, and counts these; some at
  /// a time, so that no reader keeps the others waiting.
  ///
  /// @param behind the topic to begin behind; null for the first
  /// @param begun what the last look had begun, from where this one goes on; null for nothing
  /// @param limit how many topics at the most
  /// @throws ProblemException as [#read]
  KeptTopics topics(@Nullable Topic behind, @Nullable KeptTopic begun, int limit);

  /// Reads events of which the ids are known.
  ///
  /// @param ids ascending, of events that have been in the log; at least one
  /// @param bytes of data, after which no further event is read
  /// @return those that are still kept, up to the id with which reading ended
  /// @throws ProblemException as [#read]
  Reading.Page events(List<Cursor> ids, int bytes);

  /// What a reader is told whose place is gone, or who never had one.
  ///
  /// @throws ProblemException as [#read]
  Reading.Gap gap();

  /// The place behind the newest event that can be read here. Where there are several hubs on one
  /// log, another may already have stored more.
  Cursor tip();

  /// Sees to it that everything can be read here that was acknowledged before, by whichever hub on
  /// this log. Blocks for a bounded time, and does what it can.
  ///
  /// @throws ProblemException with [Problem.Unavailable] if this hub has not been able to read
  ///     anything since it started
  default void refresh() {
    // Who is alone has it all.
  }

  /// Whether reading can begin at a place: nothing that was behind it has been dropped, and it is
  /// not ahead of the log. If it is ahead of this hub only, waits until it is not, for a bounded
  /// time.
  ///
  /// @throws ProblemException as [#read]
  default boolean holds(Cursor place) {
    return !place.isBefore(floor()) && !place.isAfter(tip());
  }

  /// Everything that was ever stored behind this place is still kept.
  Cursor floor();

  /// The place from which everything that was stored at `time` or later is still to come; never
  /// before [#floor] nor behind [#tip].
  Cursor before(Instant time);

  /// Names the one that is told of each event from now on. Called once, before the first append.
  void follow(Follower follower);

  /// Whether the follower has been told of what was there and now lingers, so that it is told of
  /// nothing more for a while though there may be something.
  default boolean isLingering() {
    return false;
  }

  /// Why publications are refused at present, for operators; empty if they are not.
  Optional<String> failure();

  /// For how long publications have been refused because the log is away, which is nothing that
  /// this hub could mend. Zero if they are not, or for another reason.
  default Duration away() {
    return Duration.ZERO;
  }

  /// How much is kept, for operators; empty where that is not known. Blocks as [#read] does.
  default Optional<LogSize> size() {
    return Optional.empty();
  }

  /// By which ids are given.
  LogClock clock();

  /// Small facts that are kept beside the events.
  Ledger ledger();

  /// The other hubs on this log.
  default Peers peers() {
    return Peers.NONE;
  }

  /// How the log is seen from here, for operators; empty if it is this hub's own. Does not block.
  default Optional<Sharing> sharing() {
    return Optional.empty();
  }

  /// What the hubs on this log count together.
  default Quotas quotas() {
    return Quotas.NONE;
  }

  @Override
  void close();

  /// Called by one thread, in log order. May block: publishers do not wait for it.
  interface Follower {

    void stored(TopicEvent event);

    void probed(Cursor place);

    /// Events that were not told of have fallen out of the retention, because telling took so long.
    ///
    /// @param floor from where telling goes on
    void skipped(Cursor floor);

    /// How long after it was told of all there was it is told of more, of all that came meanwhile
    /// at once; after a longer silence it is told without delay. Zero for at once. It is asked each
    /// time, on the thread that tells it.
    default Duration linger() {
      return Duration.ZERO;
    }
  }
}
