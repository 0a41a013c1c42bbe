package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// What the [Sequencer] is asked for: to store submissions, all or none but for repeats, to put
/// something into the ledger, or, without any of these, to probe.
///
/// Made and awaited by a publisher's thread, carried out by the writer's.
final class Order implements Intake.Order {

  private final List<Part> parts;
  private final @Nullable Note note;
  private final CompletableFuture<Cursor> place = new CompletableFuture<>();

  // Touched by the writer only, until the place is known.
  private List<Receipt> receipts = List.of();
  private List<TopicEvent> stored = List.of();
  private @Nullable Problem refusal;

  /// One submission, made ready by the publisher's thread.
  ///
  /// @param data of its publications
  /// @param name null if each time is a new one
  private record Part(List<Publication> publications, List<byte[]> data, @Nullable Name name) {

    static Part of(Submission submission) {
      var publications = submission.publications();
      var data = new ArrayList<byte[]>(publications.size());
      for (var publication : publications) {
        data.add(publication.data().getBytes(UTF_8));
      }
      return new Part(publications, data, Name.of(submission));
    }
  }

  /// By what a repeat is known, and what it must repeat.
  private record Name(Digest key, Digest content) {

    static @Nullable Name of(Submission submission) {
      return submission.key() == null
          ? null
          : new Name(Digest.of(submission.key()), Digest.of(submission.publications()));
    }
  }

  private Order(List<Submission> submissions, @Nullable Note note) {
    this.parts = new ArrayList<>(submissions.size());
    submissions.forEach(submission -> parts.add(Part.of(submission)));
    this.note = note;
  }

  static Order toStore(List<Submission> submissions) {
    return new Order(submissions, null);
  }

  static Order toProbe() {
    return new Order(List.of(), null);
  }

  static Order toPut(Note note) {
    return new Order(List.of(), note);
  }

  boolean isProbe() {
    return parts.isEmpty() && note == null;
  }

  /// A probe, or what goes into the ledger, counts for one.
  @Override
  public int count() {
    var count = 0;
    for (var part : parts) {
      count += part.data().size();
    }
    return Math.max(1, count);
  }

  @Override
  public int kibibytes() {
    var kibibytes = count();
    for (var part : parts) {
      for (var data : part.data()) {
        kibibytes += data.length >> 10;
      }
    }
    return kibibytes;
  }

  // ---- the publisher's thread

  /// Waits until it has been carried out, even if the thread is interrupted: what may be stored is
  /// not to be told otherwise.
  ///
  /// @return the place behind its last event
  /// @throws ProblemException if it was refused
  Cursor await() {
    return Awaited.uninterruptibly(place);
  }

  /// What became of each submission, once it has been carried out.
  List<Receipt> receipts() {
    return receipts;
  }

  // ---- the writer's thread

  /// Puts what it is to store into a change, behind all there is.
  ///
  /// @param keys as they are with that change
  /// @param facts likewise
  /// @param now when it is stored
  /// @return what the log knows of itself with it; equal to `before` if no event is stored
  LogState carryOut(
      LogState before, RocksDbStore.Change change, SeenKeys keys, KnownFacts facts, Instant now)
      throws RocksDBException {
    if (note != null) {
      note.carryOut(facts);
      return before;
    }
    if (isProbe()) {
      return before.probed(before.tip().next(now));
    }
    refusal = contradiction(keys).orElse(null);
    if (refusal != null) {
      return before;
    }
    var told = new ArrayList<Receipt>(parts.size());
    var fresh = new ArrayList<TopicEvent>(count());
    var state = before;
    for (var part : parts) {
      var name = part.name();
      var known = name == null ? Optional.<StoredKey>empty() : keys.find(name.key());
      if (known.isPresent()) {
        told.add(new Receipt(known.get().events(part.publications()), true));
        continue;
      }
      var first = fresh.size();
      state = put(part, state, change, now, fresh);
      var events = List.copyOf(fresh.subList(first, fresh.size()));
      if (name != null) {
        state = keys.add(state, name.key(), name.content(), events.getFirst().id());
      }
      told.add(new Receipt(events, false));
    }
    receipts = told;
    stored = fresh;
    return state;
  }

  /// Whether one of the keys stands for something else, which may be another of these submissions.
  private Optional<Problem> contradiction(SeenKeys keys) throws RocksDBException {
    var own = new HashMap<Digest, Digest>();
    for (int i = 0; i < parts.size(); i++) {
      var name = parts.get(i).name();
      if (name == null) {
        continue;
      }
      var known = keys.find(name.key()).map(StoredKey::content).orElse(own.get(name.key()));
      if (known == null) {
        own.put(name.key(), name.content());
      } else if (!known.equals(name.content())) {
        var reused = new Problem.KeyReused();
        return Optional.of(parts.size() == 1 ? reused : new Problem.OfEvent(i + 1, reused));
      }
    }
    return Optional.empty();
  }

  /// What was stored for it, repeats not among it.
  List<TopicEvent> stored() {
    return stored;
  }

  /// @param events to which those of this part are added; their ids follow each other, as all are
  ///     stored at the same `now`
  private static LogState put(
      Part part, LogState before, RocksDbStore.Change change, Instant now, List<TopicEvent> events)
      throws RocksDBException {
    var state = before;
    for (int i = 0; i < part.publications().size(); i++) {
      var publication = part.publications().get(i);
      var data = part.data().get(i);
      var id = state.tip().next(now);
      put(change, id, publication, data);
      events.add(new TopicEvent(id, publication));
      state = state.stored(id, data.length);
    }
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

  /// Once what it stands on is durable: also who is refused is told then, for the key may belong to
  /// an order that was stored together with this one.
  ///
  /// @param last the place behind it
  void acknowledge(Cursor last) {
    if (refusal == null) {
      place.complete(last);
    } else {
      refuse(refusal.asException());
    }
  }

  @Override
  public void refuse(ProblemException refusal) {
    place.completeExceptionally(refusal);
  }
}
