package dev.referee.eks;

import static dev.referee.eks.DisruptionBudgetWorldsTest.ALLOWS;
import static dev.referee.eks.DisruptionBudgetWorldsTest.WEB;
import static dev.referee.eks.DisruptionBudgetWorldsTest.budget;
import static dev.referee.eks.DisruptionBudgetWorldsTest.web;
import static dev.referee.eks.WorkloadCluster.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests of the check of disruption budgets. */
@Execution(ExecutionMode.SAME_THREAD)
class DisruptionBudgetTest {
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
  void readsEveryPageOfBudgets() {
    cluster.healthy(3);
    IntStream.range(0, 501)
        .forEach(
            i ->
                budget(
                    cluster,
                    "other-" + i,
                    "maxUnavailable: 1, selector: {matchLabels: {a: b}}",
                    ""));
    budget(cluster, "web", "maxUnavailable: 1, " + WEB, ALLOWS);

    assertThat(summary(cluster.judge(web().build()))).isEqualTo("PASSED ");
  }

  @Test
  void isInconclusiveIfItMayNotRead() {
    cluster.healthy(3);
    cluster.kubernetes().inject(KubernetesFault.forbidden().on("list", "poddisruptionbudgets"));

    assertThat(cluster.judge(web().build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void isInconclusiveForGarbage() {
    cluster.healthy(3);
    cluster.kubernetes().inject(KubernetesFault.garbage());

    assertThat(cluster.judge(web().build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(web().build(), "other"))).isEqualTo("FAILED ClusterNotActive");
  }

  @Test
  void triesARealEviction() {
    assumeTrue(EmbeddedKubernetes.has(ControlPlaneType.LITE), "There is no control plane");
    try (WorkloadCluster real = new WorkloadCluster(ControlPlaneType.LITE)) {
      real.healthy(3);
      budget(real, "web", "maxUnavailable: 1, " + WEB, ALLOWS);

      Verdict verdict = real.judge(web().tryEviction(true).build());

      assertThat(summary(verdict)).as("%s", verdict).isEqualTo("PASSED ");
      assertThat(real.kubernetes().client().pods().inNamespace("shop").list().getItems())
          .hasSize(3);
    }
  }
}
