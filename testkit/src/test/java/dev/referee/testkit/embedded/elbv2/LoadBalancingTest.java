package dev.referee.testkit.embedded.elbv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import dev.referee.testkit.embedded.ec2.Images;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.TrafficSourceIdentifier;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

class LoadBalancingTest {
  private final Fleet fleet = new Fleet();
  private final ElasticLoadBalancingV2Client balancing =
      fleet.account.client(ElasticLoadBalancingV2Client::builder);
  private String vpc = "";
  private String balancer = "";
  private String targets = "";

  @BeforeEach
  void build() {
    vpc = fleet.ec2.describeVpcs().vpcs().get(0).vpcId();
    fleet.template("web", fleet.data("#!/bin/sh\n").build());
    balancer = loadBalancer("web", "us-east-1a", "us-east-1b", "us-east-1c");
    targets = targetGroup("web");
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private String loadBalancer(String name, String... zones) {
    return balancing
        .createLoadBalancer(it -> it.name(name).subnets(subnets(zones)))
        .loadBalancers()
        .get(0)
        .loadBalancerArn();
  }

  private List<String> subnets(String... zones) {
    return fleet
        .ec2
        .describeSubnets(it -> it.filters(Fleet.filter("availability-zone", zones)))
        .subnets()
        .stream()
        .map(subnet -> subnet.subnetId())
        .toList();
  }

  private String targetGroup(String name) {
    return balancing
        .createTargetGroup(it -> it.name(name).protocol(ProtocolEnum.HTTP).port(80).vpcId(vpc))
        .targetGroups()
        .get(0)
        .targetGroupArn();
  }

  private String listen(int port) {
    return balancing
        .createListener(
            it ->
                it.loadBalancerArn(balancer)
                    .protocol(ProtocolEnum.HTTP)
                    .port(port)
                    .defaultActions(forward(targets)))
        .listeners()
        .get(0)
        .listenerArn();
  }

  private static Action forward(String group) {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(group).build();
  }

  private String instance() {
    String id =
        fleet
            .ec2
            .runInstances(it -> it.imageId(Images.AL2023).minCount(1).maxCount(1))
            .instances()
            .get(0)
            .instanceId();
    fleet.passMinutes(1);
    return id;
  }

  private void register(String id) {
    balancing.registerTargets(it -> it.targetGroupArn(targets).targets(target(id)));
  }

  private static TargetDescription target(String id) {
    return TargetDescription.builder().id(id).build();
  }

  private List<TargetHealthDescription> health() {
    return balancing
        .describeTargetHealth(it -> it.targetGroupArn(targets))
        .targetHealthDescriptions();
  }

  private List<String> states() {
    return health().stream().map(LoadBalancingTest::state).toList();
  }

  private static String state(TargetHealthDescription one) {
    String reason = one.targetHealth().reasonAsString();
    return one.targetHealth().stateAsString() + (reason == null ? "" : " " + reason);
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private String defaultGroup() {
    return fleet
        .ec2
        .describeSecurityGroups(it -> it.filters(Fleet.filter("group-name", "default")))
        .securityGroups()
        .get(0)
        .groupId();
  }

  @Nested
  class TellsTheHealthOfTargets {
    @Test
    void thatNobodyUses() {
      register(instance());
      assertThat(states()).containsExactly("unused Target.NotInUse");
      assertThat(health().get(0).targetHealth().description())
          .isEqualTo("Target group is not configured to receive traffic from the load balancer");
    }

    @Test
    void fromRegistrationToHealthy() {
      listen(80);
      register(instance());
      assertThat(states()).containsExactly("initial Elb.RegistrationInProgress");
      fleet.pass(LoadBalancers.PROVISIONING);
      assertThat(states()).containsExactly("healthy");
      assertThat(health().get(0).target().port()).isEqualTo(80);
      assertThat(health().get(0).healthCheckPort()).isEqualTo("80");
    }

    @Test
    void whoseInstanceIsStoppedAndStartedAgain() {
      listen(80);
      String id = instance();
      register(id);
      fleet.passMinutes(4);
      fleet.ec2.stopInstances(it -> it.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(states()).containsExactly("unused Target.InvalidState");
      fleet.ec2.startInstances(it -> it.instanceIds(id));
      fleet.pass(Duration.ofSeconds(20));
      assertThat(states()).containsExactly("initial Elb.InitialHealthChecking");
      fleet.passMinutes(2);
      assertThat(states()).containsExactly("healthy");
    }

    @Test
    void whoseSecurityGroupLetsNoCheckIn() {
      listen(80);
      register(instance());
      fleet.passMinutes(4);
      IpPermission all = IpPermission.builder().ipProtocol("-1").build();
      fleet.ec2.revokeSecurityGroupIngress(
          it ->
              it.groupId(defaultGroup())
                  .ipPermissions(
                      all.toBuilder()
                          .userIdGroupPairs(
                              UserIdGroupPair.builder().groupId(defaultGroup()).build())
                          .build()));
      fleet.passMinutes(2);
      assertThat(states()).containsExactly("unhealthy Target.Timeout");
      fleet.ec2.authorizeSecurityGroupIngress(
          it ->
              it.groupId(defaultGroup())
                  .ipPermissions(
                      IpPermission.builder()
                          .ipProtocol("tcp")
                          .fromPort(80)
                          .toPort(80)
                          .ipRanges(IpRange.builder().cidrIp("172.31.0.0/16").build())
                          .build()));
      fleet.passMinutes(1);
      assertThat(states()).containsExactly("unhealthy Target.Timeout");
      fleet.passMinutes(2);
      assertThat(states()).containsExactly("healthy");
    }

    @Test
    void whoseAnswerIsNotTheOneThatIsAskedFor() {
      listen(80);
      register(instance());
      balancing.modifyTargetGroup(
          it -> it.targetGroupArn(targets).matcher(matcher -> matcher.httpCode("201,300-399")));
      fleet.passMinutes(4);
      assertThat(states()).containsExactly("unhealthy Target.ResponseCodeMismatch");
    }

    @Test
    void whoseServiceIsDownAndComesUpAgain() {
      listen(80);
      String id = instance();
      register(id);
      fleet.passMinutes(4);
      fleet.account.serviceDown(id);
      fleet.passMinutes(2);
      assertThat(states()).containsExactly("unhealthy Target.FailedHealthChecks");
      fleet.account.serviceAnswers(id, 503);
      fleet.passMinutes(1);
      assertThat(states()).containsExactly("unhealthy Target.ResponseCodeMismatch");
      assertThat(health().get(0).targetHealth().description())
          .isEqualTo("Health checks failed with these codes: [503]");
      fleet.account.serviceAnswers(id, 200);
      fleet.passMinutes(3);
      assertThat(states()).containsExactly("healthy");
    }

    @Test
    void inAZoneThatIsNotEnabled() {
      balancing.setSubnets(
          it -> it.loadBalancerArn(balancer).subnets(subnets("us-east-1b", "us-east-1c")));
      listen(80);
      register(
          fleet
              .ec2
              .runInstances(
                  it ->
                      it.imageId(Images.AL2023)
                          .minCount(1)
                          .maxCount(1)
                          .subnetId(subnets("us-east-1a").get(0)))
              .instances()
              .stream()
              .peek(one -> fleet.passMinutes(1))
              .findFirst()
              .orElseThrow()
              .instanceId());
      fleet.passMinutes(4);
      assertThat(states()).containsExactly("unused Target.NotInUse");
      assertThat(health().get(0).targetHealth().description()).contains("Availability Zone");
    }

    /** Confirmed against AWS by moto's test_register_targets. */
    @Test
    void whoseInstanceIsTerminatedOnlyToWhoNamesThem() {
      listen(80);
      String id = instance();
      register(id);
      fleet.passMinutes(4);
      fleet.ec2.terminateInstances(it -> it.instanceIds(id));
      fleet.passMinutes(10);
      assertThat(states()).isEmpty();
      assertThat(
              balancing
                  .describeTargetHealth(it -> it.targetGroupArn(targets).targets(target(id)))
                  .targetHealthDescriptions())
          .extracting(LoadBalancingTest::state)
          .containsExactly("draining Target.DeregistrationInProgress");
    }

    @Test
    void thatAreDraining() {
      listen(80);
      String id = instance();
      register(id);
      fleet.passMinutes(4);
      balancing.deregisterTargets(it -> it.targetGroupArn(targets).targets(target(id)));
      assertThat(states()).containsExactly("draining Target.DeregistrationInProgress");
      fleet.passMinutes(5);
      assertThat(states()).isEmpty();
      assertThat(
              balancing
                  .describeTargetHealth(it -> it.targetGroupArn(targets).targets(target(id)))
                  .targetHealthDescriptions())
          .extracting(LoadBalancingTest::state)
          .containsExactly("unused Target.NotRegistered");
    }

    @Test
    void byAddressBehindANetworkLoadBalancer() {
      String network =
          balancing
              .createLoadBalancer(
                  it ->
                      it.name("net")
                          .type(LoadBalancerTypeEnum.NETWORK)
                          .subnets(subnets("us-east-1a")))
              .loadBalancers()
              .get(0)
              .loadBalancerArn();
      targets =
          balancing
              .createTargetGroup(
                  it ->
                      it.name("tcp")
                          .protocol(ProtocolEnum.TCP)
                          .port(443)
                          .vpcId(vpc)
                          .targetType("ip"))
              .targetGroups()
              .get(0)
              .targetGroupArn();
      balancing.createListener(
          it ->
              it.loadBalancerArn(network)
                  .protocol(ProtocolEnum.TCP)
                  .port(443)
                  .defaultActions(forward(targets)));
      register(fleet.instance(instance()).privateIpAddress());
      fleet.passMinutes(4);
      assertThat(states()).containsExactly("unhealthy Target.FailedHealthChecks");
    }
  }

  @Nested
  class KeepsWhatItIsTold {
    @Test
    void ofLoadBalancers() {
      var made = balancing.describeLoadBalancers(it -> it.names("web")).loadBalancers().get(0);
      assertThat(made.loadBalancerArn())
          .matches(
              "arn:aws:elasticloadbalancing:us-east-1:\\d{12}:loadbalancer/app/web/[0-9a-f]{16}");
      assertThat(made.state().codeAsString()).isEqualTo("provisioning");
      assertThat(made.availabilityZones()).hasSize(3);
      fleet.passMinutes(2);
      assertThat(balancing.describeLoadBalancers().loadBalancers().get(0).state().codeAsString())
          .isEqualTo("active");
    }

    @Test
    void ofTagsAndAttributes() {
      balancing.addTags(
          it ->
              it.resourceArns(targets, balancer)
                  .tags(Tag.builder().key("team").value("unicorn").build()));
      assertThat(
              balancing
                  .describeTags(it -> it.resourceArns(targets))
                  .tagDescriptions()
                  .get(0)
                  .tags())
          .extracting(tag -> tag.key() + "=" + tag.value())
          .containsExactly("team=unicorn");
      balancing.modifyTargetGroupAttributes(
          it ->
              it.targetGroupArn(targets)
                  .attributes(
                      TargetGroupAttribute.builder()
                          .key("deregistration_delay.timeout_seconds")
                          .value("0")
                          .build()));
      assertThat(
              balancing
                  .describeTargetGroupAttributes(it -> it.targetGroupArn(targets))
                  .attributes())
          .extracting(one -> one.key() + "=" + one.value())
          .contains("deregistration_delay.timeout_seconds=0", "stickiness.enabled=false");
    }

    @Test
    void ofRulesInTheOrderOfTheirPriority() {
      String listener = listen(80);
      String other = targetGroup("other");
      balancing.createRule(
          it ->
              it.listenerArn(listener)
                  .priority(20)
                  .conditions(
                      RuleCondition.builder().field("path-pattern").values("/api/*").build())
                  .actions(forward(other)));
      assertThat(balancing.describeRules(it -> it.listenerArn(listener)).rules())
          .extracting(rule -> rule.priority())
          .containsExactly("20", "default");
      assertThat(balancing.describeTargetGroups(it -> it.loadBalancerArn(balancer)).targetGroups())
          .extracting(group -> group.targetGroupName())
          .containsExactly("web", "other");
      fails("ResourceInUse", () -> balancing.deleteTargetGroup(it -> it.targetGroupArn(other)));
      balancing.deleteListener(it -> it.listenerArn(listener));
      balancing.deleteTargetGroup(it -> it.targetGroupArn(other));
      fails("TargetGroupNotFound", () -> balancing.describeTargetGroups(it -> it.names("other")));
    }

    @Test
    void pageByPage() {
      targetGroup("other");
      fleet.account.pageSize(1);
      assertThat(balancing.describeTargetGroupsPaginator().targetGroups()).hasSize(2);
      assertThat(balancing.describeTargetGroups().nextMarker()).isNotNull();
    }
  }

  @Test
  void answersWithTheErrorsOfAws() {
    String listener = listen(80);
    fails("DuplicateLoadBalancerName", () -> loadBalancer("web", "us-east-1a", "us-east-1b"));
    fails("ValidationError", () -> loadBalancer("one", "us-east-1a"));
    fails(
        "SubnetNotFound",
        () -> balancing.createLoadBalancer(it -> it.name("x").subnets("subnet-0123456789abcdef0")));
    fails("InvalidTarget", () -> register("i-0123456789abcdef0"));
    fails("LoadBalancerNotFound", () -> balancing.describeLoadBalancers(it -> it.names("none")));
    fails(
        "TargetGroupNotFound",
        () -> balancing.describeTargetHealth(it -> it.targetGroupArn(targets + "0")));
    fails("ListenerNotFound", () -> balancing.deleteListener(it -> it.listenerArn(listener + "0")));
    fails(
        "OperationNotPermitted",
        () ->
            balancing.deleteRule(
                it ->
                    it.ruleArn(
                        balancing
                            .describeRules(rules -> rules.listenerArn(listener))
                            .rules()
                            .get(0)
                            .ruleArn())));
    fails(
        "TargetGroupAssociationLimit",
        () -> {
          String second = loadBalancer("second", "us-east-1a", "us-east-1b");
          balancing.createListener(
              it ->
                  it.loadBalancerArn(second)
                      .protocol(ProtocolEnum.HTTP)
                      .port(80)
                      .defaultActions(forward(targets)));
        });
  }

  @Nested
  class ServesAutoScalingGroups {
    private void group(String healthCheck) {
      listen(80);
      fleet.group("web", "1", 2);
      fleet.scaling.updateAutoScalingGroup(
          it ->
              it.autoScalingGroupName("web")
                  .healthCheckType(healthCheck)
                  .healthCheckGracePeriod(120));
      fleet.scaling.attachLoadBalancerTargetGroups(
          it -> it.autoScalingGroupName("web").targetGroupARNs(targets));
    }

    @Test
    void whoseMembersAreRegisteredAndDeregistered() {
      group("ELB");
      assertThat(health())
          .extracting(one -> one.target().id())
          .containsExactlyInAnyOrderElementsOf(fleet.members());
      fleet.passMinutes(4);
      assertThat(states()).containsExactly("healthy", "healthy");
      assertThat(
              fleet
                  .scaling
                  .describeLoadBalancerTargetGroups(it -> it.autoScalingGroupName("web"))
                  .loadBalancerTargetGroups())
          .extracting(one -> one.state())
          .containsExactly("InService");
      fleet.scaling.setDesiredCapacity(it -> it.autoScalingGroupName("web").desiredCapacity(3));
      fleet.passMinutes(3);
      assertThat(states()).containsExactly("healthy", "healthy", "healthy");
      fleet.scaling.setDesiredCapacity(it -> it.autoScalingGroupName("web").desiredCapacity(1));
      fleet.passMinutes(1);
      assertThat(states())
          .containsExactlyInAnyOrder(
              "healthy",
              "draining Target.DeregistrationInProgress",
              "draining Target.DeregistrationInProgress");
      fleet.passMinutes(5);
      assertThat(states()).containsExactly("healthy");
    }

    @Test
    void whoseUnhealthyMembersAreReplacedAfterTheGracePeriod() {
      group("ELB");
      fleet.passMinutes(4);
      List<String> before = fleet.members();
      balancing.modifyTargetGroup(
          it -> it.targetGroupArn(targets).matcher(matcher -> matcher.httpCode("201")));
      fleet.passMinutes(2);
      assertThat(fleet.members()).doesNotContainAnyElementsOf(before).hasSize(2);
      assertThat(
              fleet
                  .scaling
                  .describeScalingActivities(it -> it.autoScalingGroupName("web"))
                  .activities())
          .anySatisfy(one -> assertThat(one.cause()).contains("ELB system health check failure"));
    }

    @Test
    void thatAskEc2OnlyAndKeepUnhealthyTargets() {
      group("EC2");
      List<String> before = fleet.members();
      balancing.modifyTargetGroup(
          it -> it.targetGroupArn(targets).matcher(matcher -> matcher.httpCode("201")));
      fleet.passMinutes(6);
      assertThat(fleet.members()).containsExactlyElementsOf(before);
      assertThat(fleet.group().instances())
          .extracting(Instance::healthStatus)
          .containsOnly("Healthy");
      assertThat(states()).hasSize(2).containsOnly("unhealthy Target.ResponseCodeMismatch");
    }

    @Test
    void whoseStandbyTakesNoTraffic() {
      group("ELB");
      fleet.passMinutes(4);
      String id = fleet.members().get(0);
      fleet.scaling.enterStandby(
          it ->
              it.autoScalingGroupName("web").instanceIds(id).shouldDecrementDesiredCapacity(true));
      assertThat(states())
          .containsExactlyInAnyOrder("healthy", "draining Target.DeregistrationInProgress");
      fleet.scaling.exitStandby(it -> it.autoScalingGroupName("web").instanceIds(id));
      fleet.passMinutes(2);
      assertThat(states()).containsExactly("healthy", "healthy");
    }

    @Test
    void thatDoNotAddToLoadBalancersMeanwhile() {
      listen(80);
      fleet.group("web", "1", 1);
      fleet.scaling.attachTrafficSources(
          it ->
              it.autoScalingGroupName("web")
                  .trafficSources(TrafficSourceIdentifier.builder().identifier(targets).build()));
      fleet.scaling.suspendProcesses(
          it -> it.autoScalingGroupName("web").scalingProcesses("AddToLoadBalancer"));
      fleet.scaling.setDesiredCapacity(it -> it.autoScalingGroupName("web").desiredCapacity(2));
      fleet.passMinutes(2);
      assertThat(health()).hasSize(1);
      assertThat(fleet.group().targetGroupARNs()).containsExactly(targets);
      assertThat(
              fleet
                  .scaling
                  .describeTrafficSources(it -> it.autoScalingGroupName("web"))
                  .trafficSources())
          .extracting(one -> one.identifier() + " " + one.type() + " " + one.state())
          .containsExactly(targets + " elbv2 Added");
      fleet.scaling.detachTrafficSources(
          it ->
              it.autoScalingGroupName("web")
                  .trafficSources(TrafficSourceIdentifier.builder().identifier(targets).build()));
      assertThat(states()).containsExactly("draining Target.DeregistrationInProgress");
      assertThat(fleet.group().trafficSources()).isEmpty();
    }

    @Test
    void thatNameWhatIsNotThere() {
      fleet.group("web", "1", 1);
      fails(
          "ValidationError",
          () ->
              fleet.scaling.attachLoadBalancerTargetGroups(
                  it -> it.autoScalingGroupName("web").targetGroupARNs(targets + "0")));
      fails(
          "ValidationError",
          () ->
              fleet.scaling.detachLoadBalancerTargetGroups(
                  it -> it.autoScalingGroupName("web").targetGroupARNs(targets)));
    }
  }
}
