package dev.referee.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Factory methods for files that only their owner can read and write. On file systems without POSIX
 * permissions, they are created like any other file. An existing file keeps its permissions.
 */
public final class PrivateFiles {
  private static final Set<OpenOption> REPLACE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private PrivateFiles() {}

  /**
   * Creates an empty file; does nothing if it exists.
   *
   * @throws IOException when it cannot be created
   */
  public static void create(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        Files.createFile(file, attributes(file));
      } catch (FileAlreadyExistsException e) {
        // another program was faster
      }
    }
  }

  /**
   * Opens a file for writing, and truncates it.
   *
   * @throws IOException when it cannot be opened
   */
  public static OutputStream newOutputStream(Path file) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file, REPLACE, attributes(file));
    return Channels.newOutputStream(channel);
  }

  /**
   * Writes a text in UTF-8, replacing the contents of the file.
   *
   * @throws IOException when it cannot be written
   */
  public static void writeString(Path file, String text) throws IOException {
    try (OutputStream out = newOutputStream(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static FileAttribute<?>[] attributes(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
