package dev.tidings.limits;

import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/// How many events one subject may publish in a second. Thread-safe.
@ApplicationScoped
public class PublicationRate {

  private final Rate<String> rate;

  @Inject
  public PublicationRate(LimitsConfig config) {
    rate = new Rate<>(config.publicationsPerSecond());
  }

  /// Lets a publication pass, or throws; a batch passes as one does.
  ///
  /// @param subject null for whoever has a token that names none, who share one rate
  /// @throws dev.tidings.problem.ProblemException with [Problem.TooMany]
  public void check(@Nullable String subject) {
    rate.take(key(subject), System.nanoTime())
        .ifPresent(
            wait -> {
              throw new Problem.TooMany("too many publications of this subject", wait)
                  .asException();
            });
  }

  /// Counts what a batch had beside the first, so that the subject's next publication has to wait
  /// for as long as it would have with single ones.
  public void charge(@Nullable String subject, int publications) {
    rate.charge(key(subject), publications, System.nanoTime());
  }

  private static String key(@Nullable String subject) {
    return subject == null ? "" : subject;
  }
}
