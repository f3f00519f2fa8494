package dev.referee.testkit.embedded.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.Desk;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** Tests that an agent reaches only what its network allows. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class PacketWalkTest {
  private final Desk desk = new Desk();
  private final Private net = new Private();

  @AfterEach
  void close() {
    desk.close();
  }

  /** A VPC with a subnet for an instance and a subnet for endpoints, without internet access. */
  private final class Private {
    final String vpc = desk.ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    final String inner = subnet("10.0.1.0/24");
    final String outer = subnet("10.0.2.0/24");
    final String own = group("own");
    final String endpoints = group("endpoints");
    String instance = "";

    Private() {
      desk.ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true)));
      desk.goodProfile("managed");
    }

    String subnet(String range) {
      return desk.ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(range)).subnet().subnetId();
    }

    String group(String name) {
      return desk.ec2
          .createSecurityGroup(r -> r.vpcId(vpc).groupName(name).description(name))
          .groupId();
    }

    void open(String group, String range) {
      desk.ec2.authorizeSecurityGroupIngress(
          r -> r.groupId(group).ipProtocol("tcp").fromPort(443).toPort(443).cidrIp(range));
    }

    String endpoint(String service) {
      return desk.ec2
          .createVpcEndpoint(
              r ->
                  r.vpcId(vpc)
                      .serviceName("com.amazonaws.us-east-1." + service)
                      .vpcEndpointType(VpcEndpointType.INTERFACE)
                      .subnetIds(outer)
                      .securityGroupIds(endpoints)
                      .privateDnsEnabled(true))
          .vpcEndpoint()
          .vpcEndpointId();
    }

    void endpoints() {
      open(endpoints, "10.0.1.0/24");
      endpoint("ssm");
      endpoint("ssmmessages");
      desk.passMinutes(2);
    }

    void run() {
      instance =
          desk.run(
              r ->
                  r.subnetId(inner)
                      .securityGroupIds(own)
                      .iamInstanceProfile(p -> p.name("managed")));
    }

    void isConnected() {
      run();
      assertThat(desk.connection(instance)).isEqualTo("connected");
    }

    void isAbsent() {
      run();
      assertThat(desk.ping(instance)).isEqualTo("absent");
    }

    String acl(String subnet) {
      return desk.ec2
          .describeNetworkAcls(
              r -> r.filters(Filter.builder().name("association.subnet-id").values(subnet).build()))
          .networkAcls()
          .get(0)
          .networkAclId();
    }

    void deny(boolean egress, int from, int to) {
      desk.ec2.createNetworkAclEntry(
          r ->
              r.networkAclId(acl(inner))
                  .egress(egress)
                  .ruleNumber(50)
                  .protocol("6")
                  .ruleAction("deny")
                  .cidrBlock("0.0.0.0/0")
                  .portRange(p -> p.from(from).to(to)));
    }

    /** Makes the outer subnet public, creates a NAT gateway in it, and returns the gateway. */
    String nat() {
      String gateway = desk.ec2.createInternetGateway().internetGateway().internetGatewayId();
      desk.ec2.attachInternetGateway(r -> r.vpcId(vpc).internetGatewayId(gateway));
      String table = desk.ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
      desk.ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(outer));
      desk.ec2.createRoute(
          r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
      String address = desk.ec2.allocateAddress(r -> r.domain("vpc")).allocationId();
      String nat =
          desk.ec2
              .createNatGateway(r -> r.subnetId(outer).allocationId(address))
              .natGateway()
              .natGatewayId();
      desk.passMinutes(5);
      return nat;
    }

    void byDefault(String nat) {
      String main =
          desk.ec2
              .describeRouteTables(
                  r ->
                      r.filters(
                          Filter.builder().name("vpc-id").values(vpc).build(),
                          Filter.builder().name("association.main").values("true").build()))
              .routeTables()
              .get(0)
              .routeTableId();
      desk.ec2.createRoute(
          r -> r.routeTableId(main).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
    }
  }

  @Nested
  class Endpoints {
    @Test
    void connectWithoutTheInternet() {
      net.endpoints();
      net.isConnected();
    }

    @Test
    void areNeededForBothServices() {
      net.open(net.endpoints, "10.0.1.0/24");
      net.endpoint("ssm");
      desk.passMinutes(2);
      net.run();
      assertThat(desk.ping(net.instance)).isEqualTo("Online");
      assertThat(desk.connection(net.instance)).isEqualTo("notconnected");
    }

    @Test
    void areOfNoUseBehindAClosedGroup() {
      net.open(net.endpoints, "10.0.9.0/24");
      net.endpoint("ssm");
      net.endpoint("ssmmessages");
      desk.passMinutes(2);
      net.isAbsent();
    }

    @Test
    void admitAGroupOfInstances() {
      desk.ec2.authorizeSecurityGroupIngress(
          r ->
              r.groupId(net.endpoints)
                  .ipPermissions(
                      IpPermission.builder()
                          .ipProtocol("-1")
                          .userIdGroupPairs(UserIdGroupPair.builder().groupId(net.own).build())
                          .build()));
      net.endpoint("ssm");
      net.endpoint("ssmmessages");
      desk.passMinutes(2);
      net.isConnected();
    }

    @Test
    void areNotFoundWithoutPrivateNames() {
      net.endpoints();
      desk.ec2.modifyVpcAttribute(r -> r.vpcId(net.vpc).enableDnsHostnames(v -> v.value(false)));
      net.isAbsent();
    }

    @Test
    void areNotFoundIfNoNamesAreResolved() {
      net.endpoints();
      net.byDefault(net.nat());
      desk.ec2.modifyVpcAttribute(r -> r.vpcId(net.vpc).enableDnsSupport(v -> v.value(false)));
      net.isAbsent();
    }

    @Test
    void mayRefuseByTheirPolicy() {
      net.endpoints();
      List<String> all =
          desk.ec2.describeVpcEndpoints().vpcEndpoints().stream()
              .map(one -> one.vpcEndpointId())
              .toList();
      for (String id : all) {
        desk.ec2.modifyVpcEndpoint(
            r ->
                r.vpcEndpointId(id)
                    .policyDocument(
                        """
                        {"Statement": [{"Effect": "Allow", "Principal": "*",
                         "Action": "ssm:GetParameter", "Resource": "*"}]}
                        """));
      }
      net.isAbsent();
      desk.passMinutes(20);
      for (String id : all) {
        desk.ec2.modifyVpcEndpoint(r -> r.vpcEndpointId(id).resetPolicy(true));
      }
      desk.passMinutes(15);
      assertThat(desk.connection(net.instance)).isEqualTo("connected");
    }
  }

  @Nested
  class Acls {
    @Test
    void stopQuestions() {
      net.endpoints();
      net.deny(true, 443, 443);
      net.isAbsent();
    }

    @Test
    void stopAnswersOnPortsOfTheClient() {
      net.endpoints();
      net.deny(false, 1024, 65535);
      net.isAbsent();
    }

    @Test
    void letAnswersToOtherPortsAlone() {
      net.endpoints();
      net.deny(false, 1024, 32000);
      net.isConnected();
    }
  }

  @Nested
  class Internet {
    @Test
    void isReachedByANatGateway() {
      net.byDefault(net.nat());
      net.isConnected();
    }

    @Test
    void isNotReachedWithoutARoute() {
      net.nat();
      net.isAbsent();
    }

    @Test
    void isNotReachedByAGatewayThatIsGone() {
      String nat = net.nat();
      net.byDefault(nat);
      desk.ec2.deleteNatGateway(r -> r.natGatewayId(nat));
      desk.passMinutes(5);
      net.isAbsent();
    }

    @Test
    void isNotReachedThroughAGroupWithoutEgressRules() {
      net.byDefault(net.nat());
      IpPermission all =
          IpPermission.builder()
              .ipProtocol("-1")
              .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
              .build();
      desk.ec2.revokeSecurityGroupEgress(r -> r.groupId(net.own).ipPermissions(all));
      net.isAbsent();
    }

    @Test
    void isTriedAgainAfterLongerAndLongerTimes() {
      net.run();
      net.byDefault(net.nat());
      desk.passMinutes(7);
      assertThat(desk.ping(net.instance)).isEqualTo("absent");
      desk.passMinutes(4);
      assertThat(desk.ping(net.instance)).isEqualTo("Online");
    }

    @Test
    void losesConnectionsWhenItGoes() {
      net.byDefault(net.nat());
      net.isConnected();
      net.deny(true, 443, 443);
      desk.passMinutes(2);
      assertThat(desk.connection(net.instance)).isEqualTo("notconnected");
      assertThat(desk.ping(net.instance)).isEqualTo("Online");
      desk.passMinutes(10);
      assertThat(desk.ping(net.instance)).isEqualTo("ConnectionLost");
    }
  }
}
