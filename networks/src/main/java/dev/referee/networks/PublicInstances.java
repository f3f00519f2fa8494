package dev.referee.networks;

import dev.referee.resources.InstanceReads;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/** An evaluator of whether instances have public addresses in a subnet that assigns none. */
final class PublicInstances {
  private PublicInstances() {}

  /**
   * Returns whether all of them have a public IPv4 address: the running ones, or else those that
   * could be started. A subnet without instances needs no addresses: a NAT gateway or an
   * internet-facing load balancer in it has its own.
   */
  static boolean in(String subnetId, VpcReader reader) {
    List<Instance> present =
        reader.instances("subnet-id", subnetId).stream()
            .filter(instance -> !InstanceReads.isEnded(instance))
            .toList();
    List<Instance> running =
        present.stream()
            .filter(instance -> InstanceReads.state(instance).equals("running"))
            .toList();
    return (running.isEmpty() ? present : running)
        .stream().allMatch(instance -> instance.publicIpAddress() != null);
  }
}
