package dev.referee.ssm.channel;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The output of a command. Immutable. It comes from the other side: not to be trusted. */
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

  /** Returns what it wrote; of a terminal, both streams. */
  public String standardOutput() {
    return standardOutput;
  }

  /** Returns what it wrote to its error stream, if the agent keeps it apart. */
  public String standardError() {
    return standardError;
  }

  /** Returns how it ended; only of sessions that keep both streams apart. */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** Returns what the other side said when it closed the session, as when it could not begin. */
  public Optional<String> closingText() {
    return Optional.ofNullable(closingText);
  }
}
