package dev.tidings.security;

import dev.tidings.log.Ledger;
import dev.tidings.log.LogClock;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which tokens are refused though they are good, because operators said so. Thread-safe.
///
/// They are kept in the ledger until the tokens have expired, and in memory as far as they are not
/// too many; what has no room there is looked up in the ledger for each request.
///
/// Whoever revokes does that first and ends streams then; whoever opens a stream makes it known
/// first and asks here then. So of the two one always sees the other.
@ApplicationScoped
public class Revocations {

  /// Each is some 300 bytes.
  static final int MOST_IN_MEMORY = 50_000;

  /// Where nobody knows when a token expires. No key of an issuer's is good for as long, and for
  /// ever would be more than can be kept.
  static final Duration LONG = Duration.ofDays(3650);

  /// More than clocks and what is configured of them can change by.
  private static final Duration MARGIN = Duration.ofDays(1);

  private static final String PREFIX = "revoked/";
  private static final String TOKEN = PREFIX + "token/";
  private static final String SUBJECT = PREFIX + "subject/";

  private final Ledger ledger;
  private final TokenRules rules;
  private final LogClock clock;
  private final int mostInMemory;

  private final ConcurrentMap<String, Revocation> known = new ConcurrentHashMap<>();
  private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
  private volatile boolean isRead;

  /// Some had no room.
  private volatile boolean areMore;

  @Inject
  public Revocations(Ledger ledger, TokenRules rules, LogClock clock) {
    this(ledger, rules, clock, MOST_IN_MEMORY);
  }

  Revocations(Ledger ledger, TokenRules rules, LogClock clock, int mostInMemory) {
    this.ledger = ledger;
    this.rules = rules;
    this.clock = clock;
    this.mostInMemory = mostInMemory;
    ledger.follow(
        new Ledger.Follower() {
          @Override
          public void put(String key, String value) {
            if (key.startsWith(PREFIX)) {
              heard(key, value);
            }
          }

          @Override
          public void missedSome() {
            Thread.startVirtualThread(Revocations.this::readAgain);
          }
        });
  }

  /// Names one that is told of each revocation, by whichever hub on the log, once it counts here.
  ///
  /// @param follower is given what [#concerns] takes; must not block
  public void follow(Consumer<String> follower) {
    followers.add(follower);
  }

  /// What [#concerns] takes, for a token.
  public static String placeOf(TokenName token) {
    return TOKEN + token.value();
  }

  /// Whether a revocation is of this subject, or of the token of this name.
  ///
  /// @param place as a follower was given it
  public static boolean concerns(String place, @Nullable String subject, @Nullable String token) {
    return (subject != null && place.equals(ofSubject(subject)))
        || (token != null && place.equals(TOKEN + token));
  }

  private void heard(String key, String value) {
    remember(key, Revocation.decoded(value));
    followers.forEach(follower -> follower.accept(key));
  }

  /// What came while nobody listened counts from now on.
  private void readAgain() {
    try {
      ledger
          .withPrefix(PREFIX)
          .forEach(
              (key, value) -> {
                if (!Revocation.decoded(value).equals(known.get(key))) {
                  heard(key, value);
                }
              });
    } catch (ProblemException _) {
      isRead = false; // whoever asks next finds out, or is told that nobody can tell
    }
  }

  /// Lets whoever is not refused pass, or throws. Blocks only until the ledger was read once, or if
  /// there are very many.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated] if the bearer's
  ///     token was revoked; [Problem.Unavailable] if nobody can tell at present
  public void check(Caller.Bearer bearer) {
    if (cover(bearer)) {
      throw new Problem.Unauthenticated().asException();
    }
  }

  /// Whether the bearer's token was revoked.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unavailable] if nobody can tell
  public boolean cover(Caller.Bearer bearer) {
    read();
    if (known.isEmpty() && !areMore) {
      return false;
    }
    var subject = bearer.subject();
    return find(TOKEN + TokenName.of(bearer).value()).isPresent()
        || (subject != null
            && find(ofSubject(subject)).filter(it -> it.covers(issued(bearer))).isPresent());
  }

  private static @Nullable Instant issued(Caller.Bearer bearer) {
    return bearer.identity().issued();
  }

  private Optional<Revocation> find(String key) {
    var found = known.get(key);
    if (found != null) {
      return Optional.of(found);
    }
    return areMore ? ledger.find(key).map(Revocation::decoded) : Optional.empty();
  }

  /// From now on the token of that name is refused, whenever it expires. Blocks until that is
  /// durable.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unavailable] if it cannot be kept
  ///
  /// @return what [#concerns] takes
  public String revoke(TokenName token) {
    var now = clock.instant();
    return put(TOKEN + token.value(), new Revocation(now, lastEnd(now)));
  }

  /// As above, of a token whose end is known.
  public String revoke(TokenName token, Instant expires) {
    return put(TOKEN + token.value(), new Revocation(clock.instant(), expires.plus(MARGIN)));
  }

  /// From now on all tokens of the subject are refused that were issued up to now, or do not say
  /// when. Blocks until that is durable.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unavailable] if it cannot be kept
  public String revokeAllOf(String subject) {
    var now = clock.instant();
    return put(ofSubject(subject), new Revocation(now, lastEnd(now)));
  }

  /// When everything has expired that was issued up to now.
  private Instant lastEnd(Instant now) {
    return rules
        .maxAge()
        .map(age -> now.plus(age).plus(rules.skew()).plus(MARGIN))
        .orElse(now.plus(LONG));
  }

  private static String ofSubject(String subject) {
    return SUBJECT + TokenName.hash(subject);
  }

  /// One after another, so that of two the later is kept, also where the clock has gone back.
  private synchronized String put(String key, Revocation revocation) {
    read();
    var both = find(key).map(revocation::with).orElse(revocation);
    ledger.put(key, both.encoded(), both.until());
    remember(key, both);
    return key;
  }

  private void remember(String key, Revocation revocation) {
    if (known.size() >= mostInMemory && !known.containsKey(key)) {
      var now = clock.instant();
      known.values().removeIf(it -> it.isOver(now));
      if (known.size() >= mostInMemory) {
        areMore = true;
        return;
      }
    }
    known.put(key, revocation);
  }

  private void read() {
    if (!isRead) {
      readOnce();
    }
  }

  private synchronized void readOnce() {
    if (!isRead) {
      ledger.withPrefix(PREFIX).forEach((key, value) -> remember(key, Revocation.decoded(value)));
      isRead = true;
    }
  }
}
