package dev.tidings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// Sees to it that the code which runs is that of the jar.
///
/// The JVM may have it from a cache that was made ahead of time (`-XX:AOTCache`), and JDK 25 does
/// not look whether the jar has changed since
/// ([JDK-8377932](https://bugs.openjdk.org/browse/JDK-8377932)): after an update the old code would
/// run, and nothing would say so. Who makes a cache therefore writes down which jar it is of.
public final class ArchivedCode {

  /// The system property with the [#checksum(Path)] of the jar that the cache was made of; not
  /// set where there is no cache.
  public static final String JAR = "tidings.archived.jar";

  private ArchivedCode() {}

  /// Looks at the jar, if code of it may come from a cache.
  ///
  /// @throws IllegalStateException with a message for the operator, if it would be another jar's
  static void check() {
    var archived = System.getProperty(JAR);
    if (archived == null) {
      return;
    }
    var jar = Path.of(System.getProperty("java.class.path"));
    if (!archived.equals(checksum(jar))) {
      throw new IllegalStateException(
          JAR
              + ": the code in the ahead-of-time cache is of another jar than "
              + jar
              + ": package both anew, or start without the options -XX:AOTCache and -D"
              + JAR);
    }
  }

  /// Tells one build of the jar from another.
  ///
  /// @throws UncheckedIOException if it cannot be read
  public static String checksum(Path jar) {
    var sum = new CRC32C();
    try {
      sum.update(Files.readAllBytes(jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Long.toHexString(sum.getValue());
  }
}
