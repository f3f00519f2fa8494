package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;

class AddressingTest {
  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;
  private String vpc = "";
  private String subnet = "";

  @BeforeEach
  void aPublicSubnet() {
    vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24").availabilityZone("us-east-1b"))
            .subnet()
            .subnetId();
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private void publicOnLaunch() {
    ec2.modifySubnetAttribute(r -> r.subnetId(subnet).mapPublicIpOnLaunch(v -> v.value(true)));
  }

  private RunInstancesRequest.Builder launch() {
    return RunInstancesRequest.builder()
        .imageId(Images.AL2023)
        .instanceType("t3.micro")
        .minCount(1)
        .maxCount(1);
  }

  private static InstanceNetworkInterfaceSpecification.Builder face() {
    return InstanceNetworkInterfaceSpecification.builder();
  }

  private String run(RunInstancesRequest.Builder request) {
    String id = ec2.runInstances(request.build()).instances().get(0).instanceId();
    fleet.passMinutes(1);
    return id;
  }

  private String run() {
    return run(launch().subnetId(subnet));
  }

  private Vpc theVpc() {
    return ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().get(0);
  }

  private Subnet theSubnet() {
    return ec2.describeSubnets(r -> r.subnetIds(subnet)).subnets().get(0);
  }

  private NetworkInterface face(String instance) {
    return ec2.describeNetworkInterfaces(r -> r.filters(filter("attachment.instance-id", instance)))
        .networkInterfaces()
        .get(0);
  }

  private String elasticIp() {
    return ec2.allocateAddress(r -> r.domain("vpc")).allocationId();
  }

  private Address address(String allocation) {
    return ec2.describeAddresses(r -> r.allocationIds(allocation)).addresses().get(0);
  }

  @Nested
  class Ipv6 {
    private String given() {
      ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
      String range = theVpc().ipv6CidrBlockAssociationSet().get(0).ipv6CidrBlock();
      ec2.associateSubnetCidrBlock(
          r -> r.subnetId(subnet).ipv6CidrBlock(range.replace("/56", "/64")));
      return range;
    }

    @Test
    void comesToAVpcFromAmazonWithARouteOfItsOwn() {
      String range = given();
      assertThat(range).matches("2600:1f18:[0-9a-f:]+::/56");
      assertThat(theVpc().ipv6CidrBlockAssociationSet().get(0).ipv6CidrBlockState().stateAsString())
          .isEqualTo("associated");
      List<Route> routes =
          ec2.describeRouteTables(r -> r.filters(filter("vpc-id", vpc)))
              .routeTables()
              .get(0)
              .routes();
      assertThat(routes)
          .anySatisfy(
              route -> {
                assertThat(route.destinationIpv6CidrBlock()).isEqualTo(range);
                assertThat(route.gatewayId()).isEqualTo("local");
                assertThat(route.state()).isEqualTo(RouteState.ACTIVE);
              });
      assertThat(ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routes())
          .extracting(Route::destinationIpv6CidrBlock)
          .contains(range);
    }

    @Test
    void comesWithTheVpcAndItsSubnet() {
      Vpc made =
          ec2.createVpc(r -> r.cidrBlock("10.9.0.0/16").amazonProvidedIpv6CidrBlock(true)).vpc();
      String range = made.ipv6CidrBlockAssociationSet().get(0).ipv6CidrBlock();
      String part = range.replace("/56", "/64");
      Subnet inIt =
          ec2.createSubnet(r -> r.vpcId(made.vpcId()).cidrBlock("10.9.0.0/24").ipv6CidrBlock(part))
              .subnet();
      assertThat(inIt.ipv6CidrBlockAssociationSet().get(0).ipv6CidrBlock()).isEqualTo(part);
      fails(
          "InvalidSubnet.Conflict",
          () ->
              ec2.createSubnet(
                  r -> r.vpcId(made.vpcId()).cidrBlock("10.9.1.0/24").ipv6CidrBlock(part)));
      fails(
          "InvalidSubnet.Range",
          () ->
              ec2.createSubnet(
                  r ->
                      r.vpcId(made.vpcId())
                          .cidrBlock("10.9.1.0/24")
                          .ipv6CidrBlock("2001:db8::/64")));
    }

    @Test
    void isGivenToInstancesBySubnetByCountAndByName() {
      String range = given();
      ec2.modifySubnetAttribute(
          r -> r.subnetId(subnet).assignIpv6AddressOnCreation(v -> v.value(true)));
      Instance first = fleet.instance(run());
      assertThat(first.ipv6Address()).startsWith(range.replace("::/56", ""));
      assertThat(first.networkInterfaces().get(0).ipv6Addresses())
          .extracting(InstanceIpv6Address::ipv6Address)
          .containsExactly(first.ipv6Address());
      Instance second = fleet.instance(run(launch().subnetId(subnet).ipv6AddressCount(2)));
      assertThat(second.networkInterfaces().get(0).ipv6Addresses()).hasSize(2);
      String named = range.replace("/56", "beef");
      Instance third =
          fleet.instance(
              run(
                  launch()
                      .subnetId(subnet)
                      .ipv6Addresses(InstanceIpv6Address.builder().ipv6Address(named).build())));
      assertThat(third.ipv6Address()).isEqualTo(named);
      assertThat(fleet.instances(filter("ipv6-address", named)))
          .extracting(Instance::instanceId)
          .containsExactly(third.instanceId());
    }

    @Test
    void isAssignedAndUnassigned() {
      given();
      String id = run();
      String face = face(id).networkInterfaceId();
      assertThat(fleet.instance(id).ipv6Address()).isNull();
      String address =
          ec2.assignIpv6Addresses(r -> r.networkInterfaceId(face).ipv6AddressCount(1))
              .assignedIpv6Addresses()
              .get(0);
      assertThat(fleet.instance(id).ipv6Address()).isEqualTo(address);
      assertThat(face(id).ipv6Addresses().get(0).ipv6Address()).isEqualTo(address);
      String association = theSubnet().ipv6CidrBlockAssociationSet().get(0).associationId();
      fails(
          "InvalidCidrBlock.InUse",
          () -> ec2.disassociateSubnetCidrBlock(r -> r.associationId(association)));
      ec2.unassignIpv6Addresses(r -> r.networkInterfaceId(face).ipv6Addresses(address));
      assertThat(fleet.instance(id).ipv6Address()).isNull();
      fails(
          "InvalidParameterValue",
          () -> ec2.unassignIpv6Addresses(r -> r.networkInterfaceId(face).ipv6Addresses(address)));
    }

    @Test
    void isTakenFromSubnetAndVpcInThisOrder() {
      String range = given();
      String ofVpc = theVpc().ipv6CidrBlockAssociationSet().get(0).associationId();
      String ofSubnet = theSubnet().ipv6CidrBlockAssociationSet().get(0).associationId();
      fails(
          "InvalidCidrBlock.InUse",
          () -> ec2.disassociateVpcCidrBlock(r -> r.associationId(ofVpc)));
      ec2.disassociateSubnetCidrBlock(r -> r.associationId(ofSubnet));
      ec2.disassociateVpcCidrBlock(r -> r.associationId(ofVpc));
      assertThat(theVpc().ipv6CidrBlockAssociationSet()).isEmpty();
      assertThat(
              ec2.describeRouteTables(
                      r -> r.filters(filter("route.destination-ipv6-cidr-block", range)))
                  .routeTables())
          .isEmpty();
    }

    @Test
    void isRefusedIfTheSubnetHasNone() {
      fails(
          "InvalidParameterValue",
          () ->
              ec2.modifySubnetAttribute(
                  r -> r.subnetId(subnet).assignIpv6AddressOnCreation(v -> v.value(true))));
      fails("InvalidParameterValue", () -> run(launch().subnetId(subnet).ipv6AddressCount(1)));
    }
  }

  @Nested
  class FurtherRanges {
    @Test
    void ofAVpcHoldSubnetsAndComeWithARoute() {
      ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("100.64.0.0/16"));
      assertThat(ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("100.64.1.0/24")).subnet().subnetId())
          .startsWith("subnet-");
      assertThat(
              ec2.describeRouteTables(
                      r -> r.filters(filter("route.destination-cidr-block", "100.64.0.0/16")))
                  .routeTables())
          .hasSize(1);
      String first = theVpc().cidrBlockAssociationSet().get(0).associationId();
      String second = theVpc().cidrBlockAssociationSet().get(1).associationId();
      fails(
          "OperationNotPermitted", () -> ec2.disassociateVpcCidrBlock(r -> r.associationId(first)));
      fails(
          "InvalidCidrBlock.InUse",
          () -> ec2.disassociateVpcCidrBlock(r -> r.associationId(second)));
      fails(
          "InvalidVpc.Range",
          () -> ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/17")));
    }
  }

