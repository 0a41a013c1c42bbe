package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The oldest of many ids, as many as may be held. First they are added, then sorted, then used up.
/// Not thread-safe.
final class OldestIds {

  private final int most;
  private final PriorityQueue<Cursor> youngestFirst =
      new PriorityQueue<>(Comparator.reverseOrder());
  private List<Cursor> ids = List.of();
  private int used;
  private boolean isAll = true;

  OldestIds(int most) {
    this.most = most;
  }

  void add(Cursor id) {
    youngestFirst.add(id);
    if (youngestFirst.size() > most) {
      youngestFirst.remove();
      isAll = false;
    }
  }

  void sort() {
    var sorted = new ArrayList<>(youngestFirst);
    sorted.sort(null);
    youngestFirst.clear();
    ids = sorted;
  }

  /// Whether none had to be left out.
  boolean isAll() {
    return isAll;
  }

  /// The oldest that have not been used up; a view, for the moment.
  List<Cursor> next(int count) {
    return ids.subList(used, Math.min(used + count, ids.size()));
  }

  void removeThrough(Cursor last) {
    while (used < ids.size() && !ids.get(used).isAfter(last)) {
      used++;
    }
  }

  /// Leaves out all but some.
  void keep(int count) {
    isAll = isAll && ids.size() - used <= count;
    ids = List.copyOf(next(count));
    used = 0;
  }
}
