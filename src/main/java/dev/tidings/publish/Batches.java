package dev.tidings.publish;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TraceContext;
import dev.tidings.log.EventLog;
import dev.tidings.log.Receipt;
import dev.tidings.log.Submission;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads batches as they arrive and publishes them, each wholly or not at all. Thread-safe.
@ApplicationScoped
class Batches {

  /// Of the body; and of the data of a batch, which is never more.
  static final int MOST_BYTES = 8 << 20;

  /// What a publication takes beside its text.
  private static final int OVERHEAD = 256;

  private final Publisher publisher;
  private final BatchRoom room;

  @Inject
  Batches(Publisher publisher, BatchRoom room) {
    this.publisher = publisher;
    this.room = room;
  }

  /// Returns once all of the batch is durable.
  ///
  /// @param in read no further than the bounds of a batch
  /// @param key by which a repeat of the batch is known; null for none
  /// @param trace that all of it is a part of; null for none
  /// @param mayPublish throws if the caller may not publish to a topic; asked once for each
  /// @throws ProblemException with [Problem.OfLine] for the first line that is bad,
  ///     [Problem.BatchTooLarge], [Problem.KeyReused], or [Problem.Unavailable]; nothing is stored
  ///     then
  Receipt publish(
      InputStream in,
      @Nullable IdempotencyKey key,
      @Nullable TraceContext trace,
      Consumer<Topic> mayPublish)
      throws IOException {
    try (var place = room.place()) {
      var publications = read(place, in, mayPublish);
      if (trace != null) {
        publications.replaceAll(publication -> publication.within(trace));
      }
      var batch = new Submission(publications, key);
      return publisher.submitChecked(List.of(batch)).getFirst();
    }
  }

  private List<Publication> read(BatchRoom.Place place, InputStream in, Consumer<Topic> mayPublish)
      throws IOException {
    var publications = new ArrayList<Publication>();
    // Topics recur, and are made and looked at once.
    var known = new HashMap<String, Topic>();
    Function<String, Topic> topics =
        name -> known.computeIfAbsent(name, fresh -> granted(fresh, mayPublish));
    var lines = new Lines((buffer, start) -> place.read(in, buffer, start), MOST_BYTES);
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (BatchLine.isBlank(line)) {
        continue;
      }
      if (publications.size() == EventLog.MOST_AT_ONCE) {
        throw new Problem.BatchTooLarge("a batch has at most " + EventLog.MOST_AT_ONCE + " lines")
            .asException();
      }
      place.take(OVERHEAD);
      publications.add(publication(lines.number(), line, topics));
    }
    if (publications.isEmpty()) {
      throw new Problem.Malformed("a batch has at least one line").asException();
    }
    return publications;
  }

  private Publication publication(int number, String line, Function<String, Topic> topics) {
    try {
      var publication = BatchLine.publication(line, topics);
      publisher.checkForm(publication);
      return publication;
    } catch (ProblemException e) {
      throw new Problem.OfLine(number, e.problem()).asException();
    }
  }

  private static Topic granted(String name, Consumer<Topic> mayPublish) {
    var topic = new Topic(name);
    mayPublish.accept(topic);
    return topic;
  }
}
