package dev.tidings.broadcast;

import dev.tidings.envelope.ByteText;
import dev.tidings.envelope.Envelope;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How events go over the wire. All subscribers with the same filters and the same encoding get the
/// same bytes, made once.
public enum Encoding {
  /// Server-Sent Events with the data as it was published.
  EVENTS(null),
  /// Server-Sent Events whose data is the hub's envelope.
  ENVELOPED_EVENTS(Envelope.TIDINGS),
  /// Server-Sent Events whose data is a CloudEvent.
  CLOUD_EVENTS(Envelope.CLOUD_EVENT),
  /// The hub's envelopes, one a line.
  LINES(Envelope.TIDINGS),
  /// CloudEvents, one a line.
  CLOUD_LINES(Envelope.CLOUD_EVENT);

  private final @Nullable Envelope envelope;

  Encoding(@Nullable Envelope envelope) {
    this.envelope = envelope;
  }

  /// Server-Sent Events.
  ///
  /// @param envelope empty for the bare data
  public static Encoding events(Optional<Envelope> envelope) {
    return envelope
        .map(
            wanted ->
                switch (wanted) {
                  case TIDINGS -> ENVELOPED_EVENTS;
                  case CLOUD_EVENT -> CLOUD_EVENTS;
                })
        .orElse(EVENTS);
  }

  /// One envelope a line.
  ///
  /// @param envelope the hub's own if empty
  public static Encoding lines(Optional<Envelope> envelope) {
    return envelope.orElse(Envelope.TIDINGS) == Envelope.CLOUD_EVENT ? CLOUD_LINES : LINES;
  }

  boolean isOfLines() {
    return this == LINES || this == CLOUD_LINES;
  }

  /// What the hub says for itself between such events.
  Words words() {
    return isOfLines() ? LineNotice.WORDS : Notice.WORDS;
  }

  byte[] encoded(TopicEvent event) {
    return envelope == null
        ? new FrameText(FrameText.sizeFor(event.data().length())).add(event).bytes()
        : encoded(List.of(StoredEvent.of(event)));
  }

  /// What several events are on the wire, for one write.
  byte[] encoded(List<StoredEvent> events) {
    return isOfLines() ? lines(events) : frames(events);
  }

  private byte[] frames(List<StoredEvent> events) {
    var size = 0;
    for (var event : events) {
      size +=
          envelope == null
              ? FrameText.sizeFor(event.size())
              : FrameText.sizeFor(Envelope.sizeFor(event));
    }
    var text = new FrameText(size);
    for (var event : events) {
      if (envelope == null) {
        text.add(event);
      } else {
        text.add(event, envelope);
      }
    }
    return text.bytes();
  }

  private byte[] lines(List<StoredEvent> events) {
    var wanted = envelope == null ? Envelope.TIDINGS : envelope;
    var text = new ByteText(events.stream().mapToInt(Envelope::sizeFor).sum());
    for (var event : events) {
      wanted.write(event, text);
      text.put('\n');
    }
    return text.bytes();
  }
}
