package dev.tidings.redis;

/// Who hears what the nodes tell each other. Called by the one thread that reads the stream; must
/// not block.
interface Announcements {

  /// A node has told something.
  ///
  /// @param entry of the control stream
  void heard(Reply.Entry entry);

  /// Something may have been told that was not heard.
  void missedSome();
}
