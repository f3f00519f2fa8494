package dev.referee.fidelity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.house.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * A section of docs/fidelity.md that the build generates.
 *
 * @param name the name in the comments before and after it
 */
record Section(String name) {
  private static final String FILE = "docs/fidelity.md";
  private static final Object LOCK = new Object();

  /** Asserts that the section has this text; writes it first if requested. */
  void says(String text, String how) {
    if (Boolean.getBoolean("referee.write")) {
      write(text);
    }
    assertThat(part())
        .as("%s does not say what is so; regenerate it with: %s", FILE, how)
        .isEqualTo(text);
  }

  /** Replaces the section; tests of several sections may run at the same time. */
  private void write(String text) {
    synchronized (LOCK) {
      String all = written();
      try {
        Files.writeString(
            Checkout.path(FILE), all.substring(0, begin()) + text + all.substring(end()), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String part() {
    synchronized (LOCK) {
      return written().substring(begin(), end());
    }
  }

  private static String written() {
    return Checkout.read(FILE);
  }

  private int begin() {
    return after("<!-- " + name + ": written by the build -->\n");
  }

  private int end() {
    return after("<!-- end of " + name + " -->") - ("<!-- end of " + name + " -->").length();
  }

  private static int after(String mark) {
    int at = written().indexOf(mark);
    assertThat(at).as("the mark %s in %s", mark.strip(), FILE).isNotNegative();
    return at + mark.length();
  }
}
