package dev.tidings;

import dev.tidings.configuration.Preconditions;
import dev.tidings.operations.LastingLogManager;
import io.helidon.logging.common.LogConfig;

/// Starts the hub as a process of its own.
public final class Main {

  private static final System.Logger LOG;

  static {
    LastingLogManager.install();
    LOG = System.getLogger(Main.class.getName());
  }

  private Main() {}

  /// Ends the process with status 1 and one line that says why, if the hub cannot run as it is
  /// configured.
  public static void main(String[] args) {
    LogConfig.configureRuntime();
    try {
      ArchivedCode.check();
      Preconditions.establish();
      io.helidon.Main.main(args);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "not started: {0}", cause(e));
      LOG.log(System.Logger.Level.DEBUG, "not started", e);
      System.exit(1);
    }
  }

  /// The outermost failure of the hub's own has the message that was written for the operator and
  /// names the key: the container wraps it, and it wraps what it came from. Where there is none,
  /// the innermost of all says the most.
  static String cause(Throwable failure) {
    var innermost = failure;
    for (var each = failure; each != null; each = each.getCause()) {
      if (isOurs(each)) {
        return String.valueOf(each.getMessage());
      }
      innermost = each;
    }
    return String.valueOf(innermost.getMessage());
  }

  private static boolean isOurs(Throwable failure) {
    var trace = failure.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("dev.tidings.");
  }
}
