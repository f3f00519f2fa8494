package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.summary;
import static dev.referee.eks.WorkloadScalesWorldsTest.WELL;
import static dev.referee.eks.WorkloadScalesWorldsTest.bounds;
import static dev.referee.eks.WorkloadScalesWorldsTest.hpa;
import static dev.referee.eks.WorkloadScalesWorldsTest.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests of the check of workloads that scale. */
@Execution(ExecutionMode.SAME_THREAD)
class WorkloadScalesTest {
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
    hpa(cluster, "web", bounds(2, 6), WELL, "");

    assertThat(cluster.judge(web().build()).isPassed()).isTrue();
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void isInconclusiveIfItMayNotRead() {
    cluster.healthy(2);
    cluster.kubernetes().inject(KubernetesFault.forbidden().on("list", "horizontalpodautoscalers"));

    assertThat(cluster.judge(web().build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void isInconclusiveForGarbage() {
    cluster.healthy(2);
    cluster.kubernetes().inject(KubernetesFault.garbage());

    assertThat(cluster.judge(web().build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(web().build(), "other"))).isEqualTo("FAILED ClusterNotActive");
  }
}
