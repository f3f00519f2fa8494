package dev.referee.fidelity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.house.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The list of the scenarios with equal verdicts on moto; a listed scenario must not change. */
final class EqualWorlds {
  private static final String FILE =
      "integration-tests/src/test/resources/dev/referee/fidelity/equal-on-moto.txt";

  private EqualWorlds() {}

  /** Returns how a world stands on the list. */
  static String line(String check, String world) {
    return check + ": " + world;
  }

  /** Returns the list. */
  static Set<String> listed() {
    Set<String> lines = new TreeSet<>();
    Checkout.read(FILE).lines().filter(line -> !line.isBlank()).forEach(lines::add);
    return lines;
  }

  /** Replaces the list. */
  static void write(Collection<String> lines) {
    try {
      Files.writeString(Checkout.path(FILE), String.join("\n", new TreeSet<>(lines)) + "\n", UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
