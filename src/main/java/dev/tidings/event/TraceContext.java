package dev.tidings.event;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Of which trace an event is a part, as its publisher said (W3C Trace Context): handed on as it
/// is, so that whoever gets the event can go on with the trace.
///
/// @param parent `traceparent`, of version 00
/// @param state `tracestate`, what systems on the way say for themselves; empty for nothing
public record TraceContext(String parent, String state) {

  /// In characters: 00, the trace, the span, the flags.
  public static final int PARENT_LENGTH = 55;

  /// Of the flags.
  public static final int SAMPLED = 1;

  private static final int TRACE_START = 3;
  private static final int SPAN_START = 36;
  private static final int FLAGS_START = 53;

  /// In characters. More than the standard asks to be handed on.
  public static final int LONGEST_STATE = 512;

  private static final int MOST_MEMBERS = 32;

  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final Pattern MEMBER =
      Pattern.compile(
          "(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
              + "=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");

  public TraceContext {
    if (!PARENT.matcher(parent).matches()) {
      throw new IllegalArgumentException("not a traceparent");
    }
    if (!state.isEmpty() && !isState(state)) {
      throw new IllegalArgumentException("not a tracestate");
    }
  }

  /// What headers, or attributes of these names, say. As the standard has it, a bad `traceparent`
  /// counts as none, and without it `tracestate` does not count; nor does a bad `tracestate`, or
  /// one that is too long to be kept.
  ///
  /// @param parents the values of `traceparent`; more than one is as bad as a malformed one
  /// @param states the values of `tracestate`, which are one list
  public static Optional<TraceContext> of(List<String> parents, List<String> states) {
    if (parents.size() != 1) {
      return Optional.empty();
    }
    var parent = ofVersion00(parents.getFirst().strip());
    if (parent == null) {
      return Optional.empty();
    }
    var state = normal(states);
    return Optional.of(new TraceContext(parent, isState(state) ? state : ""));
  }

  /// The id of the trace, in hexadecimal.
  public String trace() {
    return parent.substring(TRACE_START, SPAN_START - 1);
  }

  /// The id of the step within it that this comes from, in hexadecimal.
  public String span() {
    return parent.substring(SPAN_START, FLAGS_START - 1);
  }

  /// Whether its beginner keeps it.
  public boolean isSampled() {
    return (Integer.parseInt(parent, FLAGS_START, PARENT_LENGTH, 16) & SAMPLED) != 0;
  }

  /// A new step of the same trace.
  public TraceContext child() {
    var id = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    var text = parent.substring(0, SPAN_START) + HexFormat.of().toHexDigits(id);
    return new TraceContext(text + parent.substring(FLAGS_START - 1), state);
  }

  /// A later version may have something behind, and begins as this one does.
  private static @Nullable String ofVersion00(String text) {
    var isLater = text.length() >= PARENT_LENGTH && text.matches("(?!00|ff)[0-9a-f]{2}-.*");
    if (isLater && text.length() > PARENT_LENGTH && text.charAt(PARENT_LENGTH) != '-') {
      return null;
    }
    var parent = isLater ? "00" + text.substring(2, PARENT_LENGTH) : text;
    return PARENT.matcher(parent).matches() ? parent : null;
  }

  /// Without the empty members and white space that a list may have.
  private static String normal(List<String> states) {
    return String.join(
        ",",
        List.of(String.join(",", states).split(",", -1)).stream()
            .map(String::strip)
            .filter(member -> !member.isEmpty())
            .toList());
  }

  private static boolean isState(String state) {
    if (state.length() > LONGEST_STATE) {
      return false;
    }
    var members = List.of(state.split(",", -1));
    var keys = members.stream().map(member -> member.split("=", 2)[0]).distinct().count();
    return members.size() <= MOST_MEMBERS
        && keys == members.size()
        && members.stream().allMatch(member -> MEMBER.matcher(member).matches());
  }
}
