package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eks.model.Category;
import software.amazon.awssdk.services.eks.model.DescribeInsightRequest;
import software.amazon.awssdk.services.eks.model.DescribeInsightResponse;
import software.amazon.awssdk.services.eks.model.Insight;
import software.amazon.awssdk.services.eks.model.InsightStatus;
import software.amazon.awssdk.services.eks.model.InsightStatusValue;
import software.amazon.awssdk.services.eks.model.InsightSummary;
import software.amazon.awssdk.services.eks.model.InsightsFilter;
import software.amazon.awssdk.services.eks.model.ListInsightsRequest;
import software.amazon.awssdk.services.eks.model.ListInsightsResponse;

/** An emulation of the insights into clusters, which tests set. */
final class Insights {
  private final Eks eks;

  Insights(Eks eks) {
    this.eks = eks;
  }

  /** Sets what EKS found about the upgrade of a cluster to a version. */
  void set(EksCluster cluster, String name, String version, InsightStatus status) {
    Insight before =
        cluster.insights.values().stream()
            .filter(
                insight ->
                    insight.name().equals(name) && insight.kubernetesVersion().equals(version))
            .findFirst()
            .orElse(null);
    Instant since =
        before != null && before.insightStatus().status() == status.status()
            ? before.lastTransitionTime()
            : eks.now();
    Insight now =
        Insight.builder()
            .id(before == null ? eks.ids.uuid() : before.id())
            .name(name)
            .category(Category.UPGRADE_READINESS)
            .kubernetesVersion(version)
            .lastRefreshTime(eks.now())
            .lastTransitionTime(since)
            .description(name)
            .insightStatus(status)
            .recommendation("")
            .additionalInfo(Map.of())
            .resources(List.of())
            .build();
    cluster.insights.put(now.id(), now);
  }

  /** Refuses an update to a version that an insight speaks against. */
  static void requireNoErrors(EksCluster cluster, String version) {
    List<String> against =
        cluster.insights.values().stream()
            .filter(insight -> insight.category() == Category.UPGRADE_READINESS)
            .filter(insight -> insight.kubernetesVersion().equals(version))
            .filter(insight -> insight.insightStatus().status() == InsightStatusValue.ERROR)
            .map(Insight::name)
            .toList();
    if (!against.isEmpty()) {
      throw EksErrors.invalidState(
          "Cluster %s has upgrade insights with errors for version %s: %s. To update anyway, set force."
              .formatted(cluster.name(), version, String.join(", ", against)));
    }
  }

  ListInsightsResponse list(ListInsightsRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    InsightsFilter filter =
        request.filter() == null ? InsightsFilter.builder().build() : request.filter();
    Page<InsightSummary> page =
        EksPages.of(
            cluster.insights.values().stream()
                .filter(insight -> isAmong(insight.category(), filter.categories()))
                .filter(
                    insight -> isAmong(insight.kubernetesVersion(), filter.kubernetesVersions()))
                .filter(insight -> isAmong(insight.insightStatus().status(), filter.statuses()))
                .map(insight -> SdkFieldCopier.overlay(insight, InsightSummary.builder()).build())
                .toList(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListInsightsResponse.builder().insights(page.items()).nextToken(page.next()).build();
  }

  private static <T> boolean isAmong(T value, List<T> wanted) {
    return wanted.isEmpty() || wanted.contains(value);
  }

  DescribeInsightResponse describe(DescribeInsightRequest request, Call call) {
    Insight found = eks.cluster(request.clusterName()).insights.get(request.id());
    if (found == null) {
      throw EksErrors.notFound("No insight found for id: " + request.id());
    }
    return DescribeInsightResponse.builder().insight(found).build();
  }
}
