package dev.tidings.log;

import dev.tidings.problem.ProblemException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Small facts, each with an end, that outlive the process and that all hubs on one log share.
/// Thread-safe; every call blocks, for a bounded time.
///
/// A fact that was put is as durable as an event that was acknowledged. One that is over its end is
/// not found any more, and is removed some time later.
///
/// All throw [ProblemException] with [dev.tidings.problem.Problem.Unavailable] if the log cannot be
/// read or takes nothing at present. What was to be put then may be there all the same.
public interface Ledger {

  /// Empty if there is none, or none any more.
  Optional<String> find(String key);

  /// Puts a value where there is none; of several who do at the same time, one succeeds.
  ///
  /// @param until from when on it is not found any more
  /// @return the value that is there now: the given one, or the one that was there before
  String putIfAbsent(String key, String value, Instant until);

  /// Puts a value in place of whatever there is.
  ///
  /// @param until from when on it is not found any more
  void put(String key, String value, Instant until);

  /// The values of all keys that begin with `prefix`, in the order of the keys' UTF-8.
  Map<String, String> withPrefix(String prefix);

  /// Names one that is told of what others put, where there are others on the log. Called before
  /// the first fact is looked for.
  default void follow(Follower follower) {
    // Who is alone knows what it has put.
  }

  /// Called by one thread; must not block.
  interface Follower {

    /// A value was put, by this hub or another.
    void put(String key, String value);

    /// Something may have been put of which nobody told: what was read has to be read again.
    void missedSome();
  }
}
