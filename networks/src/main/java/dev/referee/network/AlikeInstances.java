package dev.referee.network;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Puts instances together whose traffic goes the same way. */
final class AlikeInstances {
  private AlikeInstances() {}

  static ImmutableList<Origin> origins(Ec2Client ec2, List<Instance> instances) {
    if (instances.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableMap<String, Subnet> subnets =
        VpcReader.subnets(ec2, instances.stream().map(Instance::vpcId).collect(toImmutableSet()));
    return instances.stream()
        .sorted(comparing(Instance::instanceId))
        .collect(Collectors.groupingBy(AlikeInstances::way, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(alike -> Origin.at(subnet(subnets, alike.get(0).subnetId()), alike))
        .collect(toImmutableList());
  }

  private static Subnet subnet(ImmutableMap<String, Subnet> subnets, String id) {
    Subnet subnet = subnets.get(id);
    if (subnet == null) {
      throw new Inconclusive(
          Cause.ACCESS_DENIED, "%s cannot be seen from this account.".formatted(id));
    }
    return subnet;
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
