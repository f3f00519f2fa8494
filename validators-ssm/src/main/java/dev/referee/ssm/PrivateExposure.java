package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static dev.referee.ssm.SessionExpectations.NO_GATEWAY_ROUTE;
import static dev.referee.ssm.SessionExpectations.NO_PORT_OPENED;
import static dev.referee.ssm.SessionExpectations.NO_PUBLIC_ADDRESS;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.networks.Addresses;
import dev.referee.networks.GroupRule;
import dev.referee.networks.InternetExposure;
import dev.referee.networks.RulePeer;
import dev.referee.networks.SecurityGroups;
import dev.referee.networks.Traffic;
import dev.referee.networks.TrafficBounds;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An evaluator of whether instances are private: no public address, no route, no open login port.
 * It makes only two calls when nothing is exposed.
 *
 * <p>Login ports that are open only to the VPC's own addresses are not a finding: access from the
 * internet through a bastion shows in the bastion's own exposure.
 */
final class PrivateExposure {
  static final Permissions READS =
      InternetExposure.READS.and(
          Permissions.ofReads("ec2:DescribeSecurityGroupRules", "ec2:GetManagedPrefixListEntries"));

  /** The ports for logging in: SSH, and remote desktops. */
  private static final Traffic LOGIN =
      Traffic.of("tcp 22", Addresses.all()).plus(Traffic.of("tcp 3389", Addresses.all()));

  private static final Traffic FROM_INTERNET = Traffic.of("-1", Addresses.internet());

  /** A rule, with the part of its traffic that allows logins from the internet. */
  private record Opened(GroupRule rule, Traffic traffic) {
    String words() {
      return rule.groupId() + " allows " + traffic.ports() + " from " + rule.peer();
    }
  }

  private final ImmutableList<Instance> instances;
  private final SecurityGroups groups;
  private final InternetExposure exposure;

  /**
   * Makes one.
   *
   * @param instances the existing instances, running or not
   */
  PrivateExposure(Account account, List<Instance> instances) {
    this.instances = ImmutableList.copyOf(instances);
    this.groups = SecurityGroups.of(account);
    this.exposure = InternetExposure.to(account, instances, true);
  }

  /** Returns the findings about addresses, routes and ports. */
  ImmutableList<Finding> findings() {
    return ImmutableList.of(
        UnexpectedError.found(NO_PUBLIC_ADDRESS, exposure::addresses),
        UnexpectedError.found(NO_GATEWAY_ROUTE, exposure::routes),
        UnexpectedError.found(NO_PORT_OPENED, this::ports));
  }

  private Finding ports() {
    ImmutableSortedSet<String> groupIds =
        instances.stream()
            .flatMap(PrivateExposure::groups)
            .map(GroupIdentifier::groupId)
            .collect(toImmutableSortedSet(naturalOrder()));
    List<Opened> opened =
        groupIds.isEmpty()
            ? List.of()
            : groups.rules(groupIds).stream()
                .filter(rule -> !rule.egress())
                // A group's members have only private addresses in rules.
                .filter(rule -> !(rule.peer() instanceof RulePeer.Group))
                .flatMap(this::opened)
                .collect(toImmutableList());
    if (opened.isEmpty()) {
      return NO_PORT_OPENED
          .satisfied()
          .seen("Their security groups allow no login from the internet.")
          .build();
    }
    Finding.Builder finding =
        NO_PORT_OPENED
            .unsatisfied()
            .subject(opened.get(0).rule().groupId())
            .expected("no inbound rule for tcp 22 or tcp 3389 from the internet")
            .seen(opened.get(0).words() + ".")
            .remedy(
                "A session needs no inbound rule: delete %s of %s."
                    .formatted(opened.get(0).rule().id(), opened.get(0).rule().groupId()));
    Facts.add(finding, opened, open -> open.rule().id(), Opened::words);
    return finding.build();
  }

  private Stream<Opened> opened(GroupRule rule) {
    Traffic login = rule.ports().and(LOGIN);
    if (login.isEmpty()) {
      return Stream.of();
    }
    TrafficBounds open = groups.reach(login, rule.peer()).and(FROM_INTERNET);
    return open.isEmpty() ? Stream.of() : Stream.of(new Opened(rule, open.certain()));
  }

  private static Stream<GroupIdentifier> groups(Instance instance) {
    return Stream.concat(
        instance.securityGroups().stream(),
        instance.networkInterfaces().stream().flatMap(face -> face.groups().stream()));
  }
}
