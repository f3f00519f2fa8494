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
 * <p>The calling thread does all the work, keys and all: everything ends within its limit of time,
 * and an interrupt ends it at once and closes the channel, as every failure does. Between its calls
 * nothing is acknowledged, so an agent that has something to say repeats it, and gives up after
 * some minutes. Not thread-safe, but for {@link #close}.
 */
public final class DataChannel implements AutoCloseable {
  private static final int COLUMNS = 300;
  private static final int ROWS = 100;

  /** How long a shell may take to write its prompt; an agent waits 1 s before it sends it. */
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
   * Opens the data channel of a session, and waits until its agent is there: until it has written
   * something, or has completed a handshake.
   *
   * @param session what {@code ssm:StartSession} answered
   * @param credentials those that started it; they need {@code ssmmessages:OpenDataChannel}
   * @param region the Region of the session
   * @param options limits, keys and the rest
   * @return the open channel, to be closed by the caller; the session is terminated by the caller
   * @throws DataChannelException when it does not open
   * @throws InterruptedException when the thread is interrupted
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

  /** Returns the version of the agent, if it told in a handshake. */
  public Optional<String> agentVersion() {
    return conversation.agentVersion();
  }

  /**
   * Types a command into a shell and returns what it wrote: not what a terminal repeats of the
   * input, no prompt, and no control sequences.
   *
   * <p>For sessions of the type Standard_Stream, and of InteractiveCommands that run a shell; POSIX
   * shells and PowerShell.
   *
   * @param command one line, complete in itself
   * @return what it wrote, with plain line ends
   * @throws IllegalArgumentException when the command has a control character in it
   * @throws IllegalStateException when the channel is closed
   * @throws DataChannelException when it does not come to its end
   * @throws InterruptedException when the thread is interrupted
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
   * Types the command once the shell has written something: some older agents acknowledge and lose
   * what comes before their shell has started. A shell may have no prompt, so that is waited for
   * only so long.
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

  /** Leaves a quarter of the time for the answer, however little there is. */
  private Duration promptTimeout() {
    return Comparators.min(PROMPT_TIMEOUT, options.commandTimeout.multipliedBy(3).dividedBy(4));
  }

  /**
   * Reads all that a session writes, until it says how its command ended, or is closed.
   *
   * <p>For sessions that were started with a command: NonInteractiveCommands, InteractiveCommands.
   *
   * @return what it wrote, as it wrote it
   * @throws IllegalStateException when the channel is closed
   * @throws DataChannelException when it does not come to its end, or something of it is missing
   * @throws InterruptedException when the thread is interrupted
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

  private DataChannelException over(String how) {
    close();
    return DataChannelException.said(Reason.CLOSED, how, conversation.closingText());
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
