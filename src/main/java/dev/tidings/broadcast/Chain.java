package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The frames in memory that one broadcaster's subscribers share, oldest to newest.
///
/// One thread at a time appends and drops; any number read, without a lock. A reader stands at a
/// link, which means right behind its event, and goes on from there. A link that is dropped is tied
/// to itself: a reader who stood there, or before, finds out and turns to the log. So whoever
/// lingers keeps one link alive and not all that came after it.
final class Chain {

  /// A place in the chain.
  static final class Link {

    private final Cursor cursor;
    private volatile @Nullable Frame frame;
    private volatile @Nullable Link next;
    private volatile @Nullable Link previous;

    private Link(Cursor cursor, @Nullable Frame frame, @Nullable Link previous) {
      this.cursor = cursor;
      this.frame = frame;
      this.previous = previous;
    }

    Cursor cursor() {
      return cursor;
    }

    /// Whether nothing lies behind it, for now.
    boolean isNewest() {
      return next == null;
    }
  }

  /// What was read, and where to go on.
  record Run(List<Frame> frames, Link end) {}

  // Changed by the one who appends and drops.
  private Link oldest;
  private volatile Link newest;

  /// @param covered every event that matches and lies behind it will be appended
  Chain(Cursor covered) {
    oldest = new Link(covered, null, null);
    newest = oldest;
  }

  void append(Frame frame) {
    var link = new Link(frame.cursor(), frame, newest);
    newest.next = link;
    newest = link;
  }

  /// Drops the oldest frame; its link stays as the place behind it.
  void dropOldest() {
    var dropped = oldest.next;
    if (dropped == null) {
      return;
    }
    oldest.next = oldest;
    dropped.previous = null;
    dropped.frame = null;
    oldest = dropped;
  }

  /// Whether this is the frame that would be dropped next.
  boolean isOldest(Frame frame) {
    var first = oldest.next;
    return first != null && first.frame == frame;
  }

  /// Drops every frame and every place; whoever stood anywhere turns to the log.
  void dropAll() {
    var link = oldest;
    while (link != null) {
      var next = link.next;
      link.next = link;
      link.previous = null;
      link.frame = null;
      link = next;
    }
  }

  Link newest() {
    return newest;
  }

  /// The link from which everything behind `cursor` can be read; empty if some of it has been
  /// dropped or came before the chain began. Searches from the newest, for that is where nearly all
  /// stand.
  Optional<Link> at(Cursor cursor) {
    var link = newest;
    while (link != null && link.cursor.isAfter(cursor)) {
      link = link.previous;
    }
    return Optional.ofNullable(link);
  }

  /// Reads behind `from` what lies behind `cursor`; empty if `from` has been dropped since.
  ///
  /// @param bytes the run ends once it holds as many; a first frame is always taken
  static Optional<Run> read(Link from, Cursor cursor, int bytes) {
    var frames = new ArrayList<Frame>();
    var end = from;
    var length = 0;
    while (length < bytes) {
      var next = end.next;
      if (next == null) {
        break;
      }
      var frame = next.frame;
      if (next == end || frame == null) {
        return frames.isEmpty() ? Optional.empty() : Optional.of(new Run(frames, end));
      }
      if (next.cursor.isAfter(cursor)) {
        frames.add(frame);
        length += frame.length();
      }
      end = next;
    }
    return Optional.of(new Run(frames, end));
  }
}
