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

  /// Lets publications pass, or throws. A batch passes if one would, and counts for as many as it
  /// has.
  ///
  /// @param subject null for whoever has a token that names none, who share one rate
  /// @throws dev.tidings.problem.ProblemException with [Problem.TooMany]
  public void check(@Nullable String subject, int publications) {
    rate.take(subject == null ? "" : subject, publications, System.nanoTime())
        .ifPresent(
            wait -> {
              throw new Problem.TooMany("too many publications of this subject", wait)
                  .asException();
            });
  }
}
