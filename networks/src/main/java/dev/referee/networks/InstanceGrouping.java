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

  /** Returns the part of its subnet that an instance contains, which is enough for a path. */
  private static Subnet subnet(Instance instance) {
    return Subnet.builder()
        .vpcId(instance.vpcId())
        .subnetId(instance.subnetId())
        .availabilityZone(
            instance.placement() == null ? null : instance.placement().availabilityZone())
        .build();
  }

  /** Returns the key of an instance: everything that affects the path of its traffic. */
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
