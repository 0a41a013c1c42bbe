package dev.tidings.keys;

import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The keys of one issuer, as they are now. Thread-safe.
///
/// They are looked at again by a thread of their own, and when a token names a key that is not
/// among them. What was there before is kept when a look brings nothing.
public final class IssuerKeys implements AutoCloseable {

  /// The shortest time between two looks, whatever tokens name.
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

  /// What became of a signature.
  public enum Verdict {
    GOOD,
    BAD,

    /// No key of the issuer's was ever to be had, so nobody can tell.
    UNDECIDED
  }

  private final KeySource source;
  private final KeyReader reader;
  private final String label;
  private final Duration refresh;
  private final Duration pause;
  private final Runnable onChange;
  private final LongSupplier nanoTime;
  private final Thread watch;

  /// Null until the first look that brought some.
  private volatile @Nullable KeySet keys;

  // Guarded by looking.
  private final ReentrantLock looking = new ReentrantLock();
  private @Nullable String text;
  private long lastLook;
  private boolean failing;

  private IssuerKeys(
      KeyConfig.Issuer issuer, KeyConfig config, Runnable onChange, LongSupplier nanoTime) {
    this.source = issuer.keys();
    this.reader = new KeyReader(config.algorithms(), source.mayHoldSecrets());
    this.label = issuer.key();
    this.refresh = config.refresh();
    this.pause = refresh.compareTo(PAUSE) < 0 ? refresh : PAUSE;
    this.onChange = onChange;
    this.nanoTime = nanoTime;
    this.watch = Thread.ofVirtual().name("keys").unstarted(this::watch);
  }

  /// Reads them for the first time, and keeps an eye on them until they are closed.
  ///
  /// @param onChange called whenever there are others than before, by whichever thread saw it
  /// @throws IllegalStateException with a message that names the configuration's key, if there are
  ///     none. Only at a URL they may come later, for it may be away for a moment.
  static IssuerKeys open(
      KeyConfig.Issuer issuer, KeyConfig config, Runnable onChange, LongSupplier nanoTime) {
    var opened = new IssuerKeys(issuer, config, onChange, nanoTime);
    opened.firstLook();
    if (opened.source.mayChange()) {
      opened.watch.start();
    }
    return opened;
  }

  private void firstLook() {
    looking.lock();
    try {
      look();
    } catch (IOException | UnusableKeysException e) {
      if (!(source instanceof KeySource.Url)) {
        throw new IllegalStateException(
            "%s cannot be used: %s: %s".formatted(label, source, e.getMessage()), e);
      }
      tellFailure(e);
    } finally {
      looking.unlock();
    }
  }

  /// Whether there are any.
  boolean areKnown() {
    return keys != null;
  }

  /// Asks the keys that may have signed a token whether they did.
  ///
  /// May block for a look at where the keys lie, for [KeySource#PATIENCE] or so, if the token names
  /// an unknown one.
  ///
  /// @param id the token's `kid`, null if it has none
  /// @param signature whether a key did
  public Verdict verify(
      @Nullable String id, SignatureAlgorithm algorithm, Predicate<Key> signature) {
    var known = keys;
    if (known != null && known.candidates(id, algorithm).anyMatch(signature)) {
      return Verdict.GOOD;
    }
    if (known != null && known.names(id)) {
      return Verdict.BAD;
    }
    var renewed = renewed(known);
    if (renewed == null) {
      return Verdict.UNDECIDED;
    }
    return renewed != known && renewed.candidates(id, algorithm).anyMatch(signature)
        ? Verdict.GOOD
        : Verdict.BAD;
  }

  /// The keys after a look, unless the last was a moment ago or nothing can have changed.
  private @Nullable KeySet renewed(@Nullable KeySet known) {
    if (!source.mayChange()) {
      return known;
    }
    looking.lock();
    try {
      if (keys == known && nanoTime.getAsLong() - lastLook >= pause.toNanos()) {
        tryLook();
      }
      return keys;
    } finally {
      looking.unlock();
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(areKnown() ? refresh : pause);
        looking.lockInterruptibly();
        try {
          tryLook();
        } finally {
          looking.unlock();
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /// Whatever goes wrong, the keys stay as they are.
  private void tryLook() {
    try {
      look();
    } catch (IOException | UnusableKeysException | RuntimeException e) {
      tellFailure(e);
    }
  }

  private void look() throws IOException, UnusableKeysException {
    try {
      var now = source.text();
      if (!now.equals(text)) {
        take(reader.read(now));
        text = now;
      } else if (failing) {
        LOG.log(System.Logger.Level.INFO, "{0}: {1} is there again", label, source);
      }
      failing = false;
    } finally {
      lastLook = nanoTime.getAsLong();
    }
  }

  private void take(KeySet read) {
    var isFirst = keys == null;
    keys = read;
    onChange.run();
    if (source.mayChange()) {
      LOG.log(
          isFirst ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
          "{0}: the keys are now {1}",
          label,
          read.keys());
    }
  }

  /// Once, for a place that is away may be so for days.
  private void tellFailure(Exception failure) {
    if (!failing && !Thread.currentThread().isInterrupted()) {
      failing = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: no keys from {1}: {2}; {3}",
          label,
          source,
          failure.getMessage(),
          areKnown() ? "the last ones are kept" : "tokens of this issuer wait until there are");
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
