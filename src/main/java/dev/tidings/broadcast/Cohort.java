package dev.tidings.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The subscribers of one broadcaster that one lane serves.
///
/// Each news asks for a round: every member is to be visited once more. News that come in the
/// middle of a round do not begin another, they make the one at hand longer, so that whoever was
/// visited last waits the longest and is then written all that has come since.
///
/// Thread-safe; held only for moments.
final class Cohort {

  private final Lane lane;

  // Guarded by this.
  private final List<Subscriber> members = new ArrayList<>(1);
  private int next;
  private int left;
  private boolean queued;

  Cohort(Lane lane) {
    this.lane = lane;
  }

  synchronized void add(Subscriber subscriber) {
    members.add(subscriber);
  }

  /// Returns false if it was no member.
  synchronized boolean remove(Subscriber subscriber) {
    var place = members.indexOf(subscriber);
    if (place < 0) {
      return false;
    }
    members.remove(place);
    if (place < next) {
      next--;
    }
    left = Math.min(left, members.size());
    return true;
  }

  synchronized int size() {
    return members.size();
  }

  synchronized boolean isEmpty() {
    return members.isEmpty();
  }

  void forEach(Consumer<Subscriber> action) {
    List<Subscriber> present;
    synchronized (this) {
      present = List.copyOf(members);
    }
    present.forEach(action);
  }

  /// There is something new for all members. Never blocks.
  void news() {
    if (mustQueue()) {
      lane.add(this);
    }
  }

  private synchronized boolean mustQueue() {
    left = members.size();
    var isNew = left > 0 && !queued;
    queued |= isNew;
    return isNew;
  }

  /// Whom the lane is to visit next; null if the round is over, and then the cohort is in the
  /// lane's queue no more.
  synchronized @Nullable Subscriber next() {
    if (left == 0) {
      queued = false;
      return null;
    }
    left--;
    if (next >= members.size()) {
      next = 0;
    }
    return members.get(next++);
  }
}
