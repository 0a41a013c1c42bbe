package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/// Reads batches as they arrive and publishes them, each wholly or not at all. Thread-safe.
@ApplicationScoped
class Batches {

  /// Of the body; and of the data of a batch, which is never more.
  static final int MOST_BYTES = 8 << 20;

  /// What a publication takes beside its text.
  private static final int OVERHEAD = 256;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Publisher publisher;
  private final BatchRoom room =
      new BatchRoom(Math.max(2L * MOST_BYTES, Runtime.getRuntime().maxMemory() / 16), PATIENCE);

  @Inject
  Batches(Publisher publisher) {
    this.publisher = publisher;
  }

  /// Returns once all of the batch is durable.
  ///
  /// @param in read no further than the bounds of a batch
  /// @param mayPublish throws if the caller may not publish to a topic; asked once for each
  /// @param maySend throws if the caller may not publish so many now
  /// @throws ProblemException with [Problem.OfLine] for the first line that is bad,
  ///     [Problem.BatchTooLarge], or [Problem.Unavailable]; nothing is stored then
  List<TopicEvent> publish(InputStream in, Consumer<Topic> mayPublish, IntConsumer maySend)
      throws IOException {
    try (var place = room.place()) {
      var publications = read(place, in, mayPublish);
      maySend.accept(publications.size());
      return publisher.publishChecked(publications);
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
