package dev.referee.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Messages for files that could not be read or written; the JDK often gives only the name. */
final class FileErrors {
  private FileErrors() {}

  /** Returns why, for example {@code there is no such file or folder}. */
  static String words(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not in UTF-8";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    String message = Objects.toString(e.getMessage(), e.getClass().getSimpleName());
    int begin = message.lastIndexOf('(');
    return e instanceof FileNotFoundException && begin >= 0 && message.endsWith(")")
        ? message.substring(begin + 1, message.length() - 1)
        : message;
  }
}
