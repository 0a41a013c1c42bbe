package dev.tidings.connection;

import dev.tidings.broadcast.Answer;
import dev.tidings.broadcast.Line;
import dev.tidings.broadcast.Subscriber;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;

/// What carries a stream once its response is open: a connection of its own (HTTP/1.1), or its part
/// of one that it shares with others (HTTP/2).
public interface Carrier extends Line {

  /// That of a response, for whom it is to be made into a stream. To be called on the request's
  /// thread.
  static Carrier under(ServerResponse response) {
    var shared = SharedLine.ofThisRequest();
    return shared.isPresent() ? shared.get() : response.sink(ClientConnection.TYPE);
  }

  /// Has the stream live from now on. To be called on the request's thread, behind the opening
  /// block; returns when the request is over, which may be at once.
  ///
  /// If no response was opened, because the client has left already, the subscriber is ended.
  void carry(Subscriber subscriber);

  /// Has a poll wait for its answer. To be called on the request's thread, behind the opening of
  /// the answer, with a subscriber that has been opened; returns when the request is over, which
  /// may be at once.
  ///
  /// If no response was opened, because the client has left already, the subscriber is ended.
  void carry(Subscriber subscriber, Answer answer);

  /// The other end, which may be a proxy.
  InetAddress peer();
}
