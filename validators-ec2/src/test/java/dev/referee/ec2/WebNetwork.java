package dev.referee.ec2;

import dev.referee.resources.Instances;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** A scenario builder for the security group of web servers, with the parameters of the check. */
final class WebNetwork {
  final Sandbox sandbox;
  final Ec2Client ec2;
  final CloudFormationClient cloudFormation;
  final String vpc;

  /** The judged group, unless a scenario selects another one; without inbound rules. */
  final String web;

  private final List<String> required = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();
  private final List<String> forbidden = new ArrayList<>();
  private boolean nothingElseIn;
  private boolean nothingElseOut;
  SecurityGroupSelector judged;

  WebNetwork(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.cloudFormation = sandbox.client(CloudFormationClient::builder);
    this.vpc = ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16")).vpc().vpcId();
    this.web = group("web");
    this.judged = SecurityGroupSelector.withIds(web);
  }

  /** Returns the check as this story wants it. */
  PortsOpenBuilder check() {
    PortsOpenBuilder builder =
        Ec2Checks.portsOpen()
            .groups(judged)
            .required(required.toArray(String[]::new))
            .allowed(allowed.toArray(String[]::new));
    if (!forbidden.isEmpty()) {
      builder.forbidden(forbidden.toArray(String[]::new));
    }
    if (nothingElseIn) {
      builder.nothingElseIn();
    }
    return nothingElseOut ? builder.nothingElseOut() : builder;
  }

  WebNetwork required(String... sentences) {
    required.addAll(Arrays.asList(sentences));
    return this;
  }

  WebNetwork allowed(String... sentences) {
    allowed.addAll(Arrays.asList(sentences));
    return this;
  }

  WebNetwork forbidden(String... sentences) {
    forbidden.addAll(Arrays.asList(sentences));
    return this;
  }

  WebNetwork nothingElseIn() {
    nothingElseIn = true;
    return this;
  }

  WebNetwork nothingElseOut() {
    nothingElseOut = true;
    return this;
  }

  WebNetwork judged(SecurityGroupSelector groups) {
    judged = groups;
    return this;
  }

  String group(String name) {
    return ec2.createSecurityGroup(
            request -> request.groupName(name).description("group " + name).vpcId(vpc))
        .groupId();
  }

  WebNetwork tagged(String id, String key, String value) {
    ec2.createTags(
        request -> request.resources(id).tags(Tag.builder().key(key).value(value).build()));
    return this;
  }

  String list(String name, String... cidrs) {
    return ec2.createManagedPrefixList(
            request ->
                request
                    .prefixListName(name)
                    .addressFamily("IPv4")
                    .maxEntries(10)
                    .entries(
                        Arrays.stream(cidrs)
                            .map(cidr -> AddPrefixListEntry.builder().cidr(cidr).build())
                            .toList()))
        .prefixList()
        .prefixListId();
  }

  /** Returns the list that AWS itself keeps under a name, as {@code s3}. */
  String awsList(String service) {
    return ec2.describeManagedPrefixLists(
            request ->
                request.filters(
                    Filter.builder().name("owner-id").values("AWS").build(),
                    Filter.builder()
                        .name("prefix-list-name")
                        .values("com.amazonaws.*." + service)
                        .build()))
        .prefixLists()
        .get(0)
        .prefixListId();
  }

