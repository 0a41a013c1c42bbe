package dev.tidings.log;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// The log's directory and the store that is open on it, which is replaced after a failure.
///
/// Thread-safe, but for what is said of [#store].
final class LogDirectory {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final RocksDbConfig config;

  /// Taken for reading by whoever uses the store, for writing by whoever replaces or closes it.
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  // Guarded by use.
  private @Nullable RocksDbStore store;

  private final boolean hadTables;

  private LogDirectory(RocksDbConfig config, RocksDbStore store, boolean hadTables) {
    this.config = config;
    this.store = store;
    this.hadTables = hadTables;
  }

  /// Opens the store, or makes it.
  ///
  /// @throws IllegalStateException with a message for the operator, if the directory cannot be used
  static LogDirectory open(RocksDbConfig config) {
    try {
      Files.createDirectories(config.directory());
      var hadTables = holdsTables(config.directory());
      var store = new RocksDbStore(config.directory(), config.syncsEach());
      return new LogDirectory(config, store, hadTables);
    } catch (IOException e) {
      throw new IllegalStateException(explanation(config, reason(config, e)), e);
    } catch (RocksDBException e) {
      throw new IllegalStateException(explanation(config, reason(e)), e);
    }
  }

  private static boolean holdsTables(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".sst"));
    }
  }

  /// Whether there was something in it, whatever RocksDB made of that, which takes a list of tables
  /// that was cut off for one that had just been begun.
  boolean hadTables() {
    return hadTables;
  }

  /// Lets go of the directory, because what is in it cannot be used.
  ///
  /// @return what the operator is to be told
  IllegalStateException refused(Exception e) {
    close();
    return new IllegalStateException(explanation(config, reason(e)), e);
  }

  /// What happens to the directory, for the log.
  String said(String what) {
    return explanation(config, what);
  }

  private static String explanation(RocksDbConfig config, String reason) {
    return "tidings.log.directory %s %s".formatted(config.directory().toAbsolutePath(), reason);
  }

  private static String reason(RocksDbConfig config, IOException e) {
    return Files.exists(config.directory())
        ? "is not a directory"
        : "cannot be made (" + e.getMessage() + ")";
  }

  private static String reason(Exception e) {
    var message = String.valueOf(e.getMessage());
    if (e instanceof RocksDBException failure
        && failure.getStatus() != null
        && failure.getStatus().getCode() == Status.Code.Corruption) {
      return "holds a damaged log; restore it from a backup or move it away (" + message + ")";
    }
    if (message.contains("/LOCK")) {
      return "is in use by another process (" + message + ")";
    }
    return "cannot be used: " + message;
  }

  static ProblemException unavailable(String detail) {
    return new Problem.Unavailable(detail, RETRY_AFTER).asException();
  }

  /// For the writer, who alone replaces it, and for tasks of [#reading].
  RocksDbStore store() {
    if (store == null) {
      throw unavailable("the event log is closed");
    }
    return store;
  }

  /// Runs a task during which the store is not replaced.
  <T> T reading(Callable<T> task) throws Exception {
    use.readLock().lock();
    try {
      return task.call();
    } finally {
      use.readLock().unlock();
    }
  }

  /// Whether there is room again; RocksDB needs some to be opened.
  void tryToWrite() throws IOException {
    var trial = config.directory().resolve("trial");
    try {
      Files.write(trial, new byte[1 << 20]);
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  /// Readers wait meanwhile. If it does not succeed they go on all the same, on what was stored.
  ///
  /// @param acknowledged behind which nothing is to be left
  void reopen(LogState acknowledged) throws RocksDBException {
    use.writeLock().lock();
    try {
      if (store != null) {
        store.close();
        store = null;
      }
      try {
        store = opened(RocksDbStore.Opening.SPARINGLY);
      } catch (RocksDBException e) {
        store = opened(RocksDbStore.Opening.FOR_READING);
        throw e;
      }
      removeWhatWasRefused(store, acknowledged);
    } finally {
      use.writeLock().unlock();
    }
  }

  private RocksDbStore opened(RocksDbStore.Opening opening) throws RocksDBException {
    return new RocksDbStore(config.directory(), config.syncsEach(), opening);
  }

  /// A failed write may have reached the disk all the same.
  private static void removeWhatWasRefused(RocksDbStore fresh, LogState acknowledged)
      throws RocksDBException {
    try (var change = fresh.change();
        var scan = fresh.orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(acknowledged.tip())));
      for (; scan.isValid(); scan.next()) {
        var topic = StoredForm.topicIn(scan.value());
        change.remove(scan.key(), StoredForm.topicKey(topic, StoredForm.id(scan.key())));
      }
      StoredKey.removeBehind(acknowledged.tip(), fresh, change);
      change.commit(acknowledged);
    }
  }

  void close() {
    use.writeLock().lock();
    try {
      if (store != null) {
        store.close();
        store = null;
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
