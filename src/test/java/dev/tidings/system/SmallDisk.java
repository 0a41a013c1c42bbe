package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A disk of a few megabytes, in memory.
final class SmallDisk implements Disk {

  private static final int CHUNK = 4096;

  private final int room;
  private final Path directory;
  private boolean mounted;

  /// @param room what is left when it is full
  SmallDisk(int room) {
    this.room = room;
    try {
      directory = Files.createTempDirectory("tidings-disk");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isPossible() {
    mounted = Disk.ran("mount", "-t", "tmpfs", "-o", "size=96m", "tidings", directory.toString());
    return mounted;
  }

  @Override
  public String needs() {
    return "needs the right to mount";
  }

  @Override
  public Hub.Launch launch() {
    return new Hub.Launch().in(directory);
  }

  /// Writes until nothing more fits, then gives back the room that is to be left.
  @Override
  public void fill(Hub hub) throws IOException {
    var chunk = new byte[CHUNK];
    var filler = Files.newOutputStream(filler());
    try (filler) {
      while (true) {
        filler.write(chunk);
      }
    } catch (IOException _) {
      // full
    }
    try (var file = FileChannel.open(filler(), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - room);
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  @Override
  public void empty(Hub hub) throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() throws IOException {
    if (mounted) {
      assertThat(Disk.ran("umount", directory.toString())).isTrue();
    }
    Files.delete(directory);
  }
}
