package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** A session that runs one command and ends; its streams are merged or separate. */
public final class CommandAgent implements Agent {
  private final String output;
  private final String error;
  private final @Nullable Integer exitCode;

  /**
   * Creates an agent.
   *
   * @param output the standard output of its command
   * @param error the standard error of its command
   * @param exitCode the exit code of its command; null if it is not reported
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
