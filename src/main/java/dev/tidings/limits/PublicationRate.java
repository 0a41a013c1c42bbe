package dev.tidings.limits;

import dev.tidings.log.Quotas;
import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many events one subject may publish in a second, to all hubs on the log together.
// Thread-safe.
@ApplicationScoped
public class PublicationRate {

  private static final String SUBJECT = "publications/";

  private final Rate<String> rate;
  private final int perSecond;
  private final Quotas quotas;

  @Inject
  public PublicationRate(LimitsConfig config, Quotas quotas) {
    this.perSecond = config.publicationsPerSecond();
    this.rate = new Rate<>(perSecond);
    this.quotas = quotas;
  }

  /// Lets a publication pass, or throws; a batch passes as one does.
  ///
  /// @param subject null for whoever has a token that names none, who share one rate
  /// @throws dev.tidings.problem.ProblemException with [Problem.TooMany]
  public void check(@Nullable String subject) {
    rate.take(key(subject), System.nanoTime())
        .or(() -> elsewhere(subject))
        .ifPresent(
            wait -> {
              throw new Problem.TooMany("too many publications of this subject", wait)
                  .asException();
            });
  }

  private Optional<Duration> elsewhere(@Nullable String subject) {
    return perSecond == LimitsConfig.NONE
        ? Optional.empty()
        : quotas.take(SUBJECT + key(subject), perSecond);
  }

  /// Counts what a batch had beside the first, so that the subject's next publication has to wait
  /// for as long as it would have with single ones.
  public void charge(@Nullable String subject, int publications) {
    rate.charge(key(subject), publications, System.nanoTime());
    if (perSecond != LimitsConfig.NONE && publications > 0) {
      quotas.charge(SUBJECT + key(subject), publications, perSecond);
    }
  }

  private static String key(@Nullable String subject) {
    return subject == null ? "" : subject;
  }
}
