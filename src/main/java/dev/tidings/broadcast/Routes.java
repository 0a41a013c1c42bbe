package dev.tidings.broadcast;

import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which broadcasters want a topic: a tree of filter segments, so that the cost depends on the
/// depth of the topic and not on the number of filters. Not thread-safe.
final class Routes {

  private static final class Node {

    private final Map<String, Node> children = new HashMap<>();
    private final Set<TopicBroadcaster> here = new LinkedHashSet<>();

    boolean isEmpty() {
      return children.isEmpty() && here.isEmpty();
    }
  }

  private static final String ONE = "*";
  private static final String REST = "**";

  private final Node root = new Node();

  void add(TopicBroadcaster broadcaster) {
    for (var filter : broadcaster.filters().values()) {
      var node = root;
      for (var segment : segments(filter)) {
        node = node.children.computeIfAbsent(segment, _ -> new Node());
      }
      node.here.add(broadcaster);
    }
  }

  void remove(TopicBroadcaster broadcaster) {
    for (var filter : broadcaster.filters().values()) {
      remove(root, segments(filter), 0, broadcaster);
    }
  }

  private static void remove(
      Node node, String[] segments, int depth, TopicBroadcaster broadcaster) {
    if (depth == segments.length) {
      node.here.remove(broadcaster);
      return;
    }
    var child = node.children.get(segments[depth]);
    if (child != null) {
      remove(child, segments, depth + 1, broadcaster);
      if (child.isEmpty()) {
        node.children.remove(segments[depth]);
      }
    }
  }

  /// Nothing is left of any broadcaster.
  boolean isEmpty() {
    return root.isEmpty();
  }

  /// Each broadcaster once, however many of its filters match.
  List<TopicBroadcaster> matching(Topic topic) {
    var found = new LinkedHashSet<TopicBroadcaster>();
    collect(root, topic.value().split("/", -1), 0, found);
    return List.copyOf(found);
  }

  private static void collect(
      @Nullable Node node, String[] segments, int depth, Set<TopicBroadcaster> found) {
    if (node == null) {
      return;
    }
    if (depth == segments.length) {
      found.addAll(node.here);
      return;
    }
    var rest = node.children.get(REST);
    if (rest != null) {
      found.addAll(rest.here);
    }
    collect(node.children.get(segments[depth]), segments, depth + 1, found);
    collect(node.children.get(ONE), segments, depth + 1, found);
  }

  private static String[] segments(TopicFilter filter) {
    return filter.value().split("/", -1);
  }
}
