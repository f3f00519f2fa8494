package dev.referee.testkit.embedded.elbv2;

import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.fixed;
import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.forward;
import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.hosts;
import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.paths;
import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.redirect;
import static dev.referee.testkit.embedded.elbv2.LoadBalancingFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.QueryStringKeyValuePair;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;

class ListenerRefusalsTest {
  private static final String ENUM =
      "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must"
          + " satisfy enum value set: [%s]";
  private static final String CERTIFICATE =
      "arn:aws:acm:us-east-1:222222222222:certificate/12345678-1234-1234-1234-123456789012";

  private final LoadBalancingFixture fixture = new LoadBalancingFixture();
  private final ElasticLoadBalancingV2Client balancing = fixture.balancing;
  private final String balancer = fixture.balancer;
  private final String targets = fixture.targets;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void rule(RuleCondition... conditions) {
    String listener = fixture.listen();
    balancing.createRule(
        it ->
            it.listenerArn(listener).priority(10).conditions(conditions).actions(forward(targets)));
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
      assertThat(balancing.describeRules(it -> it.listenerArn(fixture.listen())).rules())
          .hasSize(2);
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
                      it.listenerArn(fixture.listen())
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
          () -> fixture.listen(balancer, "TCP", 80, forward(targets)));
      refused(
          "Listener protocol 'HTTP' must be one of 'TCP, TLS, UDP, TCP_UDP'",
          () -> fixture.listen(fixture.networkLoadBalancer(), "HTTP", 80, forward(targets)));
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
          () -> fixture.listen(balancer, "HTTPS", 443, forward(targets)));
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
          () -> fixture.listen(fixture.networkLoadBalancer(), "TCP", 80, forward(targets)));
      String grpc = fixture.targetGroup("grpc", it -> it.protocolVersion("GRPC"));
      refused(
          "InvalidLoadBalancerAction",
          "Listener protocol 'HTTP' is not supported with a target group with the protocol-version"
              + " 'GRPC'",
          () -> fixture.listen(balancer, "HTTP", 80, forward(grpc)));
    }
  }
}
