package dev.tidings.publish;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.EventLog;
import dev.tidings.log.Receipt;
import dev.tidings.log.Submission;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Publishes, for the HTTP resource as for any bean of the application that injects it.
/// Thread-safe.
///
/// What does not depend on who asks is checked here; the rights of a caller are checked by the
/// resource, for a bean of the application is the hub itself.
@ApplicationScoped
public class Publisher {

  private final PublishConfig config;
  private final EventLog log;
  private final PublicationTally tally = new PublicationTally();

  @Inject
  public Publisher(PublishConfig config, EventLog log) {
    this.config = config;
    this.log = log;
  }

  /// Stores the publication and returns once it is durable; does not wait for any subscriber.
  ///
  /// @throws ProblemException with [Problem.NotGranted] for a topic under `tidings/`,
  ///     [Problem.EventTooLarge], [Problem.Malformed] if the data is not the JSON that it claims to
  /// be,
  ///     or [Problem.Unavailable]; nothing is stored then
  public TopicEvent publish(Publication publication) {
    check(publication);
    return stored(Submission.of(List.of(publication))).events().getFirst();
  }

  /// Publishes once, however often it is called with an equal key within
  /// `tidings.idempotency.window`, by whichever thread, over restarts as well.
  ///
  /// @return the event that was stored the first time; it need not be in the log any more
  /// @throws ProblemException as the other, and with [Problem.KeyReused] if something else was
  ///     published under the key
  public TopicEvent publish(Publication publication, IdempotencyKey key) {
    return submit(publication, key).events().getFirst();
  }

  /// As the others, for those who want to know whether it is a repeat.
  Receipt submit(Publication publication, @Nullable IdempotencyKey key) {
    check(publication);
    return stored(Submission.of(publication, key));
  }

  /// Stores the publications, all or none, one right behind the other, and returns once they are
  /// durable.
  ///
  /// @return as many events, in the same order
  /// @throws ProblemException with [Problem.OfLine] for the first that the other method would
  ///     refuse, [Problem.BatchTooLarge] if they are more than 10,000 or have more than 8 MiB of
  ///     data, or [Problem.Unavailable]; nothing is stored then
  public List<TopicEvent> publish(List<Publication> publications) {
    check(publications);
    return publications.isEmpty() ? List.of() : stored(Submission.of(publications)).events();
  }

  /// Publishes all of them once, as the other method with a key does.
  ///
  /// @param publications at least one; else [IllegalArgumentException]
  /// @throws ProblemException as the other, and with [Problem.KeyReused] if something else was
  ///     published under the key
  public List<TopicEvent> publish(List<Publication> publications, IdempotencyKey key) {
    check(publications);
    return submitChecked(List.of(new Submission(publications, key))).getFirst().events();
  }

  private void check(List<Publication> publications) {
    if (publications.size() > EventLog.MOST_AT_ONCE) {
      throw new Problem.BatchTooLarge("a batch has at most " + EventLog.MOST_AT_ONCE + " lines")
          .asException();
    }
    var bytes = 0L;
    for (int i = 0; i < publications.size(); i++) {
      var publication = publications.get(i);
      try {
        check(publication);
      } catch (ProblemException e) {
        throw new Problem.OfLine(i + 1, e.problem()).asException();
      }
      bytes += publication.size();
    }
    if (bytes > Batches.MOST_BYTES) {
      throw new Problem.BatchTooLarge("a batch is at most " + Batches.MOST_BYTES + " bytes")
          .asException();
    }
  }

  /// Stores what is known to be as it should.
  List<Receipt> submitChecked(List<Submission> submissions) {
    return tally.counted(
        () -> log.submit(submissions), receipt -> receipt.isRepeat() ? 0 : receipt.events().size());
  }

  private Receipt stored(Submission submission) {
    return submitChecked(List.of(submission)).getFirst();
  }

  /// What was published, by HTTP or by a bean.
  public PublicationTally tally() {
    return tally;
  }

  private void check(Publication publication) {
    check(publication, config.maxSize());
  }

  /// @param limit of the data, in bytes
  static void check(Publication publication, int limit) {
    checkForm(publication, limit);
    if (JsonText.isClaimedBy(publication.contentType())) {
      JsonText.check(publication.data());
    }
  }

  /// All but that JSON is JSON, for those who have made it so themselves.
  void checkForm(Publication publication) {
    checkForm(publication, config.maxSize());
  }

  private static void checkForm(Publication publication, int limit) {
    if (publication.topic().isHubs()) {
      throw new Problem.NotGranted("may not publish to " + publication.topic()).asException();
    }
    if (isOver(limit, publication)) {
      throw new Problem.EventTooLarge(limit).asException();
    }
  }

  /// Counts only where the number of characters does not tell.
  private static boolean isOver(int limit, Publication publication) {
    var characters = publication.data().length();
    var mostBytes = characters * 3L;
    return characters > limit || (mostBytes > limit && publication.size() > limit);
  }

  /// The most bytes of data that an event may have.
  int maxSize() {
    return config.maxSize();
  }
}
