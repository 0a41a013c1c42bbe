package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TraceContext;
import dev.tidings.http.QueryParameters;
import dev.tidings.log.EventLog;
import dev.tidings.log.Receipt;
import dev.tidings.log.Submission;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Publishes CloudEvents 1.0, however they come: the type is the event type, the data is the data,
/// and `source` and `id` are the key by which a repeat is known. Thread-safe.
///
/// What else a CloudEvent says of itself (`time`, `subject`, extensions) is checked and not kept,
/// but for the trace that it is a part of.
@ApplicationScoped
class CloudEvents {

  /// No escape takes more than so many bytes for one of what it stands for (`\u0000`).
  private static final int LONGEST_ESCAPE = 6;

  /// Of a single event, beside its data.
  private static final int MOST_BYTES_OF_ATTRIBUTES = 64 << 10;

  /// What an event of a batch takes beside its text.
  private static final int OVERHEAD = 512;

  private final Publisher publisher;
  private final BatchRoom room;

  /// Where the events go.
  ///
  /// @param retry goes out with each; null for none
  /// @param trace that the request is a part of; null for none
  record Target(
      Topic topic, PublisherKeys keys, @Nullable Duration retry, @Nullable TraceContext trace) {}

  @Inject
  CloudEvents(Publisher publisher, BatchRoom room) {
    this.publisher = publisher;
    this.room = room;
  }

  /// @param headers of the request whose body is the data
  /// @throws ProblemException for all that [Publisher] refuses and [CloudEventContent] does not
  ///     take, and with [Problem.Malformed] if it is no CloudEvent
  Receipt publishBinary(Target target, MultivaluedMap<String, String> headers, InputStream in)
      throws IOException {
    var attributes = CloudEventHeaders.read(headers);
    var most = publisher.maxSize();
    var bytes = Body.bytes(in, most + 1);
    if (bytes.length > most) {
      throw new Problem.EventTooLarge(most).asException();
    }
    if (bytes.length > 0) {
      // As of any body; in JSON, bytes may be without a type.
      var _ = Body.contentType(attributes.get(HttpHeaders.CONTENT_TYPE));
    }
    var event = made(() -> HttpMessageFactory.createReader(attributes, bytes).toEvent());
    return publisher.submitChecked(List.of(submission(target, event))).getFirst();
  }

  /// As the other, of an event that is a JSON object.
  Receipt publishStructured(Target target, InputStream in) throws IOException {
    var most = (long) LONGEST_ESCAPE * publisher.maxSize() + MOST_BYTES_OF_ATTRIBUTES;
    try (var place = room.place()) {
      var scanner =
          scanner(place.readAll(in, most, new Problem.EventTooLarge(publisher.maxSize())));
      var event = event(scanner);
      end(scanner);
      return publisher.submitChecked(List.of(submission(target, event))).getFirst();
    }
  }

  /// As the others, of a JSON array of events: all of them or none, but for repeats.
  ///
  /// @return one receipt for each
  /// @throws ProblemException also with [Problem.BatchTooLarge]; and for the first event that is
  ///     refused, with [Problem.OfEvent]
  List<Receipt> publishBatch(Target target, InputStream in) throws IOException {
    try (var place = room.place()) {
      var tooLarge =
          new Problem.BatchTooLarge("a batch is at most " + Batches.MOST_BYTES + " bytes");
      var scanner = scanner(place.readAll(in, Batches.MOST_BYTES, tooLarge));
      var submissions = new ArrayList<Submission>();
      try {
        for (var first = scanner.open('['); scanner.more(']', first); first = false) {
          if (submissions.size() == EventLog.MOST_AT_ONCE) {
            throw new Problem.BatchTooLarge(
                    "a batch has at most " + EventLog.MOST_AT_ONCE + " events")
                .asException();
          }
          place.take(OVERHEAD);
          submissions.add(submission(submissions.size() + 1, target, scanner));
        }
      } catch (NotJsonException e) {
        throw malformed("the batch " + e.getMessage());
      }
      end(scanner);
      return publisher.submitChecked(submissions);
    }
  }

  private Submission submission(int number, Target target, JsonScanner scanner) {
    try {
      return submission(target, event(scanner));
    } catch (ProblemException e) {
      throw new Problem.OfEvent(number, e.problem()).asException();
    }
  }

  private Submission submission(Target target, CloudEvent event) {
    var type = QueryParameters.parsed(EventType::new, event.getType());
    var content = CloudEventContent.of(event);
    var publication =
        new Publication(
            target.topic(),
            type,
            target.retry(),
            content.contentType(),
            content.data(),
            TraceHeaders.of(event, target.trace()));
    publisher.checkForm(publication);
    return Submission.of(
        publication,
        target.keys().ofCloudEvent(target.topic(), event.getSource().toString(), event.getId()));
  }

  /// @throws ProblemException with [Problem.Malformed] if there is none
  static CloudEvent event(JsonScanner scanner) {
    return made(() -> CloudEventUtils.toEvent(new CloudEventObject(scanner)));
  }

  private static CloudEvent made(Supplier<CloudEvent> maker) {
    try {
      return maker.get();
    } catch (CloudEventRWException e) {
      throw malformed("not a CloudEvent: " + String.valueOf(e.getMessage()));
    }
  }

  private static JsonScanner scanner(byte[] bytes) {
    try {
      return new JsonScanner(Utf8.decoded(bytes, 0, bytes.length));
    } catch (CharacterCodingException _) {
      throw malformed("the body is not valid UTF-8");
    }
  }

  private static void end(JsonScanner scanner) {
    if (!scanner.isAtEnd()) {
      throw malformed("something stands behind the JSON text");
    }
  }

  private static RuntimeException malformed(String detail) {
    return new Problem.Malformed(detail).asException();
  }
}
