package dev.tidings.broadcast;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// How the streams and polls that are open are, at one moment.
///
/// @param open how many there are of each transport; of those that have any
/// @param slow how many hold writes up
/// @param lagging how many are behind by more than [#NOTABLE]
/// @param longestLag of any
public record StreamState(
    Map<Connection.Transport, Integer> open, int slow, int lagging, Duration longestLag) {

  static final Duration NOTABLE = Duration.ofSeconds(1);

  public StreamState {
    open = Map.copyOf(open);
  }

  /// Takes time in proportion to their number.
  static StreamState of(Iterable<Subscriber> subscribers) {
    var open = new EnumMap<Connection.Transport, Integer>(Connection.Transport.class);
    var slow = 0;
    var lagging = 0;
    var longest = Duration.ZERO;
    for (var subscriber : subscribers) {
      open.merge(subscriber.transport(), 1, Integer::sum);
      slow += subscriber.isSlow() ? 1 : 0;
      var behind = subscriber.behind();
      lagging += behind.compareTo(NOTABLE) > 0 ? 1 : 0;
      longest = behind.compareTo(longest) > 0 ? behind : longest;
    }
    return new StreamState(open, slow, lagging, longest);
  }
}
