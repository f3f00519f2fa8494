package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.kubernetes.ControlPlaneType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time of the fix, as {@code eks.workload-serves} tells it. */
class WorkloadServesFixTimeTest {
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

  /** Applies the workload with two pods, of which one became ready 20 and one 12 minutes ago. */
  private static void workload(String managedFields) {
    cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          managedFields: [%s]
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/shop/web:v2"}]}
        status: {observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2}
        """
            .formatted(managedFields));
    cluster.running("web-7d4-0");
    cluster.pod("web-7d4-1", true, 12, "node-a", WorkloadCluster.running(12, 0), "");
  }

  private static Optional<Long> minutesAgo(int replicas) {
    var check = EksChecks.workloadServes().namespace("shop").workload("web").replicas(replicas);
    Instant now = cluster.now();
    var verdict = cluster.judge(check.build());
    assertThat(verdict.isPassed()).isTrue();
    return verdict.fixedAt().map(at -> ChronoUnit.MINUTES.between(at, now));
  }

  @ParameterizedTest
  @CsvSource({"1,20", "2,12"})
  void isWhenEnoughPodsHadBecomeReady(int replicas, long minutesAgo) {
    workload("{manager: kubectl, operation: Update, time: @25}");

    assertThat(minutesAgo(replicas)).contains(minutesAgo);
  }

  @Test
  void isNotBeforeTheLastChange() {
    workload(
        "{manager: kubectl, operation: Update, time: @25},"
            + " {manager: kubectl, operation: Update, subresource: scale, time: @7}");

    assertThat(minutesAgo(2)).contains(7L);
  }

  @Test
  void doesNotDependOnStatusAndAutoscaler() {
    workload(
        "{manager: kubectl, operation: Update, time: @25}, {manager: kube-controller-manager,"
            + " operation: Update, subresource: status, time: @1}, {manager:"
            + " kube-controller-manager, operation: Update, subresource: scale, time: @2}");

    assertThat(minutesAgo(2)).contains(12L);
  }

  @Test
  void isUnknownWithoutTheTimeOfAChange() {
    workload("");

    assertThat(minutesAgo(2)).isEmpty();

    workload("{manager: kubectl, operation: Update}");

    assertThat(minutesAgo(2)).isEmpty();
  }
}
