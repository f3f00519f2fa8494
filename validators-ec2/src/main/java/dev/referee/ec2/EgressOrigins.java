package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.networks.Origin;
import dev.referee.resources.InstanceReads;
import dev.referee.resources.Instances;
import dev.referee.resources.SelectedResources;
import dev.referee.resources.Selector;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** A finder of the origins of egress traffic: subnets, or sets of equivalent instances. */
final class EgressOrigins {

  private final Account account;
  private final Ec2Client ec2;

  EgressOrigins(Account account) {
    this.account = account;
    this.ec2 = account.client(Ec2Client::builder);
  }

  /** Finds them, in the order of their names. */
  SelectedResources<Origin> find(Selector from) {
    if (from instanceof Instances instances) {
      return SelectedResources.of(ofInstances(instances));
    }
    SelectedResources<Subnet> found =
        SelectedResources.find(account, from, Subnet::subnetId, this::having);
    return found.with(found.resources().stream().map(Origin::in).toList());
  }

  private ImmutableList<Subnet> having(String by, List<String> values) {
    return subnets(by.equals(SelectedResources.ID) ? "subnet-id" : by, new TreeSet<>(values));
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

  private ImmutableList<Origin> ofInstances(Instances instances) {
    return ImmutableList.copyOf(
        Origin.ofAll(
            InstanceReads.all(ec2, instances).stream()
                .filter(instance -> !InstanceReads.isEnded(instance))
                .toList()));
  }
}
