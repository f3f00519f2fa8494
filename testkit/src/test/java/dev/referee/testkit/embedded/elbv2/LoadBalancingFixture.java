package dev.referee.testkit.embedded.elbv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RedirectActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;

/** An account with a load balancer and a target group, and the assertion that calls are refused. */
final class LoadBalancingFixture implements AutoCloseable {
  final EmbeddedCloud cloud = EmbeddedCloud.start();
  final EmbeddedAccount account = cloud.account("222222222222");
  final Ec2Client ec2 = account.client(Ec2Client::builder);
  final ElasticLoadBalancingV2Client balancing =
      account.client(ElasticLoadBalancingV2Client::builder);
  final String vpc;
  final String balancer;
  final String targets;

  LoadBalancingFixture() {
    vpc = ec2.describeVpcs().vpcs().get(0).vpcId();
    balancer = loadBalancer("web", "us-east-1a", "us-east-1b");
    targets = targetGroup("web", it -> {});
  }

  @Override
  public void close() {
    cloud.close();
  }

  List<String> subnets(String... zones) {
    return ec2
        .describeSubnets(
            it -> it.filters(Filter.builder().name("availability-zone").values(zones).build()))
        .subnets()
        .stream()
        .map(Subnet::subnetId)
        .toList();
  }

  String loadBalancer(String name, String... zones) {
    return balancing
        .createLoadBalancer(it -> it.name(name).subnets(subnets(zones)))
        .loadBalancers()
        .get(0)
        .loadBalancerArn();
  }

  String networkLoadBalancer() {
    return balancing
        .createLoadBalancer(it -> it.name("net").type("network").subnets(subnets("us-east-1a")))
        .loadBalancers()
        .get(0)
        .loadBalancerArn();
  }

  String targetGroup(String name, Consumer<CreateTargetGroupRequest.Builder> more) {
    return balancing
        .createTargetGroup(
            it -> {
              it.name(name).protocol("HTTP").port(80).vpcId(vpc);
              more.accept(it);
            })
        .targetGroups()
        .get(0)
        .targetGroupArn();
  }

  String listen(String to, String protocol, int port, Action action) {
    return balancing
        .createListener(
            it -> it.loadBalancerArn(to).protocol(protocol).port(port).defaultActions(action))
        .listeners()
        .get(0)
        .listenerArn();
  }

  String listen() {
    return listen(balancer, "HTTP", 80, forward(targets));
  }

  static Action forward(String group) {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(group).build();
  }

  static Action redirect(Consumer<RedirectActionConfig.Builder> config) {
    return Action.builder().type("redirect").redirectConfig(config).build();
  }

  static Action fixed(String code, String contentType) {
    return Action.builder()
        .type("fixed-response")
        .fixedResponseConfig(it -> it.statusCode(code).contentType(contentType))
        .build();
  }

  static RuleCondition paths(String... values) {
    return RuleCondition.builder()
        .field("path-pattern")
        .pathPatternConfig(it -> it.values(values))
        .build();
  }

  static RuleCondition hosts(String... values) {
    return RuleCondition.builder()
        .field("host-header")
        .hostHeaderConfig(it -> it.values(values))
        .build();
  }

  static void refused(String message, ThrowingCallable call) {
    refused("ValidationError", message, call);
  }

  static void refused(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(400);
            });
  }
}