  @Nested
  class PublicAddressesOfAws {
    @Test
    void areGivenAsSubnetOrRequestSays() {
      assertThat(fleet.instance(run()).publicIpAddress()).isNull();
      publicOnLaunch();
      Instance shown = fleet.instance(run());
      assertThat(shown.publicIpAddress()).isNotNull();
      assertThat(shown.networkInterfaces().get(0).association().ipOwnerId()).isEqualTo("amazon");
      assertThat(shown.networkInterfaces().get(0).privateIpAddresses().get(0).association())
          .isEqualTo(shown.networkInterfaces().get(0).association());
      Instance hidden =
          fleet.instance(
              run(
                  launch()
                      .networkInterfaces(
                          face()
                              .deviceIndex(0)
                              .subnetId(subnet)
                              .associatePublicIpAddress(false)
                              .build())));
      assertThat(hidden.publicIpAddress()).isNull();
    }

    @Test
    void haveANameOnlyInAVpcWithNames() {
      publicOnLaunch();
      assertThat(fleet.instance(run()).publicDnsName()).isEmpty();
      ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true)));
      Instance named = fleet.instance(run());
      assertThat(named.publicDnsName())
          .isEqualTo(
              "ec2-" + named.publicIpAddress().replace('.', '-') + ".compute-1.amazonaws.com");
    }

    @Test
    void goWhenStoppedAndAnotherComesAtStart() {
      publicOnLaunch();
      String id = run();
      String before = fleet.instance(id).publicIpAddress();
      ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.instance(id).publicIpAddress()).isNull();
      assertThat(face(id).association()).isNull();
      ec2.startInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.instance(id).publicIpAddress()).isNotNull().isNotEqualTo(before);
    }

    @Test
    void makeWayForAnElasticIpAndComeBackAfterIt() {
      publicOnLaunch();
      String id = run();
      String before = fleet.instance(id).publicIpAddress();
      String allocation = elasticIp();
      String association =
          ec2.associateAddress(r -> r.allocationId(allocation).instanceId(id)).associationId();
      assertThat(fleet.instance(id).publicIpAddress())
          .isEqualTo(address(allocation).publicIp())
          .isNotEqualTo(before);
      ec2.disassociateAddress(r -> r.associationId(association));
      assertThat(fleet.instance(id).publicIpAddress()).isNull();
      fleet.passMinutes(2);
      assertThat(fleet.instance(id).publicIpAddress()).isNotNull();
    }

    @Test
    void doNotComeBackToAnInstanceOfTwoInterfaces() {
      publicOnLaunch();
      String id = run();
      String second =
          ec2.createNetworkInterface(r -> r.subnetId(subnet))
              .networkInterface()
              .networkInterfaceId();
      ec2.attachNetworkInterface(r -> r.networkInterfaceId(second).instanceId(id).deviceIndex(1));
      ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      ec2.startInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.instance(id).publicIpAddress()).isNull();
    }

    @Test
    void areTakenAwayAndGivenOnARunningInterface() {
      publicOnLaunch();
      String id = run();
      String face = face(id).networkInterfaceId();
      ec2.modifyNetworkInterfaceAttribute(
          r -> r.networkInterfaceId(face).associatePublicIpAddress(false));
      assertThat(fleet.instance(id).publicIpAddress()).isNull();
      ec2.modifyNetworkInterfaceAttribute(
          r -> r.networkInterfaceId(face).associatePublicIpAddress(true));
      assertThat(fleet.instance(id).publicIpAddress()).isNotNull();
    }

    @Test
    void areNotForSeveralInterfacesAtOnce() {
      fails(
          "InvalidParameterCombination",
          () ->
              run(
                  launch()
                      .networkInterfaces(
                          face()
                              .deviceIndex(0)
                              .subnetId(subnet)
                              .associatePublicIpAddress(true)
                              .build(),
                          face().deviceIndex(1).subnetId(subnet).build())));
    }
  }

  @Nested
  class ElasticIps {
    @Test
    void belongToOnePrivateAddress() {
      String id = run();
      String face = face(id).networkInterfaceId();
      String secondary =
          ec2.assignPrivateIpAddresses(
                  r -> r.networkInterfaceId(face).secondaryPrivateIpAddressCount(1))
              .assignedPrivateIpAddresses()
              .get(0)
              .privateIpAddress();
      String allocation = elasticIp();
      ec2.associateAddress(
          r -> r.allocationId(allocation).networkInterfaceId(face).privateIpAddress(secondary));
      assertThat(fleet.instance(id).publicIpAddress()).isNull();
      assertThat(
              fleet.instance(id).networkInterfaces().get(0).privateIpAddresses().stream()
                  .filter(one -> one.association() != null)
                  .toList())
          .singleElement()
          .satisfies(one -> assertThat(one.privateIpAddress()).isEqualTo(secondary));
      assertThat(address(allocation).privateIpAddress()).isEqualTo(secondary);
      assertThat(
              ec2.describeNetworkInterfaces(
                      r ->
                          r.filters(
                              filter(
                                  "addresses.association.public-ip",
                                  address(allocation).publicIp())))
                  .networkInterfaces())
          .hasSize(1);
      ec2.unassignPrivateIpAddresses(r -> r.networkInterfaceId(face).privateIpAddresses(secondary));
      assertThat(address(allocation).associationId()).isNull();
    }

    @Test
    void stayWhileStoppedAndAreFreeAfterTermination() {
      String id = run();
      String allocation = elasticIp();
      ec2.associateAddress(r -> r.allocationId(allocation).instanceId(id));
      ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.instance(id).publicIpAddress()).isEqualTo(address(allocation).publicIp());
      ec2.terminateInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(address(allocation).associationId()).isNull();
      assertThat(address(allocation).networkInterfaceId()).isNull();
    }

    @Test
    void needAGatewayAndOneInterface() {
      String id = run();
      String allocation = elasticIp();
      String gateway =
          ec2.describeInternetGateways(r -> r.filters(filter("attachment.vpc-id", vpc)))
              .internetGateways()
              .get(0)
              .internetGatewayId();
      ec2.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
      fails(
          "Gateway.NotAttached",
          () -> ec2.associateAddress(r -> r.allocationId(allocation).instanceId(id)));
      ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
      String second =
          ec2.createNetworkInterface(r -> r.subnetId(subnet))
              .networkInterface()
              .networkInterfaceId();
      ec2.attachNetworkInterface(r -> r.networkInterfaceId(second).instanceId(id).deviceIndex(1));
      fails(
          "InvalidInstanceID",
          () -> ec2.associateAddress(r -> r.allocationId(allocation).instanceId(id)));
      ec2.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(second));
      assertThat(address(allocation).instanceId()).isEqualTo(id);
      fails(
          "DependencyViolation",
          () -> ec2.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc)));
    }
  }

  @Nested
  class SeveralInterfaces {
    @Test
    void areMadeAtLaunchAndListedByDevice() {
      Instance instance =
          fleet.instance(
              run(
                  launch()
                      .networkInterfaces(
                          face()
                              .deviceIndex(0)
                              .subnetId(subnet)
                              .privateIpAddress("10.0.1.10")
                              .build(),
                          face()
                              .deviceIndex(1)
                              .subnetId(subnet)
                              .secondaryPrivateIpAddressCount(2)
                              .build())));
      assertThat(instance.privateIpAddress()).isEqualTo("10.0.1.10");
      assertThat(instance.networkInterfaces())
          .extracting(face -> face.attachment().deviceIndex())
          .containsExactly(0, 1);
      assertThat(instance.networkInterfaces().get(1).privateIpAddresses()).hasSize(3);
    }

    @Test
    void areAttachedDetachedAndDeleted() {
      String id = run();
      String face =
          ec2.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress("10.0.1.99"))
              .networkInterface()
              .networkInterfaceId();
      fails(
          "InvalidParameterValue",
          () ->
              ec2.attachNetworkInterface(
                  r -> r.networkInterfaceId(face).instanceId(id).deviceIndex(0)));
      String attachment =
          ec2.attachNetworkInterface(r -> r.networkInterfaceId(face).instanceId(id).deviceIndex(1))
              .attachmentId();
      assertThat(fleet.instance(id).networkInterfaces())
          .extracting(InstanceNetworkInterface::networkInterfaceId)
          .contains(face);
      fails(
          "InvalidNetworkInterface.InUse",
          () -> ec2.deleteNetworkInterface(r -> r.networkInterfaceId(face)));
      ec2.detachNetworkInterface(r -> r.attachmentId(attachment));
      String primary = face(id).attachment().attachmentId();
      fails(
          "OperationNotPermitted", () -> ec2.detachNetworkInterface(r -> r.attachmentId(primary)));
      ec2.deleteNetworkInterface(r -> r.networkInterfaceId(face));
      fails(
          "InvalidNetworkInterfaceID.NotFound",
          () -> ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(face)));
    }

    @Test
    void areRefusedAddressesThatAreTakenOrStrange() {
      ec2.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress("10.0.1.4"));
      assertThat(fleet.instance(run()).privateIpAddress()).isNotEqualTo("10.0.1.4");
      fails(
          "InvalidIPAddress.InUse",
          () -> ec2.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress("10.0.1.4")));
      fails(
          "InvalidParameterValue",
          () -> ec2.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress("10.0.2.4")));
    }
  }

  @Nested
  class NatInstances {
    private RouteState routeTo(String id) {
      return ec2
          .describeRouteTables(r -> r.filters(filter("route.instance-id", id)))
          .routeTables()
          .get(0)
          .routes()
          .stream()
          .filter(route -> id.equals(route.instanceId()))
          .findFirst()
          .orElseThrow()
          .state();
    }

    @Test
    void forwardOnceTheCheckIsOff() {
      String id = run();
      ec2.modifyInstanceAttribute(
          r -> r.instanceId(id).sourceDestCheck(check -> check.value(false)));
      assertThat(face(id).sourceDestCheck()).isFalse();
      assertThat(fleet.instance(id).sourceDestCheck()).isFalse();
      String face = face(id).networkInterfaceId();
      ec2.modifyNetworkInterfaceAttribute(
          r -> r.networkInterfaceId(face).sourceDestCheck(check -> check.value(true)));
      assertThat(fleet.instance(id).sourceDestCheck()).isTrue();
    }

    @Test
    void areBlackHolesWhileStoppedAndOnceGone() {
      String id = run();
      String table =
          ec2.describeRouteTables(r -> r.filters(filter("vpc-id", vpc)))
              .routeTables()
              .get(0)
              .routeTableId();
      ec2.createRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").instanceId(id));
      assertThat(routeTo(id)).isEqualTo(RouteState.ACTIVE);
      ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(routeTo(id)).isEqualTo(RouteState.BLACKHOLE);
      ec2.startInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(routeTo(id)).isEqualTo(RouteState.ACTIVE);
      ec2.terminateInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(routeTo(id)).isEqualTo(RouteState.BLACKHOLE);
    }
  }
}
