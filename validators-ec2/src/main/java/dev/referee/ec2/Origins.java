package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.Account;
import dev.referee.network.AnswerReader;
import dev.referee.network.InstanceReads;
import dev.referee.network.Instances;
import dev.referee.network.Origin;
import dev.referee.network.StackResource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Finds where ways out begin: subnets, or instances that are alike, once for all of them. */
final class Origins {

  /**
   * The origins that were found.
   *
   * @param origins in the order of their names
   * @param missing the ids that are not there
   * @param resource what CloudFormation has of the subnet
   */
  record Found(
      ImmutableList<Origin> origins, ImmutableList<String> missing, StackResource resource) {}

  private final Account account;
  private final Ec2Client ec2;

  Origins(Account account) {
    this.account = account;
    this.ec2 = account.client(Ec2Client::builder);
  }

  Found find(EgressParameters parameters) {
    if (parameters.instances() != null) {
      return found(ofInstances(parameters.instances()), ImmutableList.of());
    }
    if (parameters.subnets() instanceof Subnets.WithIds ids) {
      return withIds(ids.ids());
    }
    if (parameters.subnets() instanceof Subnets.Tagged tagged) {
      return found(in(subnets("tag:" + tagged.key(), Set.of(tagged.value()))), ImmutableList.of());
    }
    if (parameters.subnets() instanceof Subnets.InStack stack) {
      return inStack(stack);
    }
    throw new IllegalStateException("Neither subnets nor instances are meant");
  }

  private static Found found(ImmutableList<Origin> origins, ImmutableList<String> missing) {
    return new Found(origins, missing, StackResource.NONE);
  }

  private Found withIds(List<String> ids) {
    ImmutableList<Subnet> subnets = subnets("subnet-id", new TreeSet<>(ids));
    Set<String> there = subnets.stream().map(Subnet::subnetId).collect(Collectors.toSet());
    return found(
        in(subnets),
        ids.stream().filter(id -> !there.contains(id)).distinct().collect(toImmutableList()));
  }

  private Found inStack(Subnets.InStack subnets) {
    StackResource resource = StackResource.read(account, subnets.stack(), subnets.logicalId());
    return resource
        .physicalId()
        .map(id -> withIds(List.of(id)))
        .orElseGet(() -> new Found(ImmutableList.of(), ImmutableList.of(), resource));
  }

  private ImmutableList<Subnet> subnets(String filter, Set<String> values) {
    return ec2
        .describeSubnetsPaginator(
            request -> request.filters(Filter.builder().name(filter).values(values).build()))
        .subnets()
        .stream()
        .map(
            subnet ->
                AnswerReader.complete(
                    "DescribeSubnets", subnet, "SubnetId", "VpcId", "AvailabilityZone"))
        .sorted(comparing(Subnet::subnetId))
        .collect(toImmutableList());
  }

  private static ImmutableList<Origin> in(List<Subnet> subnets) {
    return subnets.stream().map(Origin::in).collect(toImmutableList());
  }

  private ImmutableList<Origin> ofInstances(Instances instances) {
    return ImmutableList.copyOf(
        Origin.ofAll(
            InstanceReads.all(ec2, instances).stream()
                .filter(instance -> !InstanceReads.isEnded(instance))
                .toList()));
  }
}
