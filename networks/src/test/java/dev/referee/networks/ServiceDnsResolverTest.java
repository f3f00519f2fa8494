package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Finding;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Tests of a service's public name in subnets with and without an endpoint and a route out. */
@ExtendWith(RefereeExtension.class)
class ServiceDnsResolverTest {
  private EmbeddedSandbox sandbox;
  private Ec2Client ec2;
  private String vpc;
  private Subnet subnet;
  private String group;
  private String service;
  private String gateway;

  @BeforeEach
  void vpc(EmbeddedSandbox sandbox) {
    this.sandbox = sandbox;
    ec2 = sandbox.client(Ec2Client::builder);
    service = "com.amazonaws." + sandbox.embedded().region() + ".ssm";
    vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
    subnet = ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock("10.0.1.0/24")).subnet();
    group =
        ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName("endpoint").description("endpoint"))
            .groupId();
  }

  private String endpoint(boolean named) {
    String id =
        ec2.createVpcEndpoint(
                it ->
                    it.vpcId(vpc)
                        .vpcEndpointType("Interface")
                        .serviceName(service)
                        .subnetIds(subnet.subnetId())
                        .securityGroupIds(group)
                        .privateDnsEnabled(named))
            .vpcEndpoint()
            .vpcEndpointId();
    sandbox.advance(Duration.ofMinutes(3));
    return id;
  }

  private void letIn() {
    ec2.authorizeSecurityGroupIngress(
        it -> it.groupId(group).ipProtocol("tcp").fromPort(443).toPort(443).cidrIp("10.0.0.0/16"));
  }

  /** Routes the subnet to an internet gateway. */
  private void wayOut() {
    gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    ec2.modifySubnetAttribute(
        it -> it.subnetId(subnet.subnetId()).mapPublicIpOnLaunch(on -> on.value(true)));
    subnet = ec2.describeSubnets(it -> it.subnetIds(subnet.subnetId())).subnets().get(0);
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet.subnetId()));
    ec2.createRoute(
        it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
  }

  private Paths paths() {
    return Paths.of(ec2, List.of(origin()));
  }

  private Origin origin() {
    return Origin.in(subnet);
  }

  private Path path() {
    return paths().toName(origin(), service, List.of("tcp 443"));
  }

  private List<String> broken() {
    return path().hops().stream().filter(hop -> !hop.isSatisfied()).map(Finding::code).toList();
  }

  @Test
  void leadsToTheEndpointThatHasTheName() {
    letIn();
    String id = endpoint(true);

    assertThat(broken()).isEmpty();
    assertThat(paths().endpoint(origin(), service))
        .hasValueSatisfying(taken -> assertThat(taken.vpcEndpointId()).isEqualTo(id));
  }

  @Test
  void leadsToTheEndpointEvenIfItsGroupBlocks() {
    endpoint(true);
    wayOut();

    assertThat(broken()).containsExactly(HopExpectations.ENDPOINT_GROUPS.code());
  }

  @Test
  void leadsOutIfTheEndpointHasNoPrivateName() {
    endpoint(false);
    wayOut();

    assertThat(broken()).isEmpty();
    assertThat(paths().endpoint(origin(), service)).isEmpty();
  }

  @Test
  void wantsThePrivateNameIfThereIsNoWayOut() {
    letIn();
    endpoint(false);

    assertThat(broken()).containsExactly(HopExpectations.ENDPOINT_DNS.code());
  }

  @Test
  void needsDnsOfTheVpcWithoutARouteOut() {
    letIn();
    endpoint(true);
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(on -> on.value(false)));

    assertThat(path().firstBroken())
        .hasValueSatisfying(hop -> assertThat(hop.subject()).contains(vpc));
  }

  @Test
  void leadsNowhereIfNoNameIsResolved() {
    letIn();
    endpoint(true);
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsSupport(on -> on.value(false)));

    assertThat(broken()).containsExactly(HopExpectations.NAMES.code());
  }

  @Test
  void wantsAnEndpointIfThereIsNeither() {
    assertThat(broken()).containsExactly(HopExpectations.ENDPOINT.code());
  }

  @Test
  void leadsOutIfOnlyThatWasBegun() {
    wayOut();
    ec2.detachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));

    assertThat(broken())
        .isNotEmpty()
        .doesNotContain(HopExpectations.ENDPOINT.code(), HopExpectations.ENDPOINT_DNS.code());
  }
}
