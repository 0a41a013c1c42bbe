package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.envelope.ByteText;
import dev.tidings.event.Cursor;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The answer to a long poll, `{"events":[…],"lastEventId":"…"}`, while there is no other end to
/// write it to: takes what would go over a stream of lines, until there is something, or time is
/// up.
///
/// Written to as any line; [#deliverTo] is for one other thread.
public final class Answer implements Line, Words {

  /// What passes the answer on to the client. Called once, by whichever thread has the answer.
  public interface Recipient {

    /// There it is. Blocks for as long as the client takes nothing.
    ///
    /// @param rest all but the [#opening]
    void answer(byte[] rest);

    /// There will be none, for there is nobody to give it to.
    void abandon();

    /// Breaks the connection, even while [#answer] is stuck.
    void cut();
  }

  private static final byte[] OPENING = "{\"events\":[".getBytes(UTF_8);
  private static final byte[] NOTHING = {};
  private static final String NO_MORE = "]}";
  private static final int EXPECTED = 512;

  /// In bytes; there may be more of them by a page.
  private static final int FULL = 128 << 10;

  private final long deadline;
  private final Cursor known;

  // Touched only by the thread that writes.
  private final ByteText events = new ByteText(EXPECTED);
  private @Nullable String gap;
  private @Nullable Departure end;
  private String tail = NO_MORE;

  private volatile boolean due;

  // Guarded by this.
  private byte @Nullable [] rest;
  private boolean abandoned;
  private @Nullable Recipient recipient;

  /// @param wait for how long to wait for something
  /// @param known what was stored up to here is not missed, even if there is no time to wait
  public Answer(Duration wait, Cursor known) {
    this.deadline = System.nanoTime() + wait.toNanos();
    this.due = wait.isZero();
    this.known = known;
  }

  /// How every answer begins.
  public static byte[] opening() {
    return OPENING.clone();
  }

  /// All but the opening; null as long as it is waited for.
  public synchronized byte @Nullable [] rest() {
    return rest;
  }

  /// Whether it says nothing but that the log could not be read.
  public boolean isUnavailable() {
    return end == Departure.UNAVAILABLE && events.length() == 0;
  }

  /// Names who takes the answer, at once if it is there.
  public void deliverTo(Recipient taker) {
    byte[] complete;
    boolean none;
    synchronized (this) {
      recipient = taker;
      complete = rest;
      none = abandoned;
    }
    if (complete != null) {
      taker.answer(complete);
    } else if (none) {
      taker.abandon();
    }
  }

  /// Whether no more should be waited for, for the sake of its length.
  boolean isFull() {
    return events.length() >= FULL;
  }

  /// Whether it is to be given now, if there is something in it or not.
  ///
  /// @param cursor up to where there was nothing more
  boolean isDue(Cursor cursor) {
    return due && !mustLookFurther(cursor);
  }

  /// Whether it would be given now, but something that was stored before the poll began may still
  /// be on its way to the frames in memory.
  boolean mustLookFurther(Cursor cursor) {
    return due && cursor.isBefore(known);
  }

  /// Looks at the clock.
  ///
  /// @return true if time is up, the first time
  boolean isTimeUp(long nanoTime) {
    if (due || nanoTime - deadline < 0) {
      return false;
    }
    due = true;
    return true;
  }

  // ---- as words

  @Override
  public byte[] opening(Duration retry, Cursor start) {
    return NOTHING;
  }

  @Override
  public byte[] heartbeat(Cursor cursor) {
    return NOTHING;
  }

  /// A gap is told at once, together with what is there behind it.
  @Override
  public byte[] gap(String requested, Cursor oldest) {
    gap = Notice.gapData(requested, oldest);
    due = true;
    return NOTHING;
  }

  /// It is over soon by itself.
  @Override
  public byte[] expiring(String connection, Duration left) {
    return NOTHING;
  }

  @Override
  public byte[] bye(Departure departure, Duration retry, Cursor cursor) {
    end = departure;
    var last = "],\"lastEventId\":\"" + cursor + "\"";
    tail = gap == null ? last + "}" : last + ",\"gap\":" + gap + "}";
    return NOTHING;
  }

  // ---- as a line

  @Override
  public @Nullable SseEventSink sink() {
    return null;
  }

  @Override
  public void write(byte[] bytes, int start, int length) {
    events.put(bytes, start, length);
  }

  @Override
  public void close() {
    Recipient taker;
    var complete = complete();
    synchronized (this) {
      rest = complete;
      taker = recipient;
    }
    if (taker != null) {
      taker.answer(complete);
    }
  }

  /// Each event but the last gets a comma behind it in place of the end of its line; no event has
  /// another such.
  private byte[] complete() {
    var lines = events.bytes();
    var end = tail.getBytes(UTF_8);
    var length = Math.max(0, lines.length - 1);
    var complete = Arrays.copyOf(lines, length + end.length);
    for (int i = 0; i < length; i++) {
      if (complete[i] == '\n') {
        complete[i] = ',';
      }
    }
    System.arraycopy(end, 0, complete, length, end.length);
    return complete;
  }

  @Override
  public void abandon() {
    Recipient taker;
    synchronized (this) {
      abandoned = true;
      taker = recipient;
    }
    if (taker != null) {
      taker.abandon();
    }
  }

  @Override
  public void cut() {
    Recipient taker;
    synchronized (this) {
      taker = recipient;
    }
    if (taker != null) {
      taker.cut();
    }
  }
}
