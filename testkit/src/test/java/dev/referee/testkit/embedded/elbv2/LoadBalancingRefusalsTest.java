package dev.referee.testkit.embedded.elbv2;

import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.fixed;
import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Cipher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SslPolicy;

class LoadBalancingRefusalsTest {
  private static final String ENUM =
      "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must"
          + " satisfy enum value set: [%s]";

  private final LoadBalancingFixture fixture = new LoadBalancingFixture();
  private final ElasticLoadBalancingV2Client balancing = fixture.balancing;
  private final String balancer = fixture.balancer;
  private final String targets = fixture.targets;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Nested
  class CreatesOnce {
    @Test
    void loadBalancersOfTheSameSettings() {
      assertThat(fixture.loadBalancer("web", "us-east-1b", "us-east-1a")).isEqualTo(balancer);
      refused(
          "DuplicateLoadBalancerName",
          "A load balancer with the same name 'web' exists, but with different settings",
          () -> fixture.loadBalancer("web", "us-east-1a", "us-east-1c"));
      refused(
          "DuplicateLoadBalancerName",
          "A load balancer with the same name 'web' exists, but with different settings",
          () ->
              balancing.createLoadBalancer(
                  it ->
                      it.name("web")
                          .scheme("internal")
                          .subnets(fixture.subnets("us-east-1a", "us-east-1b"))));
    }

    @Test
    void targetGroupsOfTheSameSettings() {
      assertThat(fixture.targetGroup("web", it -> it.healthCheckPath("/"))).isEqualTo(targets);
      refused(
          "DuplicateTargetGroupName",
          "A target group with the same name 'web' exists, but with different settings",
          () -> fixture.targetGroup("web", it -> it.port(8080)));
      balancing.modifyTargetGroup(it -> it.targetGroupArn(targets).healthCheckPath("/up"));
      assertThat(fixture.targetGroup("web", it -> it.healthCheckPath("/up"))).isEqualTo(targets);
    }

    @Test
    void listenersOfTheSameSettings() {
      assertThat(fixture.listen()).isEqualTo(fixture.listen());
      refused(
          "DuplicateListener",
          "A listener already exists on this port for this load balancer '" + balancer + "'",
          () -> fixture.listen(balancer, "HTTP", 80, fixed("404", "text/plain")));
    }
  }

