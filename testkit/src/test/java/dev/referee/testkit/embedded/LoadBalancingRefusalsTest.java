package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Cipher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.QueryStringKeyValuePair;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RedirectActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SslPolicy;

class LoadBalancingRefusalsTest {
  private static final String ENUM =
      "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must"
          + " satisfy enum value set: [%s]";
  private static final String CERTIFICATE =
      "arn:aws:acm:us-east-1:222222222222:certificate/12345678-1234-1234-1234-123456789012";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("222222222222");
  private final Ec2Client ec2 = account.client(Ec2Client::builder);
  private final ElasticLoadBalancingV2Client balancing =
      account.client(ElasticLoadBalancingV2Client::builder);
  private String vpc = "";
  private String balancer = "";
  private String targets = "";

  @BeforeEach
  void build() {
    vpc = ec2.describeVpcs().vpcs().get(0).vpcId();
    balancer = loadBalancer("web", "us-east-1a", "us-east-1b");
    targets = targetGroup("web", it -> {});
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private List<String> subnets(String... zones) {
    return ec2
        .describeSubnets(
            it -> it.filters(Filter.builder().name("availability-zone").values(zones).build()))
        .subnets()
        .stream()
        .map(Subnet::subnetId)
        .toList();
  }

  private String loadBalancer(String name, String... zones) {
    return balancing
        .createLoadBalancer(it -> it.name(name).subnets(subnets(zones)))
        .loadBalancers()
        .get(0)
        .loadBalancerArn();
  }

  private String networkLoadBalancer() {
    return balancing
        .createLoadBalancer(it -> it.name("net").type("network").subnets(subnets("us-east-1a")))
        .loadBalancers()
        .get(0)
        .loadBalancerArn();
  }

  private String targetGroup(String name, Consumer<CreateTargetGroupRequest.Builder> more) {
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

  private String listen(String to, String protocol, int port, Action action) {
    return balancing
        .createListener(
            it -> it.loadBalancerArn(to).protocol(protocol).port(port).defaultActions(action))
        .listeners()
        .get(0)
        .listenerArn();
  }

  private String listen() {
    return listen(balancer, "HTTP", 80, forward(targets));
  }

  private void rule(RuleCondition... conditions) {
    String listener = listen();
    balancing.createRule(
        it ->
            it.listenerArn(listener).priority(10).conditions(conditions).actions(forward(targets)));
  }

  private static Action forward(String group) {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(group).build();
  }

  private static Action redirect(Consumer<RedirectActionConfig.Builder> config) {
    return Action.builder().type("redirect").redirectConfig(config).build();
  }

  private static Action fixed(String code, String contentType) {
    return Action.builder()
        .type("fixed-response")
        .fixedResponseConfig(it -> it.statusCode(code).contentType(contentType))
        .build();
  }

  private static RuleCondition paths(String... values) {
    return RuleCondition.builder()
        .field("path-pattern")
        .pathPatternConfig(it -> it.values(values))
        .build();
  }

  private static RuleCondition hosts(String... values) {
    return RuleCondition.builder()
        .field("host-header")
        .hostHeaderConfig(it -> it.values(values))
        .build();
  }

  private static void refused(String message, ThrowingCallable call) {
    refused("ValidationError", message, call);
  }

  private static void refused(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(400);
            });
  }

  @Nested
  class CreatesOnce {
    @Test
    void loadBalancersOfTheSameSettings() {
      assertThat(loadBalancer("web", "us-east-1b", "us-east-1a")).isEqualTo(balancer);
      refused(
          "DuplicateLoadBalancerName",
          "A load balancer with the same name 'web' exists, but with different settings",
          () -> loadBalancer("web", "us-east-1a", "us-east-1c"));
      refused(
          "DuplicateLoadBalancerName",
          "A load balancer with the same name 'web' exists, but with different settings",
          () ->
              balancing.createLoadBalancer(
                  it ->
                      it.name("web")
                          .scheme("internal")
                          .subnets(subnets("us-east-1a", "us-east-1b"))));
    }

