package dev.tidings.operators;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What became of one event on its way to one stream, and why.
///
/// @param topic of the event; null if it is not known
/// @param newer the event that may have taken its place; null for none
record Explanation(Outcome outcome, Reason reason, @Nullable Topic topic, @Nullable Cursor newer) {

  enum Outcome {
    /// It was written to the stream.
    DELIVERED,
    /// It was not, and will not be.
    NOT_DELIVERED,
    /// It was not so far.
    PENDING,
    /// That cannot be told.
    UNKNOWN
  }

  enum Reason {
    WRITTEN("it was written to the stream; from there on it is the network's and the client's"),
    SNAPSHOT("it was the newest of its topic when the stream began with a snapshot"),
    NO_SUCH_EVENT("no event has this id"),
    DROPPED("if there was such an event, it has fallen out of the retention"),
    FILTER(
        "none of the stream's filters matches its topic; a stream has no filters but granted ones"),
    BEFORE_START("it was stored before the place at which the stream began"),
    NOT_NEWEST("it was not the newest of its topic when the stream began with a snapshot"),
    CONFLATED("the stream wants of events of one topic that come soon after each other the newest"),
    ON_ITS_WAY("it is stored, and the stream has not come to it yet"),
    CATCHING_UP("the stream is still given what lay behind its cursor, in order"),
    SLOW("the stream's client takes nothing at present; it is next when it does"),
    ENDED("the stream ended before it came to it; its client gets it by resuming");

    private final String detail;

    Reason(String detail) {
      this.detail = detail;
    }

    /// In words, for operators.
    String detail() {
      return detail;
    }
  }

  static Explanation of(Outcome outcome, Reason reason, @Nullable Topic topic) {
    return new Explanation(outcome, reason, topic, null);
  }

  /// As JSON has it.
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
