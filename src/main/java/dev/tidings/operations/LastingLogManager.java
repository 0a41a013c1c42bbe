package dev.tidings.operations;

import java.util.logging.LogManager;

/// Logs to the end. The platform's own manager takes the handlers away as soon as the process is
/// told to stop, so that whatever a hub says while it drains would be lost, now and then.
public final class LastingLogManager extends LogManager {

  private static final String MANAGER = "java.util.logging.manager";

  /// Called before anything is logged, for the manager is chosen once.
  public static void install() {
    System.setProperty(MANAGER, LastingLogManager.class.getName());
  }

  /// Refused to the hook that the JDK's manager registers for the end of the process; it knows no
  /// other way of being told apart.
  @Override
  public void reset() {
    if (!Thread.currentThread()
        .getClass()
        .getName()
        .equals("java.util.logging.LogManager$Cleaner")) {
      super.reset();
    }
  }
}
