package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.rocksdb.RocksDBException;

/// What the [Sequencer] is asked for: to store publications, all or none, or, without any, to
/// probe.
///
/// Made and awaited by a publisher's thread, carried out by the writer's.
final class Order {

  private final List<Publication> publications;
  private final List<byte[]> data;
  private final CompletableFuture<Cursor> place = new CompletableFuture<>();

  // Touched by the writer only, until the place is known.
  private List<TopicEvent> events = List.of();

  private Order(List<Publication> publications) {
    this.publications = publications;
    this.data =
        publications.stream().map(publication -> publication.data().getBytes(UTF_8)).toList();
  }

  static Order toStore(List<Publication> publications) {
    return new Order(List.copyOf(publications));
  }

  static Order toProbe() {
    return new Order(List.of());
  }

  boolean isProbe() {
    return publications.isEmpty();
  }

  /// How many events it will be, a probe for one.
  int count() {
    return Math.max(1, publications.size());
  }

  /// The memory that it takes, in KiB, rounded up for each of its publications.
  int kibibytes() {
    return count() + data.stream().mapToInt(bytes -> bytes.length >> 10).sum();
  }

  // ---- the publisher's thread

  /// Waits until it has been carried out, even if the thread is interrupted: what may be stored is
  /// not to be told otherwise.
  ///
  /// @return the place behind its last event
  /// @throws ProblemException if it was refused
  Cursor await() {
    var interrupted = false;
    try {
      while (true) {
        try {
          return Awaited.result(place);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ProblemException problem
          ? problem
          : new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What was stored, once it has been carried out.
  List<TopicEvent> events() {
    return events;
  }

  // ---- the writer's thread

  /// Puts what it is to store into a change, behind all there is.
  ///
  /// @param now when it is stored
  /// @return what the log knows of itself with it
  LogState carryOut(LogState before, RocksDbStore.Change change, Instant now)
      throws RocksDBException {
    if (isProbe()) {
      return before.probed(before.tip().next(now));
    }
    var stored = new ArrayList<TopicEvent>(publications.size());
    var state = before;
    for (int i = 0; i < publications.size(); i++) {
      var id = state.tip().next(now);
      put(change, id, publications.get(i), data.get(i));
      stored.add(new TopicEvent(id, publications.get(i)));
      state = state.stored(id, data.get(i).length);
    }
    events = stored;
    return state;
  }

  private static void put(
      RocksDbStore.Change change, Cursor id, Publication publication, byte[] data)
      throws RocksDBException {
    var topic = publication.topic().utf8();
    change.put(
        StoredForm.idKey(id),
        StoredForm.orderValue(data.length, topic),
        StoredForm.topicKey(topic, id),
        StoredForm.body(publication, data));
  }

  /// @param last the place behind it
  void acknowledge(Cursor last) {
    place.complete(last);
  }

  void refuse(ProblemException refusal) {
    place.completeExceptionally(refusal);
  }
}
