package dev.tidings.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One open database with its two indexes of events, the idempotency keys and the ledger.
///
/// Thread-safe but for [#close], which must come after everything else.
final class RocksDbStore implements AutoCloseable {

  private static final byte[] STATE = "state".getBytes(US_ASCII);
  private static final long WRITE_BUFFER = 16L << 20;
  private static final long BLOCK_CACHE = 32L << 20;
  private static final int OPEN_FILES = 256;
  private static final int LONGEST_KEY = 255 + 1 + StoredForm.ID_LENGTH;

  /// Twice as many as is usual, so that what is stored is merged into what is there half as often.
  private static final int TABLES_BEFORE_MERGING = 8;

  private static final int MANY = 128;

  /// How a database is opened.
  enum Opening {
    /// At the start: what the last process left in the write-ahead log is moved to where it
    /// belongs.
    WHOLLY,
    /// Writing as little as can be, because the disk may be nearly full.
    SPARINGLY,
    /// Writing nothing, for a time in which nothing can be written. Does not keep others out.
    FOR_READING
  }

  // Native objects: whatever is made here is closed here, in the reverse order.
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final RocksDB db;
  private final ColumnFamilyHandle meta;
  private final ColumnFamilyHandle order;
  private final ColumnFamilyHandle topics;
  private final ColumnFamilyHandle keys;
  private final ColumnFamilyHandle facts;
  private final WriteOptions writeOptions;

  /// @throws RocksDBException if the directory is another's, not to be written to, or damaged
  RocksDbStore(Path directory, boolean syncEach) throws RocksDBException {
    this(directory, syncEach, Opening.WHOLLY);
  }

  /// @throws RocksDBException as above
  RocksDbStore(Path directory, boolean syncEach, Opening opening) throws RocksDBException {
    NativeCode.load();
    try {
      var handles = new ArrayList<ColumnFamilyHandle>();
      var cache = own(new LRUCache(BLOCK_CACHE));
      var families =
          List.of(
              family(RocksDB.DEFAULT_COLUMN_FAMILY, table(cache)),
              family("order".getBytes(US_ASCII), table(cache)),
              family(
                  "topics".getBytes(US_ASCII),
                  // Of this one, and the next, single keys are looked up.
                  table(cache).setFilterPolicy(own(new BloomFilter(10)))),
              // Was not there at first, nor was the next; they are made where they are missing.
              family(
                  "keys".getBytes(US_ASCII),
                  table(cache).setFilterPolicy(own(new BloomFilter(10)))),
              family(
                  "ledger".getBytes(US_ASCII),
                  table(cache).setFilterPolicy(own(new BloomFilter(10)))));
      var options = own(databaseOptions().setAvoidFlushDuringRecovery(opening != Opening.WHOLLY));
      var path = directory.toString();
      db =
          own(
              opening == Opening.FOR_READING
                  ? RocksDB.openReadOnly(options, path, families, handles)
                  : RocksDB.open(options, path, families, handles));
      handles.forEach(this::own);
      meta = handles.get(0);
      order = handles.get(1);
      topics = handles.get(2);
      keys = handles.get(3);
      facts = handles.get(4);
      writeOptions = own(new WriteOptions().setSync(syncEach));
    } catch (RocksDBException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /// A record that was cut off by the end of the process was never acknowledged and is dropped; any
  /// other damage stops the start, because silently going on would lose what was acknowledged.
  private static DBOptions databaseOptions() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxTotalWalSize(4 * WRITE_BUFFER)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(1L << 20)
        .setMaxBackgroundJobs(2)
        // There is one writer.
        .setAllowConcurrentMemtableWrite(false);
  }

  private static BlockBasedTableConfig table(Cache cache) {
    return new BlockBasedTableConfig().setBlockCache(cache);
  }

  private ColumnFamilyDescriptor family(byte[] name, BlockBasedTableConfig table) {
    return new ColumnFamilyDescriptor(
        name,
        own(
            new ColumnFamilyOptions()
                .setWriteBufferSize(WRITE_BUFFER)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevel0FileNumCompactionTrigger(TABLES_BEFORE_MERGING)
                .setTableFormatConfig(table)));
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  /// Cheap, and finds the loss of a whole index, which RocksDB itself takes for an empty one.
  ///
  /// @throws RocksDBException if there are no events where there should be, or the reverse
  void checkHolds(boolean events) throws RocksDBException {
    try (var ordered = orderScan();
        var clustered = topicScan(null)) {
      ordered.seek(new byte[0]);
      clustered.seek(new byte[0]);
      if (ordered.isValid() != events || clustered.isValid() != events) {
        throw damaged("the events and what is known of them do not agree");
      }
    }
  }

  static RocksDBException damaged(String how) {
    return new RocksDBException(how, new Status(Status.Code.Corruption, Status.SubCode.None, how));
  }

  @Nullable LogState state() throws RocksDBException {
    var encoded = db.get(meta, STATE);
    return encoded == null ? null : LogState.decoded(encoded);
  }

  Change change() {
    return new Change();
  }

  void sync() throws RocksDBException {
    db.syncWal();
  }

  byte @Nullable [] body(byte[] topicKey) throws RocksDBException {
    return db.get(topics, topicKey);
  }

  /// Empty if it is not in here, or is just being removed.
  Optional<StoredEvent> event(Cursor id) throws RocksDBException {
    var orderValue = db.get(order, StoredForm.idKey(id));
    if (orderValue == null) {
      return Optional.empty();
    }
    var topic = StoredForm.topicIn(orderValue);
    var body = body(StoredForm.topicKey(topic, id));
    return body == null
        ? Optional.empty()
        : Optional.of(new StoredEvent(id, new Topic(new String(topic, UTF_8)), body));
  }

  /// What lies in the index of idempotency keys.
  byte @Nullable [] ofKeys(byte[] key) throws RocksDBException {
    return db.get(keys, key);
  }

  Scan keyScan() {
    return new Scan(keys, null);
  }

  /// What lies in the ledger.
  byte @Nullable [] fact(byte[] key) throws RocksDBException {
    return db.get(facts, key);
  }

  Scan factScan() {
    return new Scan(facts, null);
  }

  Scan orderScan() {
    return new Scan(order, null);
  }

  /// Over the topics' events, as far as `end`, which is exclusive; null for all.
  Scan topicScan(byte @Nullable [] end) {
    return new Scan(topics, end);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.removeLast().close();
      } catch (Exception e) {
        throw new IllegalStateException("RocksDB did not close", e);
      }
    }
  }

