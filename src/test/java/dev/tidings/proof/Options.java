package dev.tidings.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What was asked for on the command line.
///
/// @param directory where everything is written
/// @param subscribers who are there throughout
/// @param storm how many more there are for the fault of that name
/// @param perSecond events of all topics together
/// @param time that each fault takes at least
record Options(
    Path directory,
    List<Fault> faults,
    int subscribers,
    int storm,
    int topics,
    int perSecond,
    Duration time) {

  Options {
    check("proof.subscribers", subscribers);
    check("proof.storm", storm);
    check("proof.topics", topics);
    check("proof.rate", perSecond);
    check("proof.seconds", Math.toIntExact(time.toSeconds()));
  }

  private static void check(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }

  /// What Maven handed on.
  ///
  /// @throws IllegalArgumentException with a message for the user
  static Options ofSystemProperties() {
    var faults = System.getProperty("proof.faults", "all").strip();
    return new Options(
        Path.of(System.getProperty("proof.directory", "target/proof")),
        faults.equals("all")
            ? List.of(Fault.values())
            : Arrays.stream(faults.split(" *, *", -1)).map(Fault::of).toList(),
        number("proof.subscribers", 500),
        number("proof.storm", 2000),
        number("proof.topics", 10),
        number("proof.rate", 50),
        Duration.ofSeconds(number("proof.seconds", 10)));
  }

  private static int number(String name, int usual) {
    var text = System.getProperty(name, Integer.toString(usual));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is no number: '" + text + "'", e);
    }
  }
}
