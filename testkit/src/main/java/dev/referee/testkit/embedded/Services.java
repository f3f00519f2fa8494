package dev.referee.testkit.embedded;

import java.util.List;

/** Lists the services that a cloud has. */
final class Services {
  private Services() {}

  static List<Service> all(Accounts accounts) {
    return List.of(
        Sts.service(accounts),
        Iam.service(),
        CloudFormation.service(),
        Ec2Service.create(),
        AutoScalingService.create(),
        LoadBalancingService.create());
  }
}
