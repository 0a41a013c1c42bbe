package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import org.junit.jupiter.api.Test;

/// What a stream says while it has nothing to say. The hub's interval is half a second here.
class HeartbeatIT {

  private final Hub hub = Hub.shared();

  @Test
  void aQuietStreamBeatsWithACommentAndACursorAndDispatchesNothing() {
    try (var stream = hub.subscribe("heartbeat/quiet")) {
      stream.nextBlock();
      for (int i = 0; i < 3; i++) {
        assertHeartbeat(stream.nextBlock());
      }
    }
  }

  private static void assertHeartbeat(EventStream.Block block) {
    assertThat(block.comments()).hasSize(1);
    assertThat(block.id()).matches("\\d+-\\d+");
    assertThat(block.isEvent()).isFalse();
    assertThat(block.type()).isNull();
    assertThat(block.retry()).isNull();
  }

  @Test
  void theCursorMovesOnWithEventsOfOtherTopics() {
    try (var stream = hub.subscribe("heartbeat/other")) {
      stream.nextBlock();
      var elsewhere = hub.publish("heartbeat/elsewhere", "a");

      var beat = stream.nextBlock();
      for (int i = 0; i < 20 && cursor(beat).isBefore(cursor(elsewhere)); i++) {
        beat = stream.nextBlock();
      }
      assertThat(cursor(beat)).isGreaterThanOrEqualTo(cursor(elsewhere));
    }
  }

  @Test
  void aClientResumesFromAHeartbeatAndMissesNothing() {
    String place;
    try (var stream = hub.subscribe("heartbeat/resumed")) {
      hub.publish("heartbeat/resumed", "seen");
      hub.publish("heartbeat/elsewhere", "a");
      stream.next();
      var beat = stream.nextBlock();
      assertHeartbeat(beat);
      place = String.valueOf(beat.id());
    }
    hub.publish("heartbeat/resumed", "missed");

    try (var again = hub.resume("heartbeat/resumed", place)) {
      assertThat(again.next())
          .extracting(EventStream.Block::type, EventStream.Block::data)
          .containsExactly(null, "missed");
    }
  }

  private static Cursor cursor(EventStream.Block block) {
    return cursor(String.valueOf(block.id()));
  }

  private static Cursor cursor(String id) {
    return Cursor.parse(id).orElseThrow();
  }
}
