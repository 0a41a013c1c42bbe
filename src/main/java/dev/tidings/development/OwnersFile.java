package dev.tidings.development;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file that nobody but its owner may read, from its first byte on.
final class OwnersFile {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private OwnersFile() {}

  /// Writes `text` to a file of another name beside `file`, for the caller to put in its place.
  static Path draft(Path file, String text) throws IOException {
    var directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    var draft = Files.createTempFile(directory, "draft", null, OWNER_ONLY);
    return Files.writeString(draft, text);
  }

  /// Writes `text`, in place of what was there.
  static void write(Path file, String text) throws IOException {
    Files.move(
        draft(file, text),
        file,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