    @Test
    void targetGroupsOfTheSameSettings() {
      assertThat(targetGroup("web", it -> it.healthCheckPath("/"))).isEqualTo(targets);
      refused(
          "DuplicateTargetGroupName",
          "A target group with the same name 'web' exists, but with different settings",
          () -> targetGroup("web", it -> it.port(8080)));
      balancing.modifyTargetGroup(it -> it.targetGroupArn(targets).healthCheckPath("/up"));
      assertThat(targetGroup("web", it -> it.healthCheckPath("/up"))).isEqualTo(targets);
    }

    @Test
    void listenersOfTheSameSettings() {
      assertThat(listen()).isEqualTo(listen());
      refused(
          "DuplicateListener",
          "A listener already exists on this port for this load balancer '" + balancer + "'",
          () -> listen(balancer, "HTTP", 80, fixed("404", "text/plain")));
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
          "The load balancer name '" + name + "' " + why, () -> loadBalancer(name, "us-east-1a"));
    }

    @Test
    void ofTargetGroups() {
      String longest = "a".repeat(33);
      refused(
          "Target group name '" + longest + "' cannot be longer than '32' characters",
          () -> targetGroup(longest, it -> {}));
      refused(
          "Target group name 'my_web' can only contain characters that are alphanumeric characters"
              + " or hyphens(-)",
          () -> targetGroup("my_web", it -> {}));
      for (String name : List.of("-web", "web-", "we--b")) {
        refused(
            ("1 validation error detected: Value '%s' at"
                    + " 'targetGroup.targetGroupArn.targetGroupName' failed to satisfy constraint:"
                    + " Member must satisfy regular expression pattern:"
                    + " (?!.*--)(?!^-)(?!.*-$)^[A-Za-z0-9-]+$")
                .formatted(name),
            () -> targetGroup(name, it -> {}));
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
  class RefusesConditions {
    @Test
    void ofUnknownFields() {
      refused(
          "A condition field must be specified",
          () -> rule(RuleCondition.builder().values("/a").build()));
      refused(
          "Condition field 'path' must be one of '[path-pattern,host-header,http-header,"
              + "http-request-method,query-string,source-ip]'",
          () -> rule(RuleCondition.builder().field("path").values("/a").build()));
    }

    @Test
    void withTooManyValues() {
      refused(
          "A rule can only have '5' condition values",
          () -> rule(paths("/a", "/b", "/c"), hosts("a.com", "b.com", "c.com")));
      refused(
          "A rule can only have '6' condition wildcards", () -> rule(paths("/*/*/*/*", "/*/*/*")));
      refused(
          "The 'host-header' field contains too many values; the limit is '1'",
          () -> rule(RuleCondition.builder().field("host-header").values("a.b", "c.d").build()));
      refused(
          "A rule can only have one 'path-pattern' condition",
          () -> rule(paths("/a"), paths("/b")));
    }

    @Test
    void withValuesInTheWrongPlace() {
      refused("A condition value must be specified", () -> rule(paths()));
      refused(
          "You cannot provide both Values and 'HostHeaderConfig' for a condition of type"
              + " 'host-header'",
          () -> rule(hosts("a.com").toBuilder().values("a.com").build()));
      refused(
          "The 'Values' field is not compatible with 'source-ip'",
          () -> rule(RuleCondition.builder().field("source-ip").values("10.0.0.0/8").build()));
      refused(
          "A 'QueryStringConfig' must be specified with 'query-string'",
          () -> rule(RuleCondition.builder().field("query-string").build()));
      refused(
          "The 'PathPatternConfig' field is not compatible with 'host-header'",
          () -> rule(paths("/a").toBuilder().field("host-header").build()));
    }

    @Test
    void whoseValuesAreTooLong() {
      refused(
          "The 'path-pattern' value is too long; the limit is '128'",
          () -> rule(paths("/" + "a".repeat(128))));
      refused(
          "The 'HttpHeaderName' value is too long; the limit is '40'",
          () ->
              rule(
                  RuleCondition.builder()
                      .field("http-header")
                      .httpHeaderConfig(it -> it.httpHeaderName("h".repeat(41)).values("x"))
                      .build()));
      refused(
          "The 'Key' value is too long; the limit is '128'",
          () ->
              rule(
                  RuleCondition.builder()
                      .field("query-string")
                      .queryStringConfig(
                          it ->
                              it.values(
                                  QueryStringKeyValuePair.builder()
                                      .key("k".repeat(129))
                                      .value("v")
                                      .build()))
                      .build()));
    }

    @Test
    void whoseValuesHaveOtherCharacters() {
      refused(
          "Condition value '/a b' contains a character that is not valid",
          () -> rule(paths("/a b")));
      refused(
          "Condition value 'example.com:8443' contains a character that is not valid",
          () -> rule(hosts("example.com:8443")));
      refused(
          "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and"
              + " underscore",
          () ->
              rule(
                  RuleCondition.builder()
                      .field("http-request-method")
                      .httpRequestMethodConfig(it -> it.values("get"))
                      .build()));
      refused(
          "The 'source-ip' value '10.0.0.0' is not a valid CIDR block",
          () ->
              rule(
                  RuleCondition.builder()
                      .field("source-ip")
                      .sourceIpConfig(it -> it.values("10.0.0.0"))
                      .build()));
      refused(
          "The 'HttpHeaderName' value 'Host' is not valid",
          () ->
              rule(
                  RuleCondition.builder()
                      .field("http-header")
                      .httpHeaderConfig(it -> it.httpHeaderName("Host").values("x"))
                      .build()));
    }

    @Test
    void butNoneOfWhatIsAllowed() {
      rule(
          paths("/img/*", "/a-b_c.d$~\"'@:+&?"),
          hosts("*.example.com"),
          RuleCondition.builder()
              .field("http-header")
              .httpHeaderConfig(it -> it.httpHeaderName("User-Agent").values("*Chrome*"))
              .build(),
          RuleCondition.builder()
              .field("source-ip")
              .sourceIpConfig(it -> it.values("2001:db8::/32"))
              .build());
      assertThat(balancing.describeRules(it -> it.listenerArn(listen())).rules()).hasSize(2);
    }
  }

  @Nested
  class RefusesPriorities {
    @ParameterizedTest
    @CsvSource({"0,greater than or equal to 1", "50001,less than or equal to 50000"})
    void outOfTheirBounds(int priority, String must) {
      refused(
          "1 validation error detected: Value '%d' at 'priority' failed to satisfy constraint: Member must have value %s"
              .formatted(priority, must),
          () ->
              balancing.createRule(
                  it ->
                      it.listenerArn(listen())
                          .priority(priority)
                          .conditions(paths("/a"))
                          .actions(forward(targets))));
    }

    @Test
    void thatAreTaken() {
      rule(paths("/a"));
      refused("PriorityInUse", "Priority '10' is currently in use", () -> rule(paths("/b")));
    }
  }

  @Nested
  class RefusesActions {
    private void listenWith(Action... actions) {
      balancing.createListener(
          it -> it.loadBalancerArn(balancer).protocol("HTTP").port(80).defaultActions(actions));
    }

    @Test
    void ofFixedResponses() {
      refused(
          "1 validation error detected: Value '302' at"
              + " 'defaultActions.1.member.fixedResponseConfig.statusCode' failed to satisfy"
              + " constraint: Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$",
          () -> listenWith(fixed("302", "text/plain")));
      refused(
          "InvalidLoadBalancerAction",
          "The ContentType must be one of:'text/html', 'application/json',"
              + " 'application/javascript', 'text/css', 'text/plain'",
          () -> listenWith(fixed("200", "text/xml")));
      String body = "a".repeat(1025);
      refused(
          "1 validation error detected: Value '%s' at 'defaultActions.1.member.fixedResponseConfig.messageBody' failed to satisfy constraint: Member must have length less than or equal to 1024"
              .formatted(body),
          () ->
              listenWith(
                  Action.builder()
                      .type("fixed-response")
                      .fixedResponseConfig(it -> it.statusCode("200").messageBody(body))
                      .build()));
    }

    @Test
    void ofRedirects() {
      refused(
          "InvalidLoadBalancerAction",
          "The redirect configuration is not valid because it creates a loop.",
          () -> listenWith(redirect(it -> it.statusCode("HTTP_301").query("a=b"))));
      refused(
          ENUM.formatted(
              "HTTP_307",
              "defaultActions.1.member.redirectConfig.statusCode",
              "HTTP_301, HTTP_302"),
          () -> listenWith(redirect(it -> it.statusCode("HTTP_307").protocol("HTTPS"))));
      refused(
          "Redirect port '70000' must be '#{port}' or between '1-65535' inclusive",
          () -> listenWith(redirect(it -> it.statusCode("HTTP_301").port("70000"))));
      listenWith(
          redirect(it -> it.statusCode("HTTP_301").protocol("HTTPS").port("443").path("/#{path}")));
    }

    @Test
    void thatDoNotRoute() {
      refused(
          "A target group ARN must be specified",
          () -> listenWith(Action.builder().type("forward").build()));
      refused(
          "InvalidLoadBalancerAction",
          "Actions of type 'authenticate-cognito' are supported only on HTTPS listeners",
          () ->
              listenWith(
                  Action.builder()
                      .type("authenticate-cognito")
                      .order(1)
                      .authenticateCognitoConfig(
                          it -> it.userPoolArn("a").userPoolClientId("b").userPoolDomain("c"))
                      .build(),
                  forward(targets).toBuilder().order(2).build()));
      refused(
          "InvalidLoadBalancerAction",
          "The last action, and no other, must be of type 'forward', 'redirect' or"
              + " 'fixed-response'",
          () ->
              listenWith(
                  fixed("200", "text/plain").toBuilder().order(1).build(),
                  forward(targets).toBuilder().order(2).build()));
      refused(
          ENUM.formatted(
              "weighted",
              "defaultActions.1.member.type",
              "forward, authenticate-oidc, authenticate-cognito, redirect, fixed-response,"
                  + " jwt-validation"),
          () -> listenWith(Action.builder().type("weighted").build()));
    }
  }

  @Nested
  class RefusesProtocols {
    @Test
    void ofListeners() {
      refused(
          "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'",
          () -> listen(balancer, "TCP", 80, forward(targets)));
      refused(
          "Listener protocol 'HTTP' must be one of 'TCP, TLS, UDP, TCP_UDP'",
          () -> listen(networkLoadBalancer(), "HTTP", 80, forward(targets)));
      refused(
          "A listener port must be specified",
          () ->
              balancing.createListener(
                  it ->
                      it.loadBalancerArn(balancer)
                          .protocol(ProtocolEnum.HTTP)
                          .defaultActions(forward(targets))));
      refused(
          "A certificate must be specified for HTTPS listeners",
          () -> listen(balancer, "HTTPS", 443, forward(targets)));
      refused(
          "SSLPolicyNotFound",
          "SSL policy 'ELBSecurityPolicy-2020' not found",
          () ->
              balancing.createListener(
                  it ->
                      it.loadBalancerArn(balancer)
                          .protocol("HTTPS")
                          .port(443)
                          .sslPolicy("ELBSecurityPolicy-2020")
                          .certificates(Certificate.builder().certificateArn(CERTIFICATE).build())
                          .defaultActions(forward(targets))));
    }

    @Test
    void thatListenersCannotSpeakTo() {
      refused(
          "IncompatibleProtocols",
          "The listener and the following target groups have incompatible protocols: " + targets,
          () -> listen(networkLoadBalancer(), "TCP", 80, forward(targets)));
      String grpc = targetGroup("grpc", it -> it.protocolVersion("GRPC"));
      refused(
          "InvalidLoadBalancerAction",
          "Listener protocol 'HTTP' is not supported with a target group with the protocol-version"
              + " 'GRPC'",
          () -> listen(balancer, "HTTP", 80, forward(grpc)));
    }

    @Test
    void ofTargetGroups() {
      refused(
          ENUM.formatted(
              "FTP", "protocol", "HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC"),
          () -> targetGroup("ftp", it -> it.protocol("FTP")));
      refused(
          "Port cannot be specified for target groups with target type 'lambda'",
          () ->
              targetGroup(
                  "function", it -> it.targetType("lambda").protocol((String) null).vpcId(null)));
      refused("A VPC ID must be specified", () -> targetGroup("nowhere", it -> it.vpcId(null)));
      refused(
          "Health check protocol 'TCP' must be one of '[HTTP, HTTPS]'",
          () -> targetGroup("tcp", it -> it.healthCheckProtocol("TCP")));
    }
  }

  @Nested
  class RefusesHealthChecks {
    @Test
    void outOfTheirBounds() {
      refused(
          "1 validation error detected: Value '4' at 'healthCheckIntervalSeconds' failed to satisfy"
              + " constraint: Member must have value greater than or equal to 5",
          () -> targetGroup("often", it -> it.healthCheckIntervalSeconds(4)));
      refused(
          "1 validation error detected: Value '11' at 'healthyThresholdCount' failed to satisfy"
              + " constraint: Member must have value less than or equal to 10",
          () -> targetGroup("many", it -> it.healthyThresholdCount(11)));
      refused(
          "Health check timeout '30' must be smaller than the interval '30'",
          () -> targetGroup("slow", it -> it.healthCheckTimeoutSeconds(30)));
      refused(
          "Health check path 'up' must begin with a '/' character",
          () -> targetGroup("path", it -> it.healthCheckPath("up")));
      refused(
          "Health check port '0' must be 'traffic-port' or between '1-65535' inclusive",
          () -> targetGroup("port", it -> it.healthCheckPort("0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "199", "200-500", "ok"})
    void whoseCodesAreOutOfBounds(String codes) {
      String wrong = codes.equals("200-500") ? "500" : codes;
      refused(
          "Health check matcher HTTP code '" + wrong + "' must be within '200-499' inclusive",
          () -> targetGroup("codes", it -> it.matcher(matcher -> matcher.httpCode(codes))));
    }

    @Test
    void whoseCodesDoNotFitTheirProtocol() {
      refused(
          "Health check matcher GRPC code '100' must be within '0-99' inclusive",
          () ->
              targetGroup(
                  "grpc",
                  it -> it.protocolVersion("GRPC").matcher(matcher -> matcher.grpcCode("0,100"))));
      refused(
          "Health check matcher HTTP code '600' must be within '200-599' inclusive",
          () ->
              targetGroup(
                  "tcp",
                  it ->
                      it.protocol("TCP")
                          .healthCheckProtocol("HTTP")
                          .matcher(matcher -> matcher.httpCode("200-600"))));
      refused(
          "InvalidConfigurationRequest",
          "Health check matchers are not supported for TCP health checks",
          () ->
              targetGroup(
                  "plain", it -> it.protocol("TCP").matcher(matcher -> matcher.httpCode("200"))));
    }
  }

  @Test
  void failsStacksOfTheSame() {
    CloudFormationClient stacks = account.client(CloudFormationClient::builder);
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
                        .formatted(vpc)));
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
    account.pageSize(5);
    assertThat(balancing.describeAccountLimitsPaginator().limits()).hasSize(18);
  }
}
