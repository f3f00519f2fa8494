package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.sessionserver.AgentChannel;
import dev.referee.testkit.sessionserver.SessionServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** A test client that opens channels to a session server, with a manual clock. */
final class Client {
  static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  static final AwsSessionCredentialsIdentity CREDENTIALS =
      AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", SECRET_KEY, "session/token+of=them");
  static final String REGION = "eu-central-1";
  static final String SESSION = "jo-0123456789abcdef0";
  static final String TARGET = "i-0123456789abcdef0";

  /** A limit that no machine reaches, however busy it is. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int UNKNOWN_PAYLOAD = 99;

  final HandTime time = new HandTime();

  DataChannelOptions.Builder options() {
    return DataChannelOptions.builder().clock(time).scheduler(time).allowPlaintext();
  }

  static StartedSession session(SessionServer server) {
    return session(server.url());
  }

  static StartedSession session(String url) {
    return StartedSession.of(SESSION, TARGET, url, SessionServer.TOKEN);
  }

  DataChannel open(SessionServer server) throws DataChannelException, InterruptedException {
    return open(server, options().build());
  }

  static DataChannel open(SessionServer server, DataChannelOptions options)
      throws DataChannelException, InterruptedException {
    return DataChannel.open(session(server), CREDENTIALS, REGION, options);
  }

  CommandOutput shell(SessionServer server, String command)
      throws DataChannelException, InterruptedException {
    try (DataChannel channel = open(server)) {
      return channel.runInShell(command);
    }
  }

  CommandOutput read(SessionServer server, DataChannelOptions options)
      throws DataChannelException, InterruptedException {
    try (DataChannel channel = open(server, options)) {
      return channel.readToEnd();
    }
  }

  /**
   * Waits until the client has dealt with everything that was sent to it.
   *
   * @param next the number of the agent's next message: one that means nothing to the client, but
   *     is acknowledged by the thread that works
   */
  static void awaitRead(AgentChannel line, long next) throws InterruptedException {
    line.stream(UNKNOWN_PAYLOAD, new byte[0]);
    line.awaitAcknowledged(next);
  }

  /** Runs an action in another thread, and waits for it with a generous timeout. */
  static <T> Doing<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "client");
    thread.setDaemon(true);
    thread.start();
    return new Doing<>(task, thread);
  }

  /** Work of another thread. */
  record Doing<T>(FutureTask<T> task, Thread thread) {
    T result() throws InterruptedException, ExecutionException, TimeoutException {
      return task.get(5, TimeUnit.MINUTES);
    }

    Throwable failure() throws InterruptedException, TimeoutException {
      try {
        throw new AssertionError("It came to " + result());
      } catch (ExecutionException e) {
        return e.getCause();
      }
    }

    DataChannelException failsWith(Reason reason) throws InterruptedException, TimeoutException {
      Throwable failure = failure();
      assertThat(failure).isInstanceOf(DataChannelException.class);
      assertThat(((DataChannelException) failure).reason()).isEqualTo(reason);
      assertThat(Throwables.getStackTraceAsString(failure))
          .doesNotContain(SessionServer.TOKEN, SECRET_KEY, "Signature=");
      return (DataChannelException) failure;
    }
  }
}
