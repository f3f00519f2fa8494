package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.Service.Protocol;
import java.util.List;

/** Lists the services that a cloud has. */
final class Services {
  private Services() {}

  static List<Service> all(Accounts accounts) {
    return List.of(
        Sts.service(accounts),
        Iam.service(),
        CloudFormation.service(),
        new Service("ec2", Protocol.EC2_QUERY, "2016-11-15"),
        new Service("autoscaling", Protocol.AWS_QUERY, "2011-01-01"));
  }
}
