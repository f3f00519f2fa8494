package dev.referee.ssm.channel;

import com.google.common.collect.Comparators;
import dev.referee.ssm.channel.DataChannelException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The data channel of a started session, in which commands can be run.
 *
 * <pre>{@code
 * try (DataChannel channel = DataChannel.open(session, credentials, "eu-west-1", options)) {
 *   String answer = channel.runInShell("echo " + nonce).standardOutput();
 * } finally {
 *   ssm.terminateSession(it -> it.sessionId(session.sessionId()));
 * }
 * }</pre>
 *
 * <p>The calling thread does all the work, including requests for keys. Everything ends within its
 * time limit; an interrupt ends it at once and closes the channel, as does every failure. Between
 * calls nothing is acknowledged, so an agent retransmits its output, and gives up after some
 * minutes. Not thread-safe, except {@link #close}.
 */
public final class DataChannel implements AutoCloseable {
  private static final int COLUMNS = 300;
  private static final int ROWS = 100;

  /** How long a shell may take to write its prompt; an agent waits 1 s before sending it. */
  private static final Duration PROMPT_TIMEOUT = Duration.ofSeconds(3);

  private final DataChannelOptions options;
  private final Connection connection;
  private final ChannelProtocol conversation;
  private boolean resized;

  private DataChannel(StartedSession session, DataChannelOptions options) {
    this.options = options;
    connection = new Connection(options, this::receive);
    conversation = new ChannelProtocol(session, options, connection::send);
  }

  private void receive(byte[] message) throws DataChannelException {
    conversation.receive(message);
  }

  /**
   * Opens the data channel of a session, and waits until its agent has written something or
   * completed a handshake.
   *
   * @param session the response of {@code ssm:StartSession}
   * @param credentials the credentials that started the session; they need {@code
   *     ssmmessages:OpenDataChannel}
   * @param region the Region of the session
   * @param options limits, keys and the rest
   * @return the open channel, to be closed by the caller; the session is terminated by the caller
   * @throws DataChannelException if it does not open
   * @throws InterruptedException if the thread is interrupted
   */
  public static DataChannel open(
      StartedSession session,
      AwsCredentialsIdentity credentials,
      String region,
      DataChannelOptions options)
      throws DataChannelException, InterruptedException {
    OpeningRequest request = new OpeningRequest(session, options);
    DataChannel channel = new DataChannel(session, options);
    channel.connection.open(request, credentials, region);
    channel.awaitAgent(request);
    return channel;
  }

  private void awaitAgent(OpeningRequest request)
      throws DataChannelException, InterruptedException {
    connection.workUntil(
        () -> conversation.isReady() || conversation.isClosed(),
        options.handshakeTimeout,
        Reason.AGENT_SILENT,
        () -> {
          connection.wakeEvery(Outbox.RESEND_INTERVAL, conversation::resendLate);
          connection.sendText(request.firstWords());
        });
    if (!conversation.isReady()) {
      throw over("The session was closed before it began");
    }
  }

  /** Returns the version of the agent, if a handshake contained it. */
  public Optional<String> agentVersion() {
    return conversation.agentVersion();
  }

  /**
   * Types a command into a shell and returns its output, without terminal echo, prompts and control
   * sequences.
   *
   * <p>For sessions of type Standard_Stream, and of type InteractiveCommands with a shell; supports
   * POSIX shells and PowerShell.
   *
   * @param command one complete line
   * @return the output, with plain line ends
   * @throws IllegalArgumentException if the command contains a control character
   * @throws IllegalStateException if the channel is closed
   * @throws DataChannelException if it does not end
   * @throws InterruptedException if the thread is interrupted
   */
  public CommandOutput runInShell(String command)
      throws DataChannelException, InterruptedException {
    Transcript transcript = conversation.transcript();
    ShellCommand typed = new ShellCommand(command, transcript.size());
    Instant latest = options.clock.instant().plus(promptTimeout());
    connection.workUntil(
        () -> conversation.isClosed() || (isTyped(typed, latest) && typed.isAnsweredIn(transcript)),
        options.commandTimeout,
        Reason.COMMAND_TIMED_OUT,
        () -> {});
    if (!typed.isAnsweredIn(transcript)) {
      throw over("The session was closed before the command had answered");
    }
    return new CommandOutput(typed.answerIn(transcript), transcript.error(), null, null);
  }

  /**
   * Types the command after the shell has written something, because some older agents acknowledge
   * and lose input from before the start of their shell. A shell may have no prompt, so the wait is
   * limited.
   */
  private boolean isTyped(ShellCommand command, Instant latest) {
    if (!command.isTyped()
        && (conversation.hasWritten() || !options.clock.instant().isBefore(latest))) {
      if (!resized) {
        resized = true;
        conversation.resize(COLUMNS, ROWS);
      }
      conversation.type(command.type());
    }
    return command.isTyped();
  }

  /** Leaves a quarter of the time for the output. */
  private Duration promptTimeout() {
    return Comparators.min(PROMPT_TIMEOUT, options.commandTimeout.multipliedBy(3).dividedBy(4));
  }

  /**
   * Reads all output of a session, until its command ends or the session is closed.
   *
   * <p>For sessions that were started with a command: NonInteractiveCommands, InteractiveCommands.
   *
   * @return the unchanged output
   * @throws IllegalStateException if the channel is closed
   * @throws DataChannelException if it does not end, or some output is missing
   * @throws InterruptedException if the thread is interrupted
   */
  public CommandOutput readToEnd() throws DataChannelException, InterruptedException {
    Transcript transcript = conversation.transcript();
    connection.workUntil(
        () -> transcript.exitCode() != null || conversation.isClosed(),
        options.commandTimeout,
        Reason.COMMAND_TIMED_OUT,
        () -> {});
    if (transcript.exitCode() == null && conversation.isMissingSomething()) {
      throw over("The session was closed before all of its output had arrived");
    }
    String closing = conversation.closingText();
    return new CommandOutput(
        transcript.output(),
        transcript.error(),
        transcript.exitCode(),
        closing.isEmpty() ? null : closing);
  }

  private DataChannelException over(String reason) {
    close();
    return DataChannelException.said(Reason.CLOSED, reason, conversation.closingText());
  }

  /**
   * Closes the channel, without waiting for the other side. It does not terminate the session:
   * {@code ssm:TerminateSession} does.
   */
  @Override
  public void close() {
    connection.close();
  }
}