  @Nested
  class RefusesNames {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "a23456789012345678901234567890123|cannot be longer than '32' characters",
          "my_web|can only contain characters that are alphanumeric characters and hyphens(-)",
          "internal-web|cannot begin with 'internal-'",
          "-web|cannot begin or end with a hyphen(-)",
          "web-|cannot begin or end with a hyphen(-)"
        })
    void ofLoadBalancers(String name, String why) {
      refused(
          "The load balancer name '" + name + "' " + why,
          () -> fixture.loadBalancer(name, "us-east-1a"));
    }

    @Test
    void ofTargetGroups() {
      String longest = "a".repeat(33);
      refused(
          "Target group name '" + longest + "' cannot be longer than '32' characters",
          () -> fixture.targetGroup(longest, it -> {}));
      refused(
          "Target group name 'my_web' can only contain characters that are alphanumeric characters"
              + " or hyphens(-)",
          () -> fixture.targetGroup("my_web", it -> {}));
      for (String name : List.of("-web", "web-", "we--b")) {
        refused(
            ("1 validation error detected: Value '%s' at"
                    + " 'targetGroup.targetGroupArn.targetGroupName' failed to satisfy constraint:"
                    + " Member must satisfy regular expression pattern:"
                    + " (?!.*--)(?!^-)(?!.*-$)^[A-Za-z0-9-]+$")
                .formatted(name),
            () -> fixture.targetGroup(name, it -> {}));
      }
    }
  }

  @Nested
  class RefusesArns {
    @Test
    void thatAreNone() {
      refused(
          "'web' is not a valid load balancer ARN",
          () -> balancing.describeLoadBalancers(it -> it.loadBalancerArns("web")));
      refused(
          "'web' is not a valid target group ARN",
          () -> balancing.describeTargetHealth(it -> it.targetGroupArn("web")));
      refused(
          "'web' is not a valid listener ARN",
          () -> balancing.deleteListener(it -> it.listenerArn("web")));
      refused(
          "'web' is not a valid listener rule ARN",
          () -> balancing.deleteRule(it -> it.ruleArn("web")));
      refused(
          "'web' is not a valid load balancer ARN",
          () -> balancing.deleteLoadBalancer(it -> it.loadBalancerArn("web")));
    }

    @Test
    void ofAnotherAccountOrRegionOrKind() {
      for (String other :
          List.of(
              balancer.replace("us-east-1", "eu-west-1"),
              balancer.replace("222222222222", "333333333333"),
              targets)) {
        refused(
            "'" + other + "' is not a valid load balancer ARN",
            () -> balancing.describeListeners(it -> it.loadBalancerArn(other)));
      }
    }
  }

  @Nested
  class RefusesHealthChecks {
    @Test
    void outOfTheirBounds() {
      refused(
          "1 validation error detected: Value '4' at 'healthCheckIntervalSeconds' failed to satisfy"
              + " constraint: Member must have value greater than or equal to 5",
          () -> fixture.targetGroup("often", it -> it.healthCheckIntervalSeconds(4)));
      refused(
          "1 validation error detected: Value '11' at 'healthyThresholdCount' failed to satisfy"
              + " constraint: Member must have value less than or equal to 10",
          () -> fixture.targetGroup("many", it -> it.healthyThresholdCount(11)));
      refused(
          "Health check timeout '30' must be smaller than the interval '30'",
          () -> fixture.targetGroup("slow", it -> it.healthCheckTimeoutSeconds(30)));
      refused(
          "Health check path 'up' must begin with a '/' character",
          () -> fixture.targetGroup("path", it -> it.healthCheckPath("up")));
      refused(
          "Health check port '0' must be 'traffic-port' or between '1-65535' inclusive",
          () -> fixture.targetGroup("port", it -> it.healthCheckPort("0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "199", "200-500", "ok"})
    void whoseCodesAreOutOfBounds(String codes) {
      String wrong = codes.equals("200-500") ? "500" : codes;
      refused(
          "Health check matcher HTTP code '" + wrong + "' must be within '200-499' inclusive",
          () -> fixture.targetGroup("codes", it -> it.matcher(matcher -> matcher.httpCode(codes))));
    }

    @Test
    void whoseCodesDoNotFitTheirProtocol() {
      refused(
          "Health check matcher GRPC code '100' must be within '0-99' inclusive",
          () ->
              fixture.targetGroup(
                  "grpc",
                  it -> it.protocolVersion("GRPC").matcher(matcher -> matcher.grpcCode("0,100"))));
      refused(
          "Health check matcher HTTP code '600' must be within '200-599' inclusive",
          () ->
              fixture.targetGroup(
                  "tcp",
                  it ->
                      it.protocol("TCP")
                          .healthCheckProtocol("HTTP")
                          .matcher(matcher -> matcher.httpCode("200-600"))));
      refused(
          "InvalidConfigurationRequest",
          "Health check matchers are not supported for TCP health checks",
          () ->
              fixture.targetGroup(
                  "plain", it -> it.protocol("TCP").matcher(matcher -> matcher.httpCode("200"))));
    }
  }

  @Test
  void failsStacksOfTheSame() {
    CloudFormationClient stacks = fixture.account.client(CloudFormationClient::builder);
    stacks.createStack(
        it ->
            it.stackName("web")
                .templateBody(
                    """
                    Resources:
                      Web:
                        Type: AWS::ElasticLoadBalancingV2::TargetGroup
                        Properties:
                          {Name: often, Protocol: HTTP, Port: 80, VpcId: %s,
                           HealthCheckIntervalSeconds: 4}
                    """
                        .formatted(fixture.vpc)));
    assertThat(stacks.describeStackEvents(it -> it.stackName("web")).stackEvents())
        .extracting(StackEvent::resourceStatusReason)
        .anySatisfy(reason -> assertThat(reason).contains("'healthCheckIntervalSeconds' failed"));
  }

  @Test
  void describesSecurityPolicies() {
    assertThat(balancing.describeSSLPolicies().sslPolicies())
        .extracting(SslPolicy::name)
        .contains("ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-2-2021-06");
    SslPolicy policy =
        balancing
            .describeSSLPolicies(it -> it.names("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"))
            .sslPolicies()
            .get(0);
    assertThat(policy.sslProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(policy.ciphers()).extracting(Cipher::priority).containsExactly(1, 2, 3, 4, 5, 6, 7);
    refused(
        "SSLPolicyNotFound",
        "SSL policy 'none' not found",
        () -> balancing.describeSSLPolicies(it -> it.names(Collections.singleton("none"))));
  }

  @Test
  void describesItsQuotas() {
    assertThat(balancing.describeAccountLimits().limits())
        .contains(
            Limit.builder().name("condition-values-per-alb-rule").max("5").build(),
            Limit.builder().name("application-load-balancers").max("50").build());
    fixture.account.pageSize(5);
    assertThat(balancing.describeAccountLimitsPaginator().limits()).hasSize(18);
  }

  @Test
  void refusesProtocolsOfTargetGroups() {
    refused(
        ENUM.formatted(
            "FTP", "protocol", "HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC"),
        () -> fixture.targetGroup("ftp", it -> it.protocol("FTP")));
    refused(
        "Port cannot be specified for target groups with target type 'lambda'",
        () ->
            fixture.targetGroup(
                "function", it -> it.targetType("lambda").protocol((String) null).vpcId(null)));
    refused(
        "A VPC ID must be specified", () -> fixture.targetGroup("nowhere", it -> it.vpcId(null)));
    refused(
        "Health check protocol 'TCP' must be one of '[HTTP, HTTPS]'",
        () -> fixture.targetGroup("tcp", it -> it.healthCheckProtocol("TCP")));
  }
}
