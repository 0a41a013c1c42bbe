package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;

/// Events that leave the log together, the oldest there are. None that stays lies between two of
/// them, neither in the order nor within a topic.
final class Dropped {

  private final List<byte[]> idKeys = new ArrayList<>();
  private final Map<String, List<byte[]>> topicKeys = new HashMap<>();

  /// @param topic its bytes
  void add(byte[] idKey, byte[] topic) {
    idKeys.add(idKey);
    topicKeys
        .computeIfAbsent(new String(topic, UTF_8), _ -> new ArrayList<>())
        .add(StoredForm.topicKey(topic, StoredForm.id(idKey)));
  }

  int count() {
    return idKeys.size();
  }

  void removeWith(RocksDbStore.Change change) throws RocksDBException {
    change.removeFromOrder(idKeys);
    for (var keys : topicKeys.values()) {
      change.removeFromTopic(keys);
    }
  }
}
