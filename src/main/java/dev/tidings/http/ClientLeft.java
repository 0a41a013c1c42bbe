package dev.tidings.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// Tells the failures that are nothing but a client which left in the middle of its request, or did
/// not speak HTTP in the middle of its body. They are no news to an operator, and with a trace for
/// each anybody could fill the disk; the server's own would even show what it had read. The same
/// goes for who connects just when the listener closes.
public final class ClientLeft implements Filter {

  static boolean isBehind(@Nullable Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataReader.InsufficientDataAvailableException
          || cause instanceof DataReader.IncorrectNewLineException
          || cause instanceof ServerConnectionException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isLoggable(LogRecord entry) {
    return !isBehind(entry.getThrown()) && !isOfOneWhoCameTooLate(entry);
  }

  /// The listener's executor refuses nothing but when it is shut down.
  private static boolean isOfOneWhoCameTooLate(LogRecord entry) {
    return entry.getThrown() instanceof RejectedExecutionException
        && "io.helidon.webserver.ServerListener".equals(entry.getLoggerName());
  }
}
