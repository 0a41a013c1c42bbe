package dev.tidings.fuzz;

/// Where the fuzzer enters; it finds these methods by their names.
public final class FuzzEntry {

  private static Target target = Target.TOPIC;

  private FuzzEntry() {}

  public static void fuzzerInitialize(String[] arguments) {
    target = Target.valueOf(arguments[0]);
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.check(input);
  }
}
