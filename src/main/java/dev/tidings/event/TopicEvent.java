package dev.tidings.event;

import java.time.Instant;

/// A publication that has its place in the log.
///
/// Fired as a CDI event in log order, so any bean of the application may observe it.
///
/// @param id the cursor right behind it
public record TopicEvent(Cursor id, Publication publication) {

  public Topic topic() {
    return publication.topic();
  }

  public String data() {
    return publication.data();
  }

  /// When it was stored.
  public Instant time() {
    return id.instant();
  }
}
