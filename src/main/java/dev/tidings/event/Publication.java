package dev.tidings.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a publisher hands in; it has no place in the log yet.
///
/// @param type null for the default type, `message` at the client
/// @param retry reconnection time that goes out with the event, a day at the most; null for none
/// @param contentType what the data was declared to be, for example `application/json`
/// @param data kept as it is, of whatever line endings
/// @param trace that it is a part of; null for none. Says nothing of what is published: a repeat
///     may come with another
public record Publication(
    Topic topic,
    @Nullable EventType type,
    @Nullable Duration retry,
    String contentType,
    String data,
    @Nullable TraceContext trace) {

  public static final String TEXT = "text/plain";
  public static final String JSON = "application/json";

  public static final Duration LONGEST_RETRY = Duration.ofDays(1);

  /// In bytes of UTF-8.
  public static final int LONGEST_CONTENT_TYPE = 255;

  public Publication {
    if (retry != null && (retry.isNegative() || retry.compareTo(LONGEST_RETRY) > 0)) {
      throw new IllegalArgumentException(
          "retry is from 0 to " + LONGEST_RETRY.toMillis() + " milliseconds");
    }
    if (contentType.getBytes(StandardCharsets.UTF_8).length > LONGEST_CONTENT_TYPE) {
      throw new IllegalArgumentException(
          "a content type is at most " + LONGEST_CONTENT_TYPE + " bytes");
    }
  }

  /// Of no trace.
  public Publication(
      Topic topic,
      @Nullable EventType type,
      @Nullable Duration retry,
      String contentType,
      String data) {
    this(topic, type, retry, contentType, data, null);
  }

  /// The same as a part of a trace.
  ///
  /// @param other null for none
  public Publication within(@Nullable TraceContext other) {
    return new Publication(topic, type, retry, contentType, data, other);
  }

  public static Publication text(Topic topic, String data) {
    return new Publication(topic, null, null, TEXT, data);
  }

  public static Publication json(Topic topic, @Nullable EventType type, String data) {
    return new Publication(topic, type, null, JSON, data);
  }

  /// Whether data of this type is JSON, of which publishing makes sure.
  public static boolean isJson(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT);
    return type.equals(JSON) || type.endsWith("+json");
  }

  /// The length of the data as sizes are counted: in bytes of UTF-8.
  public int size() {
    return data.getBytes(StandardCharsets.UTF_8).length;
  }
}