  String subnet(String cidr) {
    return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(cidr)).subnet().subnetId();
  }

  /** Runs an instance with groups, and returns its private address. */
  String instance(String subnet, String role, String... groups) {
    return instances(1, subnet, role, groups);
  }

  /** Runs instances with groups, and returns the private address of the first. */
  String instances(int count, String subnet, String role, String... groups) {
    return ec2.runInstances(
            request ->
                request
                    .imageId(SpawningFleet.IMAGE)
                    .userData(SpawningFleet.secretUserData())
                    .minCount(count)
                    .maxCount(count)
                    .subnetId(subnet)
                    .securityGroupIds(groups)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.INSTANCE)
                            .tags(Tag.builder().key("Role").value(role).build())
                            .build()))
        .instances()
        .get(0)
        .privateIpAddress();
  }

  /** Runs an instance whose second network interface has another group. */
  WebNetwork twoInterfaces(String role, String first, String second) {
    String subnet = subnet("10.9.1.0/24");
    instance(subnet, role, first);
    String instanceId =
        ec2.describeInstances(
                it -> it.filters(Filter.builder().name("tag:Role").values(role).build()))
            .reservations()
            .get(0)
            .instances()
            .get(0)
            .instanceId();
    String face =
        ec2.createNetworkInterface(it -> it.subnetId(subnet).groups(second))
            .networkInterface()
            .networkInterfaceId();
    ec2.attachNetworkInterface(
        it -> it.instanceId(instanceId).networkInterfaceId(face).deviceIndex(1));
    return judged(SecurityGroupSelector.of(Instances.tagged("Role", role)));
  }

  /** Creates a stack with the web group, open to the Internet, in a VPC. */
  WebNetwork stack(String vpcId) {
    cloudFormation.createStack(
        stack ->
            stack
                .stackName("shop")
                .onFailure(OnFailure.DO_NOTHING)
                .templateBody(
                    """
                    Resources:
                      WebGroup:
                        Type: AWS::EC2::SecurityGroup
                        Properties:
                          GroupDescription: web servers
                          VpcId: %1$s
                          SecurityGroupIngress:
                            - IpProtocol: tcp
                              FromPort: 443
                              ToPort: 443
                              CidrIp: 0.0.0.0/0
                      Spare:
                        Type: AWS::EC2::SecurityGroup
                        DependsOn: WebGroup
                        Properties:
                          GroupDescription: made after the web group
                          VpcId: %1$s
                    """
                        .formatted(vpcId)));
    return judged(SecurityGroupSelector.inStack("shop", "WebGroup"));
  }

  /** Terminates the instances with a group. */
  WebNetwork terminate(String group) {
    Filter having = Filter.builder().name("instance.group-id").values(group).build();
    ec2.describeInstancesPaginator(request -> request.filters(having))
        .reservations()
        .forEach(
            reservation ->
                ec2.terminateInstances(
                    request -> request.instanceIds(reservation.instances().get(0).instanceId())));
    return this;
  }

  /** Allows traffic into the web group. */
  WebNetwork in(String ports, String... ends) {
    return into(web, ports, ends);
  }

  WebNetwork into(String group, String ports, String... ends) {
    ec2.authorizeSecurityGroupIngress(
        request -> request.groupId(group).ipPermissions(permission(ports, ends)));
    return this;
  }

  /** Allows traffic into the web group, in EC2's notation. */
  WebNetwork in(String protocol, int from, int to, String end) {
    IpPermission permission =
        IpPermission.builder()
            .ipProtocol(protocol)
            .fromPort(from)
            .toPort(to)
            .applyMutation(to(end))
            .build();
    ec2.authorizeSecurityGroupIngress(request -> request.groupId(web).ipPermissions(permission));
    return this;
  }

  WebNetwork out(String ports, String... ends) {
    ec2.authorizeSecurityGroupEgress(
        request -> request.groupId(web).ipPermissions(permission(ports, ends)));
    return this;
  }

  WebNetwork revoke(String ports, String... ends) {
    ec2.revokeSecurityGroupIngress(
        request -> request.groupId(web).ipPermissions(permission(ports, ends)));
    return this;
  }

  /** Revokes the default rule that allows all outbound traffic. */
  WebNetwork nothingOut() {
    ec2.revokeSecurityGroupEgress(
        request -> request.groupId(web).ipPermissions(permission("-1", "0.0.0.0/0")));
    return this;
  }

  private static IpPermission permission(String ports, String... ends) {
    String[] words = ports.split("[ -]", -1);
    IpPermission.Builder permission = IpPermission.builder();
    if (ports.startsWith("-")) {
      permission.ipProtocol("-1");
    } else if (words[0].startsWith("icmp")) {
      permission.ipProtocol(words[0]).fromPort(Integer.valueOf(words[1])).toPort(-1);
    } else {
      permission
          .ipProtocol(words[0])
          .fromPort(Integer.valueOf(words[1]))
          .toPort(Integer.valueOf(words[words.length - 1]));
    }
    return permission.applyMutation(to(ends)).build();
  }

  private static Consumer<IpPermission.Builder> to(String... ends) {
    List<IpRange> ranges = new ArrayList<>();
    List<Ipv6Range> ranges6 = new ArrayList<>();
    List<PrefixListId> lists = new ArrayList<>();
    List<UserIdGroupPair> groups = new ArrayList<>();
    for (String end : ends) {
      if (end.startsWith("sg-")) {
        groups.add(UserIdGroupPair.builder().groupId(end).build());
      } else if (end.startsWith("pl-")) {
        lists.add(PrefixListId.builder().prefixListId(end).build());
      } else if (end.contains(":")) {
        ranges6.add(Ipv6Range.builder().cidrIpv6(end).build());
      } else {
        ranges.add(IpRange.builder().cidrIp(end).build());
      }
    }
    return it -> {
      if (!ranges.isEmpty()) {
        it.ipRanges(ranges);
      }
      if (!ranges6.isEmpty()) {
        it.ipv6Ranges(ranges6);
      }
      if (!lists.isEmpty()) {
        it.prefixListIds(lists);
      }
      if (!groups.isEmpty()) {
        it.userIdGroupPairs(groups);
      }
    };
  }
}
