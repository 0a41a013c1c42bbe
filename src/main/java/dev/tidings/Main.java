package dev.tidings;

import dev.tidings.configuration.Preconditions;
import io.helidon.logging.common.LogConfig;

/// Starts the hub as a process of its own.
public final class Main {

  private static final System.Logger LOG = System.getLogger(Main.class.getName());

  private Main() {}

  /// Ends the process with status 1 and one line that says why, if the hub cannot run as it is
  /// configured.
  public static void main(String[] args) {
    LogConfig.configureRuntime();
    try {
      Preconditions.establish();
      io.helidon.Main.main(args);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "not started: {0}", cause(e));
      LOG.log(System.Logger.Level.DEBUG, "not started", e);
      System.exit(1);
    }
  }

  /// The innermost message is the one that was written for the operator; the container wraps it.
  private static String cause(Throwable failure) {
    var innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost.getMessage());
  }
}
