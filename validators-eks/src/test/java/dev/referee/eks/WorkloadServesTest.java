package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.running;
import static dev.referee.eks.WorkloadCluster.summary;
import static dev.referee.eks.WorkloadServesWorldsTest.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests of the check of workloads that serve. */
@Execution(ExecutionMode.SAME_THREAD)
class WorkloadServesTest {
  private static WorkloadCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new WorkloadCluster(ControlPlaneType.MOCK);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void reset() {
    cluster.reset();
  }

  @Test
  void needsFewRequestsForASolvedTask() {
    cluster.healthy(2);

    assertThat(cluster.judge(web().build()).isPassed()).isTrue();
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void readsEveryPageOfPods() {
    cluster.deployment(600, 600, 600, "", "");
    IntStream.range(0, 600).forEach(i -> cluster.running("web-7d4-" + i));
    cluster.pod("web-7d4-599", true, running(1, 1));

    assertThat(summary(cluster.judge(web().build()))).isEqualTo("PENDING PodsNotStable");
  }

  @Test
  void namesTheRemedyForMemory() {
    cluster.deployment(2, 2, 1, "", "");
    cluster.pod(
        "web-7d4-1",
        false,
        "restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated:"
            + " {exitCode: 137, reason: OOMKilled}}");

    assertThat(cluster.judge(web().build()).findings())
        .filteredOn(it -> it.code().equals("ContainersCrash"))
        .flatExtracting(it -> it.remedy().stream().toList())
        .singleElement()
        .asString()
        .contains("memory limit");
  }

  @Test
  void isInconclusiveIfItMayNotRead() {
    cluster.healthy(2);
    cluster.kubernetes().inject(KubernetesFault.forbidden().on("list", "pods"));

    assertThat(causes(cluster.judge(web().build()))).contains(Cause.ACCESS_DENIED);
  }

  @Test
  void isInconclusiveWithoutAnAccessEntry() {
    cluster.healthy(2);
    cluster.kubernetes().inject(KubernetesFault.unauthorized());

    assertThat(causes(cluster.judge(web().build()))).contains(Cause.ACCESS_DENIED);
  }

  @Test
  void isInconclusiveForGarbage() {
    cluster.healthy(2);
    cluster.kubernetes().inject(KubernetesFault.garbage().on("list", "deployments"));

    assertThat(causes(cluster.judge(web().build()))).contains(Cause.UNREACHABLE);
  }

  @Test
  void isInconclusiveIfThrottled() {
    cluster.healthy(2);
    cluster.kubernetes().inject(KubernetesFault.throttle(Duration.ofSeconds(0)));

    assertThat(causes(cluster.judge(web().build()))).contains(Cause.THROTTLED);
  }

  private static Stream<Cause> causes(Verdict verdict) {
    assertThat(verdict.outcome()).hasToString("INCONCLUSIVE");
    return verdict.findings().stream().flatMap((Finding it) -> it.cause().stream());
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(web().build(), "other"))).isEqualTo("FAILED ClusterNotActive");
  }
}
