package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Status texts of Cluster Autoscaler. */
class ScalesOutClusterAutoscalerStatusTest {
  @Test
  void readsTheYamlOfVersion130() {
    ScalesOutClusterAutoscalerStatus status =
        ScalesOutClusterAutoscalerStatus.of(
            """
            time: 2026-07-26 10:00:00.000000000 +0000 UTC
            autoscalerStatus: Running
            clusterWide:
              health:
                status: Healthy
                nodeCounts:
                  registered:
                    total: 2
              scaleUp:
                status: Backoff
            nodeGroups:
            - health:
                status: Unhealthy
                maxSize: 5
              name: eks-spot
              scaleUp:
                backoffInfo:
                  errorCode: cloudProviderError
                  errorMessage: 'AccessDenied: not authorized to perform: autoscaling:SetDesiredCapacity'
                status: Backoff
            - name: eks-web
              health:
                status: Healthy
              scaleUp:
                status: NoActivity
            """);

    assertThat(status.state()).isEqualTo("Running");
    assertThat(status.health()).isEqualTo("Healthy");
    assertThat(status.failures())
        .containsOnlyKeys("eks-spot")
        .containsValue("AccessDenied: not authorized to perform: autoscaling:SetDesiredCapacity");
  }

  @Test
  void readsTheTextOfOlderVersions() {
    ScalesOutClusterAutoscalerStatus status =
        ScalesOutClusterAutoscalerStatus.of(
            """
            Cluster-autoscaler status at 2018-08-24 15:05:53.671525269 +0000 UTC:
            Cluster-wide:
              Health:      Unhealthy (ready=3 unready=9 notStarted=0)
                           LastProbeTime:      2018-08-24 15:05:52.966705691 +0000 UTC
              ScaleUp:     Backoff (ready=3 registered=3)
            NodeGroups:
              Name:        workers
              Health:      Healthy (ready=3 cloudProviderTarget=3 (minSize=1, maxSize=5))
              ScaleUp:     Backoff (ready=3 cloudProviderTarget=3)
              Name:        others
              ScaleUp:     NoActivity (ready=3 cloudProviderTarget=3)
            """);

    assertThat(status.health()).isEqualTo("Unhealthy");
    assertThat(status.failures()).containsOnlyKeys("workers");
  }

  @Test
  void findsNothingInOtherTexts() {
    ScalesOutClusterAutoscalerStatus status =
        ScalesOutClusterAutoscalerStatus.of("{{:\n- - -\nhealth\n" + ":".repeat(10_000));

    assertThat(status.health()).isEmpty();
    assertThat(status.failures()).isEmpty();
  }
}
