package dev.referee.testkit.farend;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** A session that runs one command, keeps its streams apart, and ends. */
public final class CommandAgent implements Agent {
  private final String output;
  private final String error;
  private final @Nullable Integer exitCode;

  /**
   * Makes one.
   *
   * @param output what its command writes
   * @param error what its command complains of
   * @param exitCode by what its command ends; null when that is not told
   */
  public CommandAgent(String output, String error, @Nullable Integer exitCode) {
    this.output = output;
    this.error = error;
    this.exitCode = exitCode;
  }

  @Override
  public void connected(Line line) {
    output.lines().forEach(each -> line.output(each + "\n"));
    if (!error.isEmpty()) {
      line.stream(11, error.getBytes(UTF_8));
    }
    if (exitCode != null) {
      line.stream(12, ("EXIT_CODE: " + exitCode).getBytes(UTF_8));
    }
    line.close("");
  }
}
