package dev.referee.testkit.embedded.elbv2;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeAccountLimitsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeAccountLimitsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;

/**
 * The quotas of Elastic Load Balancing that a new account has.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html">Quotas
 *     for your Application Load Balancers</a>
 */
final class LoadBalancingLimits {
  private static final int PAGE = 400;
  private static final List<Limit> ALL =
      """
      target-groups 3000
      targets-per-application-load-balancer 1000
      listeners-per-application-load-balancer 50
      rules-per-application-load-balancer 100
      application-load-balancers 50
      network-load-balancers 50
      targets-per-network-load-balancer 3000
      targets-per-availability-zone-per-network-load-balancer 500
      listeners-per-network-load-balancer 50
      condition-values-per-alb-rule 5
      condition-wildcards-per-alb-rule 6
      target-groups-per-application-load-balancer 100
      target-groups-per-action-on-application-load-balancer 5
      target-groups-per-action-on-network-load-balancer 1
      certificates-per-application-load-balancer 25
      certificates-per-network-load-balancer 25
      targets-per-target-group 1000
      target-id-registrations-per-application-load-balancer 1000
      """
          .lines()
          .map(line -> Splitter.on(' ').splitToList(line))
          .map(row -> Limit.builder().name(row.get(0)).max(row.get(1)).build())
          .toList();

  private LoadBalancingLimits() {}

  static DescribeAccountLimitsResponse describe(DescribeAccountLimitsRequest request, Call call) {
    Page<Limit> page =
        Page.of(
            ALL, request.pageSize() == null ? PAGE : request.pageSize(), request.marker(), call);
    return DescribeAccountLimitsResponse.builder()
        .limits(page.items())
        .nextMarker(page.next())
        .build();
  }
}
