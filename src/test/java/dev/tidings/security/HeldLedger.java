package dev.tidings.security;

import dev.tidings.log.Ledger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// A ledger that outlives what is made on it, and never forgets.
final class HeldLedger implements Ledger {

  private final Map<String, String> facts = new ConcurrentSkipListMap<>();
  private final Map<String, Instant> ends = new ConcurrentSkipListMap<>();

  @Override
  public Optional<String> find(String key) {
    return Optional.ofNullable(facts.get(key));
  }

  @Override
  public String putIfAbsent(String key, String value, Instant until) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void put(String key, String value, Instant until) {
    facts.put(key, value);
    ends.put(key, until);
  }

  @Override
  public Map<String, String> withPrefix(String prefix) {
    var found = new TreeMap<>(facts);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    return found;
  }

  Map<String, Instant> ends() {
    return ends;
  }
}
