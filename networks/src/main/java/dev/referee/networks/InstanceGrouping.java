package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** The grouping of instances whose traffic takes the same path. */
final class InstanceGrouping {
  private InstanceGrouping() {}

  static ImmutableList<Origin> origins(List<Instance> instances) {
    return instances.stream()
        .sorted(comparing(Instance::instanceId))
        .collect(Collectors.groupingBy(InstanceGrouping::way, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(alike -> Origin.at(subnet(alike.get(0)), alike))
        .collect(toImmutableList());
  }

  /** Returns as much of its subnet as an instance tells, which is enough for a way. */
  private static Subnet subnet(Instance instance) {
    return Subnet.builder()
        .vpcId(instance.vpcId())
        .subnetId(instance.subnetId())
        .availabilityZone(
            instance.placement() == null ? null : instance.placement().availabilityZone())
        .build();
  }

  /** Tells instances apart by what matters to the way of their traffic. */
  private static String way(Instance instance) {
    return String.join(
        " ",
        instance.subnetId(),
        Origin.groups(instance).asList().stream().sorted().toList().toString(),
        String.valueOf(instance.publicIpAddress() != null),
        String.valueOf(instance.ipv6Address() != null),
        nullToEmpty(instance.platformAsString()));
  }
}
