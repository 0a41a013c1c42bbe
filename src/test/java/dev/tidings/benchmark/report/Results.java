package dev.tidings.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// All that was measured in one sitting. Not thread-safe.
public final class Results {

  /// What could not be measured.
  ///
  /// @param reason why, for whoever reads the report
  public record Failure(String scenario, String contender, String reason) {}

  /// What was left out, which is no failure.
  public record Omission(String scenario, String contender, String reason) {}

  /// What several runs came to.
  public record Summary(Figure median, double least, double most) {}

  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();

  public void add(Outcome outcome) {
    outcomes.add(outcome);
  }

  public void add(Failure failure) {
    failures.add(failure);
  }

  public void add(Omission omission) {
    omissions.add(omission);
  }

  public List<Outcome> outcomes() {
    return outcomes;
  }

  public List<Failure> failures() {
    return failures;
  }

  public List<Omission> omissions() {
    return omissions;
  }

  /// Everything was measured, and no event was lost, doubled or out of order.
  public boolean areGood() {
    return failures.isEmpty() && outcomes.stream().allMatch(outcome -> outcome.faults().isNone());
  }

  public List<Outcome> of(String scenario) {
    return outcomes.stream().filter(outcome -> outcome.scenario().equals(scenario)).toList();
  }

  SequencedSet<String> variants(String scenario) {
    var variants = new LinkedHashSet<String>();
    of(scenario).forEach(outcome -> variants.add(outcome.variant()));
    return variants;
  }

  SequencedSet<String> contenders() {
    var contenders = new LinkedHashSet<String>();
    outcomes.forEach(outcome -> contenders.add(outcome.contender()));
    return contenders;
  }

  SequencedSet<String> figures(String scenario, String variant) {
    var names = new LinkedHashSet<String>();
    of(scenario).stream()
        .filter(outcome -> outcome.variant().equals(variant))
        .forEach(outcome -> outcome.figures().forEach(figure -> names.add(figure.name())));
    return names;
  }

  /// Empty if nobody measured that.
  Optional<Summary> summary(String scenario, String variant, String contender, String name) {
    var figures =
        of(scenario).stream()
            .filter(outcome -> outcome.variant().equals(variant))
            .filter(outcome -> outcome.contender().equals(contender))
            .flatMap(outcome -> outcome.figures().stream())
            .filter(figure -> figure.name().equals(name))
            .toList();
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    var values = figures.stream().mapToDouble(Figure::value).sorted().toArray();
    var middle = values.length / 2;
    var median =
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return Optional.of(
        new Summary(
            new Figure(name, figures.getFirst().unit(), median),
            values[0],
            values[values.length - 1]));
  }
}
