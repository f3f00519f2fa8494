package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A reader of files up to a maximum size. */
final class LimitedFiles {
  private LimitedFiles() {}

  /**
   * Returns the text of a file.
   *
   * @param most the maximum number of bytes
   * @throws IOException if it cannot be read, is longer, or is not in UTF-8
   */
  static String read(Path file, int most) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(most + 1);
    }
    if (bytes.length > most) {
      throw new FileSystemException(
          file.toString(), null, "it is larger than %d bytes".formatted(most));
    }
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
