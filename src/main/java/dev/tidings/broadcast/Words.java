package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import java.time.Duration;

/// What the hub says for itself to one subscriber, ready for the wire.
interface Words {

  /// How a stream begins.
  ///
  /// @param start where it starts
  byte[] opening(Duration retry, Cursor start);

  /// Up to `cursor` there was nothing for this subscriber.
  byte[] heartbeat(Cursor cursor);

  /// The place is gone.
  ///
  /// @param requested whatever the client sent
  byte[] gap(String requested, Cursor oldest);

  /// The token's end is near.
  ///
  /// @param connection the id under which it can be renewed
  byte[] expiring(String connection, Duration left);

  /// The end.
  ///
  /// @param retry when the client should come back
  /// @param cursor where it should go on
  byte[] bye(Departure departure, Duration retry, Cursor cursor);
}
