package dev.referee.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * The standard output. It records a write error, which a print stream would not report, and reports
 * it once; the command continues, because it may also write other files.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out;
  private final PrintWriter err;
  private @Nullable IOException failure;

  StandardOutput(OutputStream out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A write operation. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  @Override
  public void write(int each) {
    tried(() -> out.write(each));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    tried(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() {
    tried(out::flush);
  }

  private void tried(Writing writing) {
    if (failure != null) {
      return;
    }
    try {
      writing.write();
    } catch (IOException e) {
      failure = e;
      err.println(
          "The results cannot be written to stdout (%s); the output is incomplete."
              .formatted(FileErrors.words(e)));
      err.flush();
    }
  }

  /** Returns whether something could not be written. */
  boolean failed() {
    return failure != null;
  }
}
