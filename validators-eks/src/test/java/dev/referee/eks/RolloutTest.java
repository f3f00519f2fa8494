package dev.referee.eks;

import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeAssertions;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.KubernetesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubernetesExtension.class)
class RolloutTest {
  private final Check rolledOut = EksChecks.workloadServes().workload("web").build();

  @Test
  void reportsWhyAnImageIsNotPulled(
      EmbeddedKubernetes kubernetes, EmbeddedSandbox sandbox, Referee referee) {
    kubernetes.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:v9"}]}}
        status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web-7d4-x
          namespace: default
          labels: {app: web, pod-template-hash: 7d4}
          ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: r, controller: true}]
        spec: {nodeName: node-a, containers: [{name: web, image: "web:v9"}]}
        status:
          phase: Pending
          containerStatuses: [{name: web, image: "web:v9", imageID: "", ready: false, restartCount: 0,
            state: {waiting: {reason: ImagePullBackOff, message: "Back-off pulling image web:v9"}}}]
        """);

    Verdict verdict = referee.judge(rolledOut, Cluster.named(sandbox.account(), "game"));

    RefereeAssertions.assertThat(verdict).isFailed().hasNext("ImageNotPulled");
  }
}
