package dev.tidings.operations;

import java.util.Arrays;
import java.util.logging.Formatter;
import java.util.logging.Logger;

/// What log lines look like.
public enum LogFormat {
  /// For people: [OneLineFormatter].
  TEXT,
  /// For programs: [JsonFormatter].
  JSON;

  /// Its key in the configuration.
  public static final String KEY = "tidings.logging.format";

  /// The format of this name.
  ///
  /// @throws IllegalStateException if there is none
  public static LogFormat named(String name) {
    return switch (name) {
      case "text" -> TEXT;
      case "json" -> JSON;
      default -> throw new IllegalStateException(KEY + " must be text or json, was " + name);
    };
  }

  /// Has the process log in this format from now on.
  public void use() {
    Arrays.stream(Logger.getLogger("").getHandlers())
        .forEach(handler -> handler.setFormatter(formatter()));
  }

  private Formatter formatter() {
    return switch (this) {
      case TEXT -> new OneLineFormatter();
      case JSON -> new JsonFormatter();
    };
  }
}