  /// A change that happens wholly or not at all.
  final class Change implements AutoCloseable {

    private final WriteBatch batch = new WriteBatch();
    private boolean hasFacts;

    void put(byte[] idKey, byte[] orderValue, byte[] topicKey, byte[] body)
        throws RocksDBException {
      batch.put(order, idKey, orderValue);
      batch.put(topics, topicKey, body);
    }

    void remove(byte[] idKey, byte[] topicKey) throws RocksDBException {
      batch.delete(order, idKey);
      batch.delete(topics, topicKey);
    }

    /// Removes events from the order that have no other between them.
    void removeFromOrder(List<byte[]> idKeys) throws RocksDBException {
      removeNeighbours(order, idKeys);
    }

    /// Removes events of one topic that have no other of it between them.
    void removeFromTopic(List<byte[]> topicKeys) throws RocksDBException {
      removeNeighbours(topics, topicKeys);
    }

    void putKey(byte[] key, byte[] value) throws RocksDBException {
      batch.put(keys, key, value);
    }

    void removeKey(byte[] key) throws RocksDBException {
      batch.delete(keys, key);
    }

    /// Removes what has nothing between it in the index of idempotency keys.
    void removeFromKeys(List<byte[]> neighbours) throws RocksDBException {
      removeNeighbours(keys, neighbours);
    }

    void putFact(byte[] key, byte[] value) throws RocksDBException {
      hasFacts = true;
      batch.put(facts, key, value);
    }

    void removeFact(byte[] key) throws RocksDBException {
      batch.delete(facts, key);
    }

    /// Removes what has nothing between it in the ledger.
    void removeFromFacts(List<byte[]> neighbours) throws RocksDBException {
      removeNeighbours(facts, neighbours);
    }

    /// Whether it puts something into the ledger.
    boolean hasFacts() {
      return hasFacts;
    }

    /// Many at the cost of one; not few, as each such removal burdens whoever reads until the
    /// tables are merged, and a hub on which little happens removes a few each second.
    private void removeNeighbours(ColumnFamilyHandle family, List<byte[]> keys)
        throws RocksDBException {
      if (keys.size() >= MANY) {
        batch.deleteRange(family, keys.getFirst(), StoredForm.behind(keys.getLast()));
        return;
      }
      for (var key : keys) {
        batch.delete(family, key);
      }
    }

    void commit(LogState state) throws RocksDBException {
      batch.put(meta, STATE, state.encoded());
      db.write(writeOptions, batch);
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /// A consistent view of one index, from when it was made.
  final class Scan implements AutoCloseable {

    private final @Nullable Slice upperBound;
    private final byte[] key = new byte[LONGEST_KEY];
    private final ByteBuffer keys = ByteBuffer.wrap(key);
    private final ReadOptions options = new ReadOptions();
    private final RocksIterator iterator;

    private Scan(ColumnFamilyHandle family, byte @Nullable [] end) {
      upperBound = end == null ? null : new Slice(end);
      if (upperBound != null) {
        options.setIterateUpperBound(upperBound);
      }
      iterator = db.newIterator(family, options);
    }

    /// Goes to the first key that is `key` or behind it.
    void seek(byte[] key) {
      iterator.seek(key);
    }

    /// Goes to the last key that is `key` or before it.
    void seekBack(byte[] key) {
      iterator.seekForPrev(key);
    }

    /// Goes to the last key that is before `key`.
    void seekBefore(byte[] key) {
      iterator.seekForPrev(key);
      if (iterator.isValid() && Arrays.equals(iterator.key(), key)) {
        iterator.prev();
      }
    }

    /// False at the end.
    ///
    /// @throws RocksDBException if it ended because something could not be read
    boolean isValid() throws RocksDBException {
      if (iterator.isValid()) {
        return true;
      }
      iterator.status();
      return false;
    }

    void next() {
      iterator.next();
    }

    /// The id that the key ends with.
    Cursor id() {
      return StoredForm.id(keys, iterator.key(key));
    }

    byte[] key() {
      return iterator.key();
    }

    byte[] value() {
      return iterator.value();
    }

    @Override
    public void close() {
      iterator.close();
      options.close();
      if (upperBound != null) {
        upperBound.close();
      }
    }
  }
}
