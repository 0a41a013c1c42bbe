package dev.tidings.benchmark.scenario;

import java.util.List;

/// One thing that a hub is judged by.
public interface Scenario {

  /// How it is chosen on the command line.
  String name();

  /// What is measured, as a heading.
  String title();

  /// How it is measured, in a sentence or two.
  String method();

  /// Measures one contender and leaves no process behind.
  void measure(Round round);

  /// All of them, in the order in which they are run.
  static List<Scenario> all() {
    return List.of(
        new IdleMemory(),
        new Connects(),
        new PacedDelivery(),
        new ManyTopics(),
        new SaturatedDelivery(),
        new Replay(),
        new Publishing(),
        new StalledClients(),
        new Fairness(),
        new StartUp(),
        new Probes(),
        new VanishingClients(),
        new HalfVanishing());
  }
}
