package dev.referee.ec2;

import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/** A scenario builder for a fleet of three instances in three zones behind a load balancer. */
final class ServedFleet {
  static final String NAME = "unicorn-web";

  final Ec2Client ec2;
  final AutoScalingClient autoScaling;
  final ElasticLoadBalancingV2Client balancing;
  final CloudFormationClient cloudFormation;
  final Sandbox sandbox;

  AutoScalingGroups judged = AutoScalingGroups.named(NAME);
  OptionalInt atLeast = OptionalInt.empty();
  int zones = 2;
  boolean together;
  boolean loadBalancers = true;
  boolean outsiders;
  List<String> namedTargetGroups = List.of();

  String vpc = "";
  final List<String> subnets = new ArrayList<>();
  String balancerFirewall = "";
  String webFirewall = "";
  String balancer = "";
  String targetGroup = "";
  String listener = "";

  ServedFleet(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.autoScaling = sandbox.client(AutoScalingClient::builder);
    this.balancing = sandbox.client(ElasticLoadBalancingV2Client::builder);
    this.cloudFormation = sandbox.client(CloudFormationClient::builder);
  }

  /** Builds everything, and waits until the fleet serves. */
  ServedFleet built() {
    return prepared().group(NAME, behind(targetGroup)).later(5);
  }

  /** Builds everything except the group. */
  ServedFleet prepared() {
    return alone().balancer("application").targets("unicorn", 80).listening();
  }

  /** Builds the prerequisites of a group without a load balancer. */
  ServedFleet alone() {
    vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    List<String> zones =
        ec2.describeAvailabilityZones().availabilityZones().stream()
            .map(zone -> zone.zoneName())
            .limit(3)
            .toList();
    for (String zone : zones) {
      String range = "10.0." + subnets.size() + ".0/24";
      subnets.add(
          ec2.createSubnet(it -> it.vpcId(vpc).availabilityZone(zone).cidrBlock(range))
              .subnet()
              .subnetId());
    }
    balancerFirewall = firewall("balancer");
    webFirewall = firewall("web");
    letIn(80, IpPermission.builder().userIdGroupPairs(group(balancerFirewall)).build());
    ec2.createLaunchTemplate(
        it ->
            it.launchTemplateName(NAME)
                .launchTemplateData(
                    data ->
                        data.imageId(SpawningFleet.IMAGE)
                            .instanceType("t3.micro")
                            .userData(SpawningFleet.secretUserData())
                            .securityGroupIds(webFirewall)));
    return this;
  }

  private String firewall(String name) {
    return ec2.createSecurityGroup(it -> it.groupName(name).description(name).vpcId(vpc)).groupId();
  }

  private static UserIdGroupPair group(String id) {
    return UserIdGroupPair.builder().groupId(id).build();
  }

  ServedFleet letIn(int port, IpPermission from) {
    IpPermission rule = from.toBuilder().ipProtocol("tcp").fromPort(port).toPort(port).build();
    ec2.authorizeSecurityGroupIngress(it -> it.groupId(webFirewall).ipPermissions(rule));
    return this;
  }

  /** Revokes the rule that allows the load balancer's health checks. */
  ServedFleet shutOut() {
    IpPermission rule =
        IpPermission.builder()
            .ipProtocol("tcp")
            .fromPort(80)
            .toPort(80)
            .userIdGroupPairs(group(balancerFirewall))
            .build();
    ec2.revokeSecurityGroupIngress(it -> it.groupId(webFirewall).ipPermissions(rule));
    return this;
  }

  static IpPermission anywhere() {
    return IpPermission.builder().ipRanges(IpRange.builder().cidrIp("10.0.0.0/8").build()).build();
  }

  ServedFleet balancer(String type) {
    balancer =
        balancing
            .createLoadBalancer(
                it -> {
                  it.name("unicorn").type(type).scheme("internal").subnets(subnets);
                  if (type.equals("application")) {
                    it.securityGroups(balancerFirewall);
                  }
                })
            .loadBalancers()
            .get(0)
            .loadBalancerArn();
    return this;
  }

  /** Creates the target group, which the other methods use from now on. */
  ServedFleet targets(String name, int port) {
    return targets(name, it -> it.port(port));
  }

  ServedFleet targets(String name, Consumer<CreateTargetGroupRequest.Builder> how) {
    CreateTargetGroupRequest.Builder request =
        CreateTargetGroupRequest.builder()
            .name(name)
            .protocol("HTTP")
            .vpcId(vpc)
            .healthCheckIntervalSeconds(10)
            .healthCheckTimeoutSeconds(5)
            .healthyThresholdCount(2)
            .unhealthyThresholdCount(2);
    how.accept(request);
    targetGroup =
        balancing.createTargetGroup(request.build()).targetGroups().get(0).targetGroupArn();
    return this;
  }

