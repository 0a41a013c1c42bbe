package dev.tidings.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How many requests were refused since the process began, by the kind of problem.
///
/// Static, as answers are made where nothing is injected. Thread-safe; counting never blocks.
public final class Refusals {

  /// What the platform refuses, such as an unknown path.
  static final String OTHER = "other";

  private static final Map<String, LongAdder> COUNTS =
      List.of(
              "malformed",
              "unauthenticated",
              "not-granted",
              "unknown-connection",
              "event-too-large",
              "batch-too-large",
              "body-too-large",
              "unsupported-content",
              "key-reused",
              "too-many",
              "busy",
              "draining",
              "unavailable",
              OTHER)
          .stream()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new LongAdder()));

  private Refusals() {}

  /// Counts one.
  ///
  /// @param kind the last part of a problem's type; one that is not known here counts as other
  public static void count(String kind) {
    var counter = COUNTS.get(COUNTS.containsKey(kind) ? kind : OTHER);
    if (counter != null) {
      counter.increment();
    }
  }

  /// For each kind that there is, how many so far; what is counted later is seen in it, too.
  public static Map<String, LongAdder> counts() {
    return COUNTS;
  }
}
