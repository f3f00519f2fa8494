package dev.referee.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends with this JVM, however that ends: its shell kills it as soon as nobody holds
 * the other end of its standard input.
 *
 * @param name what it is called in messages
 * @param process the shell
 * @param log where it writes what it has to say
 */
record ChildProcess(String name, Process process, Path log) {
  private static final String WITH_ITS_PARENT =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      child=$!
      (cat <&3 >/dev/null; kill -9 $child 2>/dev/null) &
      exec 3<&-
      wait $child\
      """;

  static ChildProcess start(Path directory, Path binary, List<String> arguments) {
    String name = binary.getFileName().toString();
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WITH_ITS_PARENT, "sh"));
    command.add(binary.toString());
    command.addAll(arguments);
    try {
      return new ChildProcess(
          name,
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + binary, e);
    }
  }

  /** Waits a moment, less if it ends meanwhile; says whether it runs. */
  boolean runsAfter(long millis) {
    try {
      return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the end of its log. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  void kill() {
    try {
      process.getOutputStream().close();
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot stop " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
