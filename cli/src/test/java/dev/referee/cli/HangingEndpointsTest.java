package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a watch of teams whose endpoints accept a call and never complete an answer. */
@Timeout(120)
class HangingEndpointsTest {
  private static final String GAME =
      """
      id: shop
      title: Shop
      tasks:
        - id: serves
          title: It serves
          points: 300
          checks:
            - {check: ec2.fleet-serves, parameters: {group: shop, atLeast: 2}}
        - id: spawner
          title: No more strangers
          points: 1000
          checks:
            - {check: ec2.spawner-stopped, parameters: {group: shop, strange: {"tag:team": odd}}}
      teams:
        - {id: silent, account: {id: "111122224444", region: us-east-1, endpoint: "%s"}}
        - {id: halfway, account: {id: "111122225555", region: us-east-1, endpoint: "%s"}}
        - {id: good, account: {id: "111122223333", region: us-east-1, endpoint: "%s"}}
      """;
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\n<GetCaller";

  @TempDir private Path folder;
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final Hanging silent = new Hanging("");
  private final Hanging halfway = new Hanging(HEAD);

  /** A server that accepts connections, sends the same text to each, and then nothing more. */
  private static final class Hanging implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> taken = new CopyOnWriteArrayList<>();
    private volatile Runnable whenCalled = () -> {};

    Hanging(String words) {
      try {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      Thread thread = new Thread(() -> take(words), "hanging");
      thread.setDaemon(true);
      thread.start();
    }

    private void take(String words) {
      try {
        while (true) {
          Socket socket = server.accept();
          taken.add(socket);
          socket.getOutputStream().write(words.getBytes(UTF_8));
          whenCalled.run();
        }
      } catch (IOException e) {
        // the test is over
      }
    }

    String endpoint() {
      return "http://127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : taken) {
        socket.close();
      }
    }
  }

  @BeforeEach
  void build() throws IOException {
    new SpawningFleet(sandbox, "shop", "odd").built();
    Files.writeString(
        folder.resolve("game.yaml"),
        GAME.formatted(silent.endpoint(), halfway.endpoint(), sandbox.cloud().endpoint()));
  }

  @AfterEach
  void close() throws IOException {
    silent.close();
    halfway.close();
    sandbox.close();
  }

  private Spoken watch(Duration call, Duration attempt, Sleeper pause) {
    CliEnvironment given = Spoken.of(sandbox);
    return Spoken.in(
        new CliEnvironment(
            given.clock(),
            given.environment(),
            false,
            false,
            builder -> given.accounts().apply(builder).timeouts(call, attempt),
            given.in(),
            pause),
        "watch",
        folder.resolve("game.yaml").toString(),
        "--every=5s");
  }

  @Test
  void doNotAffectOtherTeams() {
    List<Integer> calls = new ArrayList<>();

    Spoken said =
        watch(
            Duration.ofMillis(900),
            Duration.ofMillis(300),
            time -> {
              calls.add(sandbox.embedded().calls().size());
              if (calls.size() == 2) {
                throw new InterruptedException("Ctrl-C");
              }
            });

    assertThat(said.out())
        .containsPattern("silent: It serves  INCONCLUSIVE 0 %, (TIMED_OUT|UNREACHABLE)")
        .containsPattern("halfway: It serves  INCONCLUSIVE 0 %, (TIMED_OUT|UNREACHABLE)")
        .containsPattern("good: It serves  PASSED 100 %, \\+300")
        .containsPattern("good: No more strangers  FAILED")
        .contains("Standings at");
    assertThat(calls).as("looks at the others with each sweep").hasSize(2).doesNotHaveDuplicates();
    assertThat(said.err()).doesNotContain("Not everything was judged");
  }

  @Test
  void letCtrlCEndTheWatch() {
    Thread watching = Thread.currentThread();
    silent.whenCalled = watching::interrupt;

    Spoken said = watch(Duration.ofMinutes(10), Duration.ofMinutes(10), time -> {});

    assertThat(said.err()).contains("Not everything was judged in this sweep.");
    assertThat(said.out()).contains("Standings at");
  }
}
