package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.ec2.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * Tests that the embedded account rejects the calls that AWS rejects, with AWS's codes and
 * messages.
 */
class RefusedCallsTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final World world = new World(cloud.account("111111111111"));

  @AfterEach
  void close() {
    cloud.close();
  }

  /** A network of two VPCs, in which the calls are made. */
  private static final class World {
    final Ec2Client ec2;
    final AutoScalingClient scaling;
    final String vpc;
    final String subnet;
    final String table;
    final String group;
    final String otherVpc;
    final String otherSubnet;
    final String otherTable;
    final String otherGroup;

    World(EmbeddedAccount account) {
      ec2 = account.client(Ec2Client::builder);
      scaling = account.client(AutoScalingClient::builder);
      vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
      subnet = subnet(vpc, "10.0.0.0/24");
      table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
      group = group(vpc, "web");
      otherVpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
      otherSubnet = subnet(otherVpc, "10.1.0.0/24");
      otherTable = ec2.createRouteTable(r -> r.vpcId(otherVpc)).routeTable().routeTableId();
      otherGroup = group(otherVpc, "web");
    }

    private String subnet(String in, String range) {
      return ec2.createSubnet(r -> r.vpcId(in).cidrBlock(range).availabilityZone("us-east-1a"))
          .subnet()
          .subnetId();
    }

    String group(String in, String name) {
      return ec2.createSecurityGroup(r -> r.vpcId(in).groupName(name).description("d")).groupId();
    }

    String gateway(String attachedTo) {
      String id = ec2.createInternetGateway().internetGateway().internetGatewayId();
      if (attachedTo != null) {
        ec2.attachInternetGateway(r -> r.internetGatewayId(id).vpcId(attachedTo));
      }
      return id;
    }

    String nat(String in) {
      return ec2.createNatGateway(r -> r.subnetId(in).connectivityType("private"))
          .natGateway()
          .natGatewayId();
    }

    void ingress(Consumer<IpPermission.Builder> permission) {
      ec2.authorizeSecurityGroupIngress(
          r ->
              r.groupId(group)
                  .ipPermissions(
                      IpPermission.builder()
                          .ipRanges(IpRange.builder().cidrIp("10.0.0.0/8").build())
                          .applyMutation(permission)
                          .build()));
    }

    void run(String type, String image) {
      ec2.runInstances(r -> r.instanceType(type).imageId(image).minCount(1).maxCount(1));
    }

    void template(String name, String image, String type) {
      ec2.createLaunchTemplate(
          r ->
              r.launchTemplateName(name)
                  .launchTemplateData(data -> data.imageId(image).instanceType(type)));
    }

    void scalingGroup(String template, String healthCheck, String zone) {
      scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName("group")
                  .minSize(0)
                  .maxSize(1)
                  .healthCheckType(healthCheck)
                  .availabilityZones(zone == null ? null : List.of(zone))
                  .vpcZoneIdentifier(subnet)
                  .launchTemplate(t -> t.launchTemplateName(template)));
    }
  }

  /**
   * A call that is rejected.
   *
   * @param name what is wrong with it
   * @param call the call
   * @param code the error's code
   * @param words a part of its message
   */
  private record Refused(String name, Consumer<World> call, String code, String words) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static Refused refused(String name, String code, String words, Consumer<World> call) {
    return new Refused(name, call, code, words);
  }

  static Stream<Refused> routes() {
    String networks = "belong to different networks";
    return Stream.of(
        refused(
            "a route to a gateway that is not attached",
            "InvalidParameterValue",
            networks,
            w -> {
              String gateway = w.gateway(null);
              w.ec2.createRoute(
                  r ->
                      r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
            }),
        refused(
            "a route to the gateway of another network",
            "InvalidParameterValue",
            networks,
            w -> {
              String gateway = w.gateway(w.otherVpc);
              w.ec2.createRoute(
                  r ->
                      r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
            }),
        refused(
            "a route to a gateway that there is not",
            "InvalidGatewayID.NotFound",
            "The gateway ID 'igw-0123456789abcdef0' does not exist",
            w ->
                w.ec2.createRoute(
                    r ->
                        r.routeTableId(w.table)
                            .destinationCidrBlock("0.0.0.0/0")
                            .gatewayId("igw-0123456789abcdef0"))),
        refused(
            "a NAT gateway where another kind of gateway belongs",
            "InvalidGatewayID.NotFound",
            "does not exist",
            w -> {
              String nat = w.nat(w.subnet);
              w.ec2.createRoute(
                  r -> r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0").gatewayId(nat));
            }),
        refused(
            "a route to the NAT gateway of another network",
            "InvalidParameterValue",
            networks,
            w -> {
              String nat = w.nat(w.otherSubnet);
              w.ec2.createRoute(
                  r -> r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
            }),
        refused(
            "a route to no target",
            "MissingParameter",
            "The request must contain exactly one of gatewayId, natGatewayId,",
            w -> w.ec2.createRoute(r -> r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0"))),
        refused(
            "a route to two targets",
            "InvalidParameterCombination",
            "exactly one of",
            w -> {
              String gateway = w.gateway(w.vpc);
              String nat = w.nat(w.subnet);
              w.ec2.createRoute(
                  r ->
                      r.routeTableId(w.table)
                          .destinationCidrBlock("0.0.0.0/0")
                          .gatewayId(gateway)
                          .natGatewayId(nat));
            }),
        refused(
            "a route to the interface of another network",
            "InvalidParameterValue",
            networks,
            w -> {
              String face =
                  w.ec2
                      .createNetworkInterface(r -> r.subnetId(w.otherSubnet))
                      .networkInterface()
                      .networkInterfaceId();
              w.ec2.createRoute(
                  r ->
                      r.routeTableId(w.table)
                          .destinationCidrBlock("0.0.0.0/0")
                          .networkInterfaceId(face));
            }),
        refused(
            "a route that becomes one to a gateway that is not attached",
            "InvalidParameterValue",
            networks,
            w -> {
              String gateway = w.gateway(w.vpc);
              String other = w.gateway(null);
              w.ec2.createRoute(
                  r ->
                      r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
              w.ec2.replaceRoute(
                  r -> r.routeTableId(w.table).destinationCidrBlock("0.0.0.0/0").gatewayId(other));
            }),
        refused(
            "a route table for a subnet of another network",
            "InvalidParameterValue",
            networks,
            w -> w.ec2.associateRouteTable(r -> r.routeTableId(w.table).subnetId(w.otherSubnet))),
        refused(
            "an association that moves to a table of another network",
            "InvalidParameterValue",
            networks,
            w -> {
              String id =
                  w.ec2
                      .associateRouteTable(r -> r.routeTableId(w.table).subnetId(w.subnet))
                      .associationId();
              w.ec2.replaceRouteTableAssociation(
                  r -> r.associationId(id).routeTableId(w.otherTable));
            }));
  }

  static Stream<Refused> permissions() {
    return Stream.of(
        refused(
            "a group of a network that is no peer",
            "InvalidGroup.NotFound",
            "You have specified two resources that belong to different networks.",
            w ->
                w.ingress(
                    p ->
                        p.ipProtocol("-1")
                            .ipRanges(List.of())
                            .userIdGroupPairs(
                                UserIdGroupPair.builder().groupId(w.otherGroup).build()))),
        refused(
            "ports in the wrong order",
            "InvalidParameterValue",
            "Invalid TCP/UDP port range (443:80)",
            w -> w.ingress(p -> p.ipProtocol("tcp").fromPort(443).toPort(80))),
        refused(
            "a port that there is not",
            "InvalidParameterValue",
            "TCP/UDP (to) port (70000) out of range",
            w -> w.ingress(p -> p.ipProtocol("tcp").fromPort(80).toPort(70000))),
        refused(
            "a protocol that there is not",
            "InvalidParameterValue",
            "Invalid value 'http' for IP protocol. Unknown protocol.",
            w -> w.ingress(p -> p.ipProtocol("http").fromPort(80).toPort(80))),
        refused(
            "tcp without ports",
            "InvalidParameterValue",
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
            w -> w.ingress(p -> p.ipProtocol("tcp"))),
        refused(
            "tcp with one port",
            "InvalidParameterValue",
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
            w -> w.ingress(p -> p.ipProtocol("tcp").toPort(65535))),
        refused(
            "the same permission twice",
            "InvalidParameterValue",
            "The same permission must not appear multiple times",
            w -> {
              IpPermission one =
                  IpPermission.builder()
                      .ipProtocol("tcp")
                      .fromPort(80)
                      .toPort(80)
                      .ipRanges(IpRange.builder().cidrIp("10.0.0.0/8").build())
                      .build();
              w.ec2.authorizeSecurityGroupIngress(r -> r.groupId(w.group).ipPermissions(one, one));
            }),
        refused(
            "a rule more than a group may have",
            "RulesPerSecurityGroupLimitExceeded",
            "The maximum number of rules per security group has been reached.",
            w -> {
              for (int port = 1; port <= 61; port++) {
                int each = port;
                w.ingress(p -> p.ipProtocol("tcp").fromPort(each).toPort(each));
              }
            }),
        refused(
            "a name like an id",
            "InvalidParameterValue",
            "Group names may not be in the format sg-*.",
            w -> w.group(w.vpc, "sg-web")),
        refused(
            "the name of the default group",
            "InvalidParameterValue",
            "Cannot use reserved security group name: default",
            w -> w.group(w.vpc, "default")),
        refused(
            "a description with an apostrophe",
            "InvalidParameterValue",
            "Invalid security group description. Valid descriptions are strings less than 256"
                + " characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
            w ->
                w.ec2.createSecurityGroup(
                    r -> r.vpcId(w.vpc).groupName("db").description("The team's database"))),
        refused(
            "a description beyond ASCII",
            "InvalidParameterValue",
            "Value (Größe) for parameter GroupDescription is invalid. Character sets beyond ASCII"
                + " are not supported.",
            w ->
                w.ec2.createSecurityGroup(
                    r -> r.vpcId(w.vpc).groupName("db").description("Größe"))),
        refused(
            "a rule's description with an apostrophe",
            "InvalidParameterValue",
            "Invalid rule description. Valid descriptions are strings less than 256 characters",
            w ->
                w.ingress(
                    p ->
                        p.ipProtocol("tcp")
                            .fromPort(80)
                            .toPort(80)
                            .ipRanges(
                                IpRange.builder()
                                    .cidrIp("10.0.0.0/8")
                                    .description("The team's office")
                                    .build()))));
  }

  static Stream<Refused> addresses() {
    return Stream.of(
        refused(
            "an address that is to stay where it is",
            "Resource.AlreadyAssociated",
            "already associated",
            w -> {
              w.gateway(w.vpc);
              String address = w.ec2.allocateAddress().allocationId();
              String face =
                  w.ec2
                      .createNetworkInterface(r -> r.subnetId(w.subnet))
                      .networkInterface()
                      .networkInterfaceId();
              w.ec2.associateAddress(r -> r.allocationId(address).networkInterfaceId(face));
              w.ec2.associateAddress(
                  r -> r.allocationId(address).networkInterfaceId(face).allowReassociation(false));
            }),
        refused(
            "no address",
            "MissingParameter",
            "Either public IP or allocation id must be specified",
            w -> w.ec2.associateAddress(r -> r.instanceId("i-0123456789abcdef0"))),
        refused(
            "an address for nothing",
            "MissingParameter",
            "Either 'InstanceId' or 'NetworkInterfaceId' must be specified.",
            w -> {
              String address = w.ec2.allocateAddress().allocationId();
              w.ec2.associateAddress(r -> r.allocationId(address));
            }),
        refused("no association", "MissingParameter", "", w -> w.ec2.disassociateAddress(r -> {})),
        refused("no release", "MissingParameter", "", w -> w.ec2.releaseAddress(r -> {})));
  }

  static Stream<Refused> instances() {
    return Stream.of(
        refused(
            "a type that there is not",
            "InvalidParameterValue",
            "Invalid value 't9.huge' for InstanceType.",
            w -> w.run("t9.huge", Images.AL2023)),
        refused(
            "a type of another architecture",
            "InvalidParameterValue",
            "The architecture 'arm64' of the specified instance type does not match",
            w -> w.run("t4g.micro", Images.AL2023)),
        refused(
            "a key pair that there is not",
            "InvalidKeyPair.NotFound",
            "The key pair 'mine' does not exist",
            w ->
                w.ec2.runInstances(
                    r ->
                        r.imageId(Images.AL2023)
                            .instanceType("t3.micro")
                            .keyName("mine")
                            .minCount(1)
                            .maxCount(1))),
        refused(
            "the token of another launch",
            "IdempotentParameterMismatch",
            "Arguments on this idempotent request are inconsistent",
            w -> {
              for (String type : new String[] {"t3.micro", "t3.small"}) {
                w.ec2.runInstances(
                    r ->
                        r.imageId(Images.AL2023)
                            .instanceType(type)
                            .clientToken("token")
                            .minCount(1)
                            .maxCount(1));
              }
            }),
        refused(
            "the start of nothing",
            "MissingParameter",
            "",
            w -> w.ec2.startInstances(r -> r.instanceIds(List.of()))),
        refused(
            "the end of nothing",
            "MissingParameter",
            "",
            w -> w.ec2.terminateInstances(r -> r.instanceIds(List.of()))),
        refused(
            "a key pair that is there",
            "InvalidKeyPair.Duplicate",
            "already exists",
            w -> {
              w.ec2.createKeyPair(r -> r.keyName("mine"));
              w.ec2.createKeyPair(r -> r.keyName("mine"));
            }));
  }

  static Stream<Refused> tags() {
    return Stream.of(
        refused(
            "more tags than a resource may have",
            "TagLimitExceeded",
            "",
            w -> {
              for (int from : new int[] {0, 30}) {
                List<Tag> some = new ArrayList<>();
                for (int i = from; i < from + 30; i++) {
                  some.add(Tag.builder().key("k" + i).value("v").build());
                }
                w.ec2.createTags(r -> r.resources(w.vpc).tags(some));
              }
            }),
        refused(
            "a key that is too long",
            "InvalidParameterValue",
            "Tag key exceeds the maximum length of 128 characters",
            w -> w.ec2.createTags(r -> r.resources(w.vpc).tags(tag("k".repeat(129), "v")))),
        refused(
            "an empty key",
            "InvalidParameterValue",
            "empty",
            w -> w.ec2.createTags(r -> r.resources(w.vpc).tags(tag("", "v")))),
        refused(
            "a key twice",
            "InvalidParameterValue",
            "Duplicate tag key 'k' specified.",
            w ->
                w.ec2.createTags(
                    r ->
                        r.resources(w.vpc)
                            .tags(
                                Tag.builder().key("k").value("1").build(),
                                Tag.builder().key("k").value("2").build()))),
        refused(
            "tags of another type",
            "InvalidParameterValue",
            "'instance' is not a valid taggable resource type for this operation.",
            w ->
                w.ec2.createVpc(
                    r ->
                        r.cidrBlock("10.9.0.0/16")
                            .tagSpecifications(
                                TagSpecification.builder()
                                    .resourceType(ResourceType.INSTANCE)
                                    .tags(tag("k", "v"))
                                    .build()))));
  }

  static Stream<Refused> scalingGroups() {
    return Stream.of(
        refused(
            "a template without an image",
            "ValidationError",
            "You must use a valid fully-formed launch template. The request must contain the"
                + " parameter ImageId",
            w -> {
              w.template("bare", null, "t3.micro");
              w.scalingGroup("bare", "EC2", null);
            }),
        refused(
            "a template with a type that there is not",
            "ValidationError",
            "You must use a valid fully-formed launch template. Invalid value 't9.huge' for"
                + " InstanceType.",
            w -> {
              w.template("huge", Images.AL2023, "t9.huge");
              w.scalingGroup("huge", "EC2", null);
            }),
        refused(
            "a health check that there is not",
            "ValidationError",
            "FOO",
            w -> {
              w.template("web", Images.AL2023, "t3.micro");
              w.scalingGroup("web", "FOO", null);
            }),
        refused(
            "zones that are not those of the subnets",
            "ValidationError",
            "The availability zones of the specified subnets and the Auto Scaling group do not"
                + " match",
            w -> {
              w.template("web", Images.AL2023, "t3.micro");
              w.scalingGroup("web", "EC2", "us-east-1b");
            }),
        refused(
            "a group that there is not",
            "ValidationError",
            "AutoScalingGroup name not found - null",
            w ->
                w.scaling.setDesiredCapacity(
                    r -> r.autoScalingGroupName("no").desiredCapacity(1))));
  }

  @ParameterizedTest
  @MethodSource({"routes", "permissions", "addresses", "instances", "tags", "scalingGroups"})
  void isRefusedInTheWordsOfAws(Refused refused) {
    AwsServiceException error =
        catchThrowableOfType(AwsServiceException.class, () -> refused.call().accept(world));
    assertThat(error).as("refused").isNotNull();
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo(refused.code());
    assertThat(error.awsErrorDetails().errorMessage()).contains(refused.words());
    assertThat(error.statusCode()).isEqualTo(400);
  }
}
