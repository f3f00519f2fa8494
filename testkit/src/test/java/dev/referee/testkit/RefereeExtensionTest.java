package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineTestKit;

@Execution(ExecutionMode.SAME_THREAD)
class RefereeExtensionTest {
  private static final List<URI> STARTED = new ArrayList<>();

  @Test
  void givesEachTestACloudOfItsOwnAndClosesIt() {
    run(EachItsOwn.class);

    assertThat(STARTED).hasSize(4);
    assertThat(STARTED.get(0)).isEqualTo(STARTED.get(1)).isNotEqualTo(STARTED.get(2));
    assertThat(STARTED.get(2)).isEqualTo(STARTED.get(3));
    assertThat(STARTED).noneMatch(RefereeExtensionTest::listens);
  }

  @Test
  void sharesAStaticSandboxAndClosesItAfterTheLastTest() {
    run(Shared.class);

    assertThat(STARTED).hasSize(3).containsOnly(STARTED.get(0));
    assertThat(STARTED).noneMatch(RefereeExtensionTest::listens);
  }

  /**
   * Runs the tests of a class as JUnit 5.12 does, which does not close stored values of extensions.
   */
  private static void run(Class<?> tests) {
    STARTED.clear();
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter(
            "junit.jupiter.extensions.store.close.autocloseable.enabled", "false")
        .selectors(selectClass(tests))
        .execute()
        .testEvents()
        .assertStatistics(seen -> seen.started(2).succeeded(2));
  }

  private static void listensAt(URI endpoint) {
    assertThat(listens(endpoint)).isTrue();
    STARTED.add(endpoint);
  }

  private static boolean listens(URI endpoint) {
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @ExtendWith(RefereeExtension.class)
  static class EachItsOwn {
    @BeforeEach
    void prepare(EmbeddedCloud cloud) {
      listensAt(cloud.endpoint());
    }

    @Test
    void one(EmbeddedSandbox sandbox) {
      listensAt(sandbox.cloud().endpoint());
    }

    @Test
    void another(EmbeddedSandbox sandbox) {
      listensAt(sandbox.cloud().endpoint());
    }
  }

  @ExtendWith(RefereeExtension.class)
  static class Shared {
    @BeforeAll
    static void prepare(EmbeddedCloud cloud) {
      listensAt(cloud.endpoint());
    }

    @Test
    void one(EmbeddedSandbox sandbox) {
      listensAt(sandbox.cloud().endpoint());
    }

    @Test
    void another(EmbeddedSandbox sandbox) {
      listensAt(sandbox.cloud().endpoint());
    }
  }
}
