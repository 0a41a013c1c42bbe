package dev.tidings.limits;

import dev.tidings.log.Quotas;
import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The places for streams: in all, of one subject, of one address. Those of a subject are counted
/// over all hubs on the log. Thread-safe.
@ApplicationScoped
public class StreamPlaces {

  /// Nobody knows when a place gets free.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final String SUBJECT = "streams/";

  private final Semaphore all;
  private final Counts<String> ofSubject;
  private final Counts<AddressBlock> ofAddress;
  private final Rate<AddressBlock> connects;
  private final Quotas quotas;
  private final int mostOfSubject;

  @Inject
  public StreamPlaces(LimitsConfig config, Quotas quotas) {
    this.quotas = quotas;
    this.mostOfSubject = config.streamsPerSubject();
    all = new Semaphore(config.streams());
    ofSubject = new Counts<>(config.streamsPerSubject());
    ofAddress = new Counts<>(config.streamsPerAddress());
    connects = new Rate<>(config.connectsPerSecond());
  }

  /// Lets a connect pass, or throws; before anything else is done for it.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.TooMany]
  public void checkConnect(AddressBlock client) {
    connects
        .take(client, System.nanoTime())
        .ifPresent(
            wait -> {
              throw new Problem.TooMany("too many connects of this address", wait).asException();
            });
  }

  /// Takes a place until it is given back.
  ///
  /// @param subject null for anybody
  /// @param client null for who has no address, which is the hub itself
  /// @throws dev.tidings.problem.ProblemException with [Problem.Busy] if there is none at all,
  ///     [Problem.TooMany] if the subject or the address has as many as may be
  public Place take(@Nullable String subject, @Nullable AddressBlock client) {
    if (!all.tryAcquire()) {
      throw new Problem.Busy("as many streams are open as may be", RETRY_AFTER).asException();
    }
    if (subject != null && !ofSubject.add(subject)) {
      all.release();
      throw tooMany("as many streams of this subject are open as may be");
    }
    if (client != null && !ofAddress.add(client)) {
      all.release();
      if (subject != null) {
        ofSubject.remove(subject);
      }
      throw tooMany("as many streams of this address are open as may be");
    }
    if (subject != null && !hold(subject)) {
      release(subject, client);
      throw tooMany("as many streams of this subject are open as may be");
    }
    return new Place(subject, client);
  }

  private boolean hold(String subject) {
    return mostOfSubject == LimitsConfig.NONE || quotas.hold(SUBJECT + subject, mostOfSubject);
  }

  private void release(@Nullable String subject, @Nullable AddressBlock client) {
    if (client != null) {
      ofAddress.remove(client);
    }
    if (subject != null) {
      ofSubject.remove(subject);
    }
    all.release();
  }

  private static RuntimeException tooMany(String detail) {
    return new Problem.TooMany(detail, RETRY_AFTER).asException();
  }

  /// A place that was taken.
  public final class Place implements AutoCloseable {

    private final @Nullable String subject;
    private final @Nullable AddressBlock client;
    private final AtomicBoolean given = new AtomicBoolean();

    private Place(@Nullable String subject, @Nullable AddressBlock client) {
      this.subject = subject;
      this.client = client;
    }

    /// Gives it back, once.
    @Override
    public void close() {
      if (given.getAndSet(true)) {
        return;
      }
      release(subject, client);
      if (subject != null && mostOfSubject != LimitsConfig.NONE) {
        quotas.release(SUBJECT + subject);
      }
    }
  }
}
