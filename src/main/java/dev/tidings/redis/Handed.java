package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.Awaited;
import dev.tidings.log.Digest;
import dev.tidings.log.Intake;
import dev.tidings.log.Receipt;
import dev.tidings.log.StoredForm;
import dev.tidings.log.Submission;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// What one publisher has handed in, made ready by its thread: submissions, of which all are stored
/// or none; or a probe, if there are none.
final class Handed implements Intake.Order {

  private final List<Submission> submissions;
  private final List<byte[]> arguments = new ArrayList<>();
  private final CompletableFuture<List<Receipt>> outcome = new CompletableFuture<>();
  private int count;
  private long bytes;

  /// @param entry of the inbox that it comes from; empty for none
  private Handed(List<Submission> submissions, String entry) {
    this.submissions = submissions;
    add(Integer.toString(submissions.size()).getBytes(UTF_8));
    add(entry.getBytes(UTF_8));
  }

  static Handed toStore(List<Submission> submissions) {
    return toStore(submissions, "");
  }

  /// @param entry of the inbox, which is removed with it; nothing is stored if it is there no more
  static Handed toStore(List<Submission> submissions, String entry) {
    var handed = new Handed(submissions, entry);
    submissions.forEach(handed::add);
    return handed;
  }

  /// @param node that sends it
  static Handed toProbe(String node) {
    var handed = new Handed(List.of(), "");
    handed.add(node.getBytes(UTF_8));
    handed.count = 1;
    return handed;
  }

  private void add(Submission submission) {
    var key = submission.key();
    add(key == null ? new byte[0] : bytes(Digest.of(key)));
    add(key == null ? new byte[0] : bytes(Digest.of(submission.publications())));
    add(Integer.toString(submission.publications().size()).getBytes(UTF_8));
    submission.publications().forEach(this::add);
  }

  private void add(Publication publication) {
    var data = publication.data().getBytes(UTF_8);
    add(publication.topic().utf8());
    add(Integer.toString(data.length).getBytes(UTF_8));
    add(StoredForm.body(publication, data));
    count++;
  }

  private void add(byte[] argument) {
    arguments.add(argument);
    bytes += argument.length;
  }

  private static byte[] bytes(Digest digest) {
    var bytes = ByteBuffer.allocate(Digest.LENGTH);
    digest.writeTo(bytes);
    return bytes.array();
  }

  List<byte[]> arguments() {
    return arguments;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int kibibytes() {
    return count + (int) (bytes >> 10);
  }

  // ---- the publisher's thread

  /// Waits until it has been carried out, even if the thread is interrupted: what may be stored is
  /// not to be told otherwise.
  ///
  /// @throws ProblemException if it was refused
  List<Receipt> await() {
    return Awaited.uninterruptibly(outcome);
  }

  // ---- the writer's thread

  /// @param reply the script's, for this one
  void acknowledge(List<?> reply) {
    if (Reply.text(reply.getFirst()).equals("reused")) {
      var number = Integer.parseInt(Reply.text(reply.get(1)));
      var reused = new Problem.KeyReused();
      refuse(
          (submissions.size() == 1 ? reused : new Problem.OfEvent(number, reused)).asException());
      return;
    }
    if (Reply.text(reply.getFirst()).equals("gone")) {
      outcome.complete(List.of());
      return;
    }
    var receipts = new ArrayList<Receipt>();
    for (int i = 0; i < submissions.size(); i++) {
      var first = Reply.cursor(reply.get(1 + 2 * i));
      var isRepeat = Reply.text(reply.get(2 + 2 * i)).equals("1");
      receipts.add(new Receipt(events(first, submissions.get(i).publications()), isRepeat));
    }
    if (submissions.isEmpty()) {
      // What a probe comes back with is where it stands.
      receipts.add(new Receipt(List.of(placeOnly(Reply.cursor(reply.get(1)))), false));
    }
    outcome.complete(receipts);
  }

  private static List<TopicEvent> events(Cursor first, List<Publication> publications) {
    return IntStream.range(0, publications.size())
        .mapToObj(
            i ->
                new TopicEvent(new Cursor(first.time(), first.sequence() + i), publications.get(i)))
        .toList();
  }

  private static TopicEvent placeOnly(Cursor place) {
    return new TopicEvent(place, Publication.text(new Topic("tidings/probe"), ""));
  }

  @Override
  public void refuse(ProblemException refusal) {
    outcome.completeExceptionally(refusal);
  }
}