  ServedFleet listening() {
    return listening("HTTP", 80);
  }

  ServedFleet listening(String protocol, int port) {
    listener =
        balancing
            .createListener(
                it ->
                    it.loadBalancerArn(balancer)
                        .protocol(protocol)
                        .port(port)
                        .defaultActions(forward()))
            .listeners()
            .get(0)
            .listenerArn();
    return this;
  }

  Action forward() {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(targetGroup).build();
  }

  ServedFleet modify(Consumer<ModifyTargetGroupRequest.Builder> how) {
    balancing.modifyTargetGroup(it -> how.accept(it.targetGroupArn(targetGroup)));
    return this;
  }

  static Consumer<CreateAutoScalingGroupRequest.Builder> behind(String... targetGroups) {
    return it -> it.targetGroupARNs(targetGroups);
  }

  ServedFleet group(String name, Consumer<CreateAutoScalingGroupRequest.Builder> how) {
    CreateAutoScalingGroupRequest.Builder request =
        CreateAutoScalingGroupRequest.builder()
            .autoScalingGroupName(name)
            .minSize(0)
            .maxSize(6)
            .desiredCapacity(3)
            .launchTemplate(SpawningFleet.specification(NAME, "$Latest"))
            .vpcZoneIdentifier(String.join(",", subnets));
    how.accept(request);
    if (request.build().mixedInstancesPolicy() != null) {
      request.launchTemplate(
          (software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification) null);
    }
    autoScaling.createAutoScalingGroup(request.build());
    return this;
  }

  ServedFleet update(Consumer<UpdateAutoScalingGroupRequest.Builder> how) {
    autoScaling.updateAutoScalingGroup(it -> how.accept(it.autoScalingGroupName(NAME)));
    return this;
  }

  ServedFleet tag(String group) {
    Tag tag =
        Tag.builder()
            .resourceId(group)
            .resourceType("auto-scaling-group")
            .key("service")
            .value("unicorn")
            .propagateAtLaunch(false)
            .build();
    autoScaling.createOrUpdateTags(it -> it.tags(tag));
    judged = AutoScalingGroups.tagged("service", "unicorn");
    return this;
  }

  ServedFleet suspend(String... processes) {
    autoScaling.suspendProcesses(it -> it.autoScalingGroupName(NAME).scalingProcesses(processes));
    return this;
  }

  List<String> servers() {
    return group().instances().stream().map(each -> each.instanceId()).toList();
  }

  private AutoScalingGroup group() {
    return autoScaling
        .describeAutoScalingGroups(it -> it.autoScalingGroupNames(NAME))
        .autoScalingGroups()
        .get(0);
  }

  String oneServer() {
    return servers().get(0);
  }

  ServedFleet terminateOne() {
    String id = oneServer();
    ec2.terminateInstances(it -> it.instanceIds(id));
    return this;
  }

  ServedFleet stopOne() {
    String id = oneServer();
    ec2.stopInstances(it -> it.instanceIds(id));
    return this;
  }

  /** Starts instances by hand, of the group's template, and waits until they run. */
  List<String> byHand(int count, int subnet) {
    List<String> ids =
        ec2
            .runInstances(
                run ->
                    run.launchTemplate(from -> from.launchTemplateName(NAME))
                        .subnetId(subnets.get(subnet))
                        .minCount(count)
                        .maxCount(count))
            .instances()
            .stream()
            .map(instance -> instance.instanceId())
            .toList();
    later(2);
    return ids;
  }

  ServedFleet register(List<String> targets) {
    balancing.registerTargets(it -> it.targetGroupArn(targetGroup).targets(described(targets)));
    return this;
  }

  ServedFleet deregister(List<String> targets) {
    balancing.deregisterTargets(it -> it.targetGroupArn(targetGroup).targets(described(targets)));
    return this;
  }

  private static List<TargetDescription> described(List<String> targets) {
    return targets.stream().map(id -> TargetDescription.builder().id(id).build()).toList();
  }

  List<String> addresses() {
    List<String> ids = servers();
    return ec2.describeInstances(it -> it.instanceIds(ids)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(instance -> instance.privateIpAddress())
        .toList();
  }

  ServedFleet asking(int instances) {
    atLeast = OptionalInt.of(instances);
    return this;
  }

  /** Moves the clock by minutes. */
  ServedFleet later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }
}
