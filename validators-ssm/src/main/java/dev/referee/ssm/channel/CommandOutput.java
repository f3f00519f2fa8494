package dev.referee.ssm.channel;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The output of a command. Immutable. It comes from the other side and is untrusted. */
public final class CommandOutput {
  private final String standardOutput;
  private final String standardError;
  private final @Nullable Integer exitCode;
  private final @Nullable String closingText;

  CommandOutput(
      String standardOutput,
      String standardError,
      @Nullable Integer exitCode,
      @Nullable String closingText) {
    this.standardOutput = standardOutput;
    this.standardError = standardError;
    this.exitCode = exitCode;
    this.closingText = closingText;
  }

  /** Returns the output; of a terminal, both streams. */
  public String standardOutput() {
    return standardOutput;
  }

  /** Returns the error output, if the agent keeps it separate. */
  public String standardError() {
    return standardError;
  }

  /** Returns the exit code; only of sessions that keep both streams separate. */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** Returns the closing message of the other side, for example if the session could not begin. */
  public Optional<String> closingText() {
    return Optional.ofNullable(closingText);
  }
}
