package dev.tidings.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The certificate in its files, as they are renewed.
///
/// They are looked at again and again instead of being watched: the content is what counts, and it
/// changes behind symbolic links (as Kubernetes does it), over the network and in mounts, none of
/// which a watch tells of.
///
/// Thread-safe.
public final class Certificate implements Supplier<SSLContext> {

  private static final System.Logger LOG = System.getLogger(Certificate.class.getName());

  /// What the files held when they were last looked at; null where they could not be read.
  private record Content(List<byte @Nullable []> files) {

    static Content of(TlsConfig.Files files) {
      var content = new ArrayList<byte @Nullable []>();
      files.all().forEach(file -> content.add(bytes(file)));
      return new Content(content);
    }

    private static byte @Nullable [] bytes(Path file) {
      try {
        return Files.readAllBytes(file);
      } catch (IOException _) {
        return null;
      }
    }

    boolean equalsContent(Content other) {
      return Arrays.deepEquals(files.toArray(), other.files.toArray());
    }
  }

  private final TlsConfig.Files files;
  private final InstantSource clock;
  private volatile SSLContext current;

  // Touched only by the thread that looks.
  private Content seen;

  /// @throws IllegalStateException if it is no good, with a message that names the key
  public Certificate(TlsConfig.Files files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.seen = Content.of(files);
    var identity = Identity.read(files, clock.instant());
    this.current = identity.context();
    LOG.log(System.Logger.Level.INFO, "certificate expires={0}", identity.expires());
  }

  /// What a client that connects now is shown.
  @Override
  public SSLContext get() {
    return current;
  }

  /// Looks at the files from now on, on a thread that ends with the process.
  public void renew(Duration interval) {
    Thread.ofPlatform().daemon().name("certificate").start(() -> lookAgainAndAgain(interval));
  }

  private void lookAgainAndAgain(Duration interval) {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes a new certificate if there is one. For one thread.
  void look() {
    var now = Content.of(files);
    if (now.equalsContent(seen)) {
      return;
    }
    seen = now;
    try {
      var renewed = Identity.read(files, clock.instant());
      current = renewed.context();
      LOG.log(System.Logger.Level.INFO, "certificate renewed expires={0}", renewed.expires());
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "certificate not renewed, the one before stays: {0}",
          e.getMessage());
    }
  }
}
