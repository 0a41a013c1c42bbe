package dev.tidings.log;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The ledger that lies beside the embedded log. What is put goes the way of events, through the
/// [Sequencer], so it survives what they survive.
final class RocksDbLedger implements Ledger {

  private final LogDirectory directory;
  private final Readers readers;
  private final Sequencer sequencer;
  private final InstantSource clock;

  RocksDbLedger(LogDirectory directory, Readers readers, Sequencer sequencer, InstantSource clock) {
    this.directory = directory;
    this.readers = readers;
    this.sequencer = sequencer;
    this.clock = clock;
  }

  @Override
  public Optional<String> find(String key) {
    var now = clock.instant();
    var stored = readers.read(() -> Optional.ofNullable(directory.store().fact(Fact.byKey(key))));
    return stored.map(Fact::decoded).filter(fact -> !fact.isOver(now)).map(Fact::value);
  }

  @Override
  public String putIfAbsent(String key, String value, Instant until) {
    return sequencer.note(new Note(key, Fact.of(value, until), true));
  }

  @Override
  public void put(String key, String value, Instant until) {
    sequencer.note(new Note(key, Fact.of(value, until), false));
  }

  @Override
  public Map<String, String> withPrefix(String prefix) {
    var now = clock.instant();
    return readers.read(
        () -> {
          var found = new LinkedHashMap<String, String>();
          try (var scan = directory.store().factScan()) {
            scan.seek(Fact.byKey(prefix));
            for (; scan.isValid(); scan.next()) {
              var key = Fact.keyIn(scan.key());
              if (Fact.isInOrder(scan.key()) || !key.startsWith(prefix)) {
                break;
              }
              var fact = Fact.decoded(scan.value());
              if (!fact.isOver(now)) {
                found.put(key, fact.value());
              }
            }
          }
          return found;
        });
  }
}
