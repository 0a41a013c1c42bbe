package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// The keys of one hub. All lie in one hash slot, so that a script can change them together in a
/// Redis Cluster as well.
final class Keys {

  private final String start;

  /// In the order in which scripts expect them.
  private final List<byte[]> all;

  Keys(String prefix) {
    start = prefix + "{" + prefix + "}";
    all =
        List.of(
            key("state"),
            key("events"),
            key("index"),
            key("keys"),
            key("keys-by-time"),
            key("facts"),
            key("facts-by-end"),
            key("control"),
            key("nodes"),
            key("inbox"));
  }

  List<byte[]> all() {
    return all;
  }

  byte[] state() {
    return all.get(0);
  }

  byte[] events() {
    return all.get(1);
  }

  byte[] index() {
    return all.get(2);
  }

  byte[] idempotency() {
    return all.get(3);
  }

  byte[] facts() {
    return all.get(5);
  }

  byte[] control() {
    return all.get(7);
  }

  byte[] nodes() {
    return all.get(8);
  }

  /// Where others hand in what is to become events.
  byte[] inbox() {
    return all.get(9);
  }

  byte[] key(String name) {
    return (start + name).getBytes(UTF_8);
  }

  String named(String name) {
    return start + name;
  }
}
