package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Plays a full disk by the limit on the size of files, which needs no rights: every write that
/// would make a file longer fails.
///
/// @param room how much the newest file of the log may still grow
public record LimitedFiles(int room) implements Disk {

  @Override
  public boolean isPossible() {
    return Disk.ran("prlimit", "--version");
  }

  @Override
  public String needs() {
    return "needs Linux and its prlimit";
  }

  @Override
  public Hub.Launch launch() {
    return new Hub.Launch();
  }

  @Override
  public void fill(Hub hub) throws IOException {
    limit(hub, room == 0 ? "0" : Long.toString(sizeOfTheWriteAheadLog(hub) + room));
  }

  private static long sizeOfTheWriteAheadLog(Hub hub) throws IOException {
    try (var files = Files.list(hub.directory().resolve("log"))) {
      var newest = files.filter(file -> file.toString().endsWith(".log")).max(Path::compareTo);
      return Files.size(newest.orElseThrow());
    }
  }

  @Override
  public void empty(Hub hub) {
    limit(hub, "unlimited");
  }

  private static void limit(Hub hub, String bytes) {
    assertThat(Disk.ran("prlimit", "--pid", "" + hub.pid(), "--fsize=" + bytes + ":unlimited"))
        .isTrue();
  }

  @Override
  public void close() {
    // the limit ends with its process
  }
}
