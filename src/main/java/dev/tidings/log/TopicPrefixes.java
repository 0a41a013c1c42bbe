package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where topics lie that filters can match, in an index by topic that is sorted by its bytes.
public final class TopicPrefixes {

  private TopicPrefixes() {}

  /// What the keys of all topics that can match begin with, from the last to the first; none of
  /// them begins with another.
  public static List<byte[]> of(TopicFilters filters) {
    var prefixes = new ArrayList<>(filters.values().stream().map(TopicPrefixes::of).toList());
    prefixes.sort(Arrays::compareUnsigned);
    var apart = new ArrayList<byte[]>();
    for (var prefix : prefixes) {
      if (apart.isEmpty() || !startsWith(prefix, apart.getLast())) {
        apart.add(prefix);
      }
    }
    return apart.reversed();
  }

  /// Behind every key with this prefix. Its last byte is none that the next would not be behind; no
  /// text has the byte that is behind all of them.
  public static byte[] endOf(byte[] prefix) {
    if (prefix.length == 0) {
      return new byte[] {(byte) 0xFF};
    }
    var end = prefix.clone();
    end[end.length - 1]++;
    return end;
  }

  private static byte[] of(TopicFilter filter) {
    return filter.isExact()
        ? StoredForm.topicStart(filter.value().getBytes(UTF_8))
        : filter.literalPrefix().getBytes(UTF_8);
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
