package dev.tidings.benchmark.scenario;

import java.util.Locale;

/// Numbers of things, as a case is named by.
final class Count {

  private Count() {}

  static String of(int number, String thing) {
    return String.format(Locale.ROOT, number == 1 ? "%,d %s" : "%,d %ss", number, thing);
  }
}
