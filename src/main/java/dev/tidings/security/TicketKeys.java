package dev.tidings.security;

import dev.tidings.log.Ledger;
import dev.tidings.log.LogClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The keys of tickets, which lie in the ledger, so that all hubs on one log have the same, also
/// when they start or change keys together. Thread-safe; blocks when a key is met for the first
/// time.
///
/// A key seals for as long as is configured, and opens for as long again; then it is gone, and so
/// are the tickets that still have it. Which key seals now is a fact that ends when its time is
/// over: whoever finds none then draws the next.
final class TicketKeys {

  private static final String SEALING = "ticket/sealing";
  private static final String KEY = "ticket/key/";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Ledger ledger;
  private final Duration rotation;
  private final LogClock clock;

  private final ConcurrentMap<Long, Key> known = new ConcurrentHashMap<>();

  /// Null until the first ticket is made.
  private volatile @Nullable Sealing current;

  /// @param end from when on it opens nothing
  private record Key(TicketSeal seal, Instant end) {

    static Key drawn(long id, Instant end) {
      var key = new byte[TicketSeal.KEY_LENGTH];
      RANDOM.nextBytes(key);
      return new Key(new TicketSeal(id, key), end);
    }

    String encoded() {
      return end.toEpochMilli() + " " + Base64.getEncoder().encodeToString(seal.key());
    }

    static Key decoded(long id, String encoded) {
      var space = encoded.indexOf(' ');
      return new Key(
          new TicketSeal(id, Base64.getDecoder().decode(encoded.substring(space + 1))),
          Instant.ofEpochMilli(Long.parseLong(encoded.substring(0, space))));
    }
  }

  /// Which key seals.
  ///
  /// @param until when another takes its place
  private record Sealing(long key, Instant until) {

    String encoded() {
      return until.toEpochMilli() + " " + name(key);
    }

    static Sealing decoded(String encoded) {
      var space = encoded.indexOf(' ');
      return new Sealing(
          HexFormat.fromHexDigitsToLong(encoded, space + 1, encoded.length()),
          Instant.ofEpochMilli(Long.parseLong(encoded.substring(0, space))));
    }
  }

  TicketKeys(Ledger ledger, Duration rotation, LogClock clock) {
    this.ledger = ledger;
    this.rotation = rotation;
    this.clock = clock;
  }

  private static String name(long key) {
    return HexFormat.of().toHexDigits(key);
  }

  /// That by which tickets are made now.
  ///
  /// @throws dev.tidings.problem.ProblemException if the ledger has to be asked and cannot be
  TicketSeal sealing() {
    var now = clock.instant();
    var sealing = current;
    if (sealing == null || !now.isBefore(sealing.until())) {
      sealing = agreedUpon(now);
      current = sealing;
    }
    return find(sealing.key()).orElseGet(() -> replaced(now));
  }

  private Sealing agreedUpon(Instant now) {
    return Sealing.decoded(
        ledger
            .find(SEALING)
            .orElseGet(
                () -> {
                  var drawn = draw(now);
                  return ledger.putIfAbsent(SEALING, drawn.encoded(), drawn.until());
                }));
  }

  /// Where the key is gone that all have agreed upon, which nobody does on purpose.
  private TicketSeal replaced(Instant now) {
    var drawn = draw(now);
    ledger.put(SEALING, drawn.encoded(), drawn.until());
    current = drawn;
    return find(drawn.key()).orElseThrow();
  }

  /// The key is there before anybody is told of it.
  private Sealing draw(Instant now) {
    var id = RANDOM.nextLong();
    var key = Key.drawn(id, now.plus(rotation).plus(rotation));
    ledger.put(KEY + name(id), key.encoded(), key.end());
    return new Sealing(id, now.plus(rotation));
  }

  /// That by which a ticket was made; empty if it is over, or there never was one.
  ///
  /// @param id as the ticket has it
  /// @throws dev.tidings.problem.ProblemException if the ledger has to be asked and cannot be
  Optional<TicketSeal> find(long id) {
    var now = clock.instant();
    var key = known.get(id);
    if (key == null) {
      key = ledger.find(KEY + name(id)).map(kept -> Key.decoded(id, kept)).orElse(null);
      if (key == null) {
        return Optional.empty();
      }
      known.values().removeIf(other -> !now.isBefore(other.end()));
      known.put(id, key);
    }
    return now.isBefore(key.end()) ? Optional.of(key.seal()) : Optional.empty();
  }
}
