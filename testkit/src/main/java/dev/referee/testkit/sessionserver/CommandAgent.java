package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** A session that runs one command and ends; its streams are merged or separate. */
public final class CommandAgent implements Agent {
  private final String output;
  private final String error;
  private final @Nullable Integer exitCode;

  /**
   * Makes one.
   *
   * @param output what its command writes
   * @param error what its command complains of, apart from that
   * @param exitCode by what its command ends; null when that is not told
   */
  public CommandAgent(String output, String error, @Nullable Integer exitCode) {
    this.output = output;
    this.error = error;
    this.exitCode = exitCode;
  }

  @Override
  public void connected(AgentChannel line) {
    line.written(1, output);
    line.written(11, error);
    if (exitCode != null) {
      line.stream(12, ("EXIT_CODE: " + exitCode).getBytes(UTF_8));
    }
    line.close("");
  }
}
