package dev.tidings.log;

/// Knows how much work it is to hand on what the event bus has fired.
public interface Visiting {

  /// How many streams are to be visited for the sake of the events since it was last asked, each
  /// counted once however many of them are for it.
  int takeVisits();
}
