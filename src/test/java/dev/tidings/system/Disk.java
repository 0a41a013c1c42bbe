package dev.tidings.system;

import java.io.IOException;

/// A disk under a hub's log that can be filled and emptied.
public interface Disk extends AutoCloseable {

  /// Sets it up, if the system lets us.
  boolean isPossible();

  String needs();

  Hub.Launch launch();

  void fill(Hub hub) throws IOException;

  void empty(Hub hub) throws IOException;

  @Override
  void close() throws IOException;

  /// Runs a tool of the system.
  static boolean ran(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
