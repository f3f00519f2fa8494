package dev.referee.ssm;

import static dev.referee.ssm.AgentHome.LEAST;
import static dev.referee.ssm.AgentHome.PROFILE;
import static dev.referee.ssm.AgentHome.ROLE;
import static dev.referee.ssm.AgentHome.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Expectation;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeExtension;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that break one requirement of a session at a time and expect the matching step. */
@ExtendWith(RefereeExtension.class)
class SessionDiagnosisTest {
  private static final List<String> CHANNELS = AgentRequest.actions("ssmmessages");
  private static final String REGISTERS = AgentRequest.REGISTERS;

  private static Verdict judge(AgentHome home) {
    return Judged.by(
        (account, instances) -> {
          SessionDiagnosis way = new SessionDiagnosis(account);
          return instances.stream().flatMap(it -> way.judge(it).stream()).distinct().toList();
        },
        SessionDiagnosis.READS,
        home);
  }

  private static Arguments world(String name, UnaryOperator<AgentHome> story) {
    return Arguments.argumentSet(name, story);
  }

  private static Arguments world(String name, Expectation first, UnaryOperator<AgentHome> story) {
    return Arguments.argumentSet(name, first, story);
  }

  static Stream<Arguments> right() {
    return Stream.of(
        world("endpoints, and the least permissions", it -> it.built()),
        world(
            "a NAT gateway in place of endpoints",
            it -> it.network().nat().role(LEAST).run(PROFILE)),
        world(
            "AWS's own managed policy",
            it -> {
              it.network().endpoints().role(policy("Allow", List.of("s3:GetObject"), ""));
              it.iam.attachRolePolicy(by -> by.roleName(ROLE).policyArn(AgentHome.CORE));
              return it.run(PROFILE);
            }),
        world(
            "wildcards, in several statements",
            it ->
                it.network()
                    .endpoints()
                    .role(policy("Allow", List.of("ssm:Update*", "ssmmessages:*"), ""))
                    .run(PROFILE)),
        world(
            "Default Host Management in place of a profile",
            it -> it.network().endpoints().hostManagement(LEAST).run("")),
        world(
            "Default Host Management behind a profile that may not register",
            it ->
                it.network()
                    .endpoints()
                    .role(policy("Allow", List.of("s3:GetObject"), ""))
                    .hostManagement(LEAST)
                    .run(PROFILE)),
        world(
            "Default Host Management behind a profile without a role",
            it -> {
              it.network().endpoints().hostManagement(LEAST);
              it.iam.createInstanceProfile(by -> by.instanceProfileName("empty"));
              return it.run("empty");
            }),
        world(
            "an endpoint without private DNS names beside a NAT gateway",
            it -> {
              it.network().nat().role(LEAST).endpoint("ssm", false);
              return it.run(PROFILE);
            }),
        world(
            "network ACLs with no more than they need",
            it ->
                it.built()
                    .acl(it.shut, 1024, 65535, 443, 443)
                    .acl(it.other, 443, 443, 1024, 65535)),
        world(
            "policies that ask for the VPC and the endpoint",
            it ->
                it.network()
                    .endpoints()
                    .role(
                        policy(
                            "Allow",
                            AgentRequest.ACTIONS,
                            ", \"Condition\": {\"StringEquals\": {\"aws:SourceVpc\": \"%s\"}}"
                                .formatted(it.vpc)))
                    .run(PROFILE)),
        world(
            "an endpoint policy for this role only",
            it ->
                it.built()
                    .endpointPolicy(
                        it.messagesEndpoint,
                        policy("Allow", CHANNELS, "")
                            .replace(
                                "\"Resource\"",
                                "\"Principal\": {\"AWS\": \"*\"}, \"Condition\": {\"ArnEquals\":"
                                    + " {\"aws:PrincipalArn\": \"arn:aws:iam::111122223333:role/"
                                    + ROLE
                                    + "\"}}, \"Resource\""))));
  }

  @ParameterizedTest
  @MethodSource("right")
  void findsNothingIfAllIsRight(UnaryOperator<AgentHome> story, EmbeddedSandbox sandbox) {
    Verdict verdict = judge(story.apply(new AgentHome(sandbox)));

    assertThat(verdict.unresolved()).isEmpty();
    assertThat(verdict.isPassed()).isTrue();
  }

  static Stream<Arguments> broken() {
    return Stream.of(identity(), permission(), network()).flatMap(each -> each);
  }

  private static Stream<Arguments> identity() {
    return Stream.of(
        world(
            "no instance profile",
            SessionExpectations.PROFILE_ATTACHED,
            it -> it.network().endpoints().run("")),
        world(
            "a profile without a role",
            SessionExpectations.PROFILE_HAS_ROLE,
            it -> {
              it.network().endpoints();
              it.iam.createInstanceProfile(by -> by.instanceProfileName("empty"));
              return it.run("empty");
            }),
        world(
            "a profile that was deleted",
            SessionExpectations.PROFILE_HAS_ROLE,
            it -> it.built().withoutProfile()),
        world(
            "a profile that was deleted, and made anew under the same name",
            SessionExpectations.PROFILE_HAS_ROLE,
            it -> {
              it.built().withoutProfile();
              it.iam.createInstanceProfile(by -> by.instanceProfileName(PROFILE));
              it.iam.addRoleToInstanceProfile(by -> by.instanceProfileName(PROFILE).roleName(ROLE));
              return it;
            }),
        world(
            "a role that trusts another service",
            SessionExpectations.ROLE_TRUSTED,
            it -> {
              it.built()
                  .iam
                  .updateAssumeRolePolicy(
                      by ->
                          by.roleName(ROLE)
                              .policyDocument(AgentHome.trust("lambda.amazonaws.com")));
              return it;
            }),
        world(
            "metadata that hands out nothing",
            SessionExpectations.METADATA_REACHED,
            it -> it.network().endpoints().role(LEAST).run(PROFILE, "disabled")));
  }

  private static Stream<Arguments> permission() {
    return Stream.of(
        world(
            "a role that may do nothing of it",
            SessionExpectations.AGENT_PERMITTED,
            it ->
                it.network()
                    .endpoints()
                    .role(policy("Allow", List.of("s3:GetObject"), ""))
                    .run(PROFILE)),
        world(
            "a role that may register, and keeps Default Host Management away",
            SessionExpectations.AGENT_PERMITTED,
            it ->
                it.network()
                    .endpoints()
                    .role(policy("Allow", List.of(REGISTERS), ""))
                    .hostManagement(LEAST)
                    .run(PROFILE)),
        world(
            "an explicit Deny",
            SessionExpectations.AGENT_PERMITTED,
            it -> {
              it.built()
                  .iam
                  .putRolePolicy(
                      by ->
                          by.roleName(ROLE)
                              .policyName("no")
                              .policyDocument(policy("Deny", List.of("ssmmessages:Open*"), "")));
              return it;
            }),
        world(
            "a permissions boundary",
            SessionExpectations.AGENT_PERMITTED,
            it -> {
              it.built();
              String boundary =
                  it.iam
                      .createPolicy(
                          by ->
                              by.policyName("edge")
                                  .policyDocument(policy("Allow", List.of("ssm:*"), "")))
                      .policy()
                      .arn();
              it.iam.putRolePermissionsBoundary(
                  by -> by.roleName(ROLE).permissionsBoundary(boundary));
              return it;
            }));
  }

  private static Stream<Arguments> network() {
    return Stream.of(
        world(
            "a VPC that resolves no names",
            SessionExpectations.VPC_DNS,
            it -> {
              it.built()
                  .ec2
                  .modifyVpcAttribute(
                      by -> by.vpcId(it.vpc).enableDnsSupport(on -> on.value(false)));
              return it;
            }),
        world(
            "a VPC without DNS host names",
            SessionExpectations.VPC_DNS,
            it -> {
              it.built()
                  .ec2
                  .modifyVpcAttribute(
                      by -> by.vpcId(it.vpc).enableDnsHostnames(on -> on.value(false)));
              return it;
            }),
        world(
            "neither endpoints nor a way out",
            SessionExpectations.ENDPOINT_THERE,
            it -> it.network().role(LEAST).run(PROFILE)),
        world(
            "no endpoint of ssmmessages",
            SessionExpectations.ENDPOINT_THERE,
            it -> {
              it.network().role(LEAST).endpoint("ssm", true);
              return it.later(3).run(PROFILE);
            }),
        world(
            "an endpoint of ssmmessages without private DNS names",
            SessionExpectations.ENDPOINT_PRIVATE_DNS,
            it -> {
              it.network().role(LEAST).endpoint("ssm", true);
              it.endpoint("ssmmessages", false);
              return it.later(3).run(PROFILE);
            }),
        world(
            "an endpoint that AWS is still making",
            SessionExpectations.ENDPOINT_AVAILABLE,
            it -> {
              it.network().role(LEAST).run(PROFILE).endpoint("ssm", true);
              it.later(3).endpoint("ssmmessages", true);
              return it;
            }),
        world(
            "a security group that lets nothing out",
            SessionExpectations.GROUP_LETS_OUT,
            it -> it.built().letNothingOut(it.agentGroup)),
        world(
            "a network ACL that lets nothing out",
            SessionExpectations.ACL_LETS_THROUGH,
            it -> it.built().acl(it.shut, 1024, 65535, 80, 80)),
        world(
            "a network ACL that keeps the answers out",
            SessionExpectations.ACL_LETS_THROUGH,
            it -> it.built().acl(it.shut, 443, 443, 443, 443)),
        world(
            "a network ACL of the endpoints that keeps the answers in",
            SessionExpectations.ACL_LETS_THROUGH,
            it -> it.built().acl(it.other, 443, 443, 443, 443)),
        world(
            "endpoints that let nobody in",
            SessionExpectations.ENDPOINT_OPEN,
            it -> it.built().letNothingIn(it.endpointGroup, "10.0.1.0/24")),
        world(
            "endpoints that let nobody in, which a NAT gateway does not help",
            SessionExpectations.ENDPOINT_OPEN,
            it -> it.built().nat().letNothingIn(it.endpointGroup, "10.0.1.0/24")),
        world(
            "a network ACL of the NAT gateway that keeps the answers out",
            SessionExpectations.ACL_LETS_THROUGH,
            it -> {
              it.network().nat().role(LEAST).run(PROFILE);
              return it.acl(it.open, 443, 443, 1, 65535);
            }),
        world(
            "a NAT gateway that was deleted",
            SessionExpectations.WAY_LEADS_OUT,
            it -> {
              it.network().nat().role(LEAST).run(PROFILE);
              it.ec2
                  .describeNatGateways()
                  .natGateways()
                  .forEach(
                      nat -> it.ec2.deleteNatGateway(by -> by.natGatewayId(nat.natGatewayId())));
              return it.later(3);
            }),
        world(
            "an endpoint policy for other actions",
            SessionExpectations.ENDPOINT_POLICY,
            it ->
                it.built()
                    .endpointPolicy(
                        it.ssmEndpoint,
                        policy("Allow", List.of("ssm:GetParameter"), "")
                            .replace("\"Resource\"", "\"Principal\": \"*\", \"Resource\""))));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void namesTheBrokenStepAndNoOther(
      Expectation broken, UnaryOperator<AgentHome> story, EmbeddedSandbox sandbox) {
    Verdict verdict = judge(story.apply(new AgentHome(sandbox)));

    assertThat(Judged.open(verdict)).isNotEmpty().containsOnly(broken.code());
    assertThat(verdict.unresolved()).allSatisfy(it -> assertThat(it.seen()).isPresent());
    assertThat(verdict.unresolved()).allSatisfy(it -> assertThat(it.remedy()).isPresent());
  }

  @Nested
  class Words {
    private Finding first(AgentHome home) {
      return judge(home).next().orElseThrow();
    }

    @Test
    void nameEachMissingAction(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).network().endpoints();
      home.role(policy("Allow", List.of(REGISTERS, CHANNELS.get(0)), "")).run(PROFILE);

      assertThat(first(home).seen().orElseThrow())
          .contains(CHANNELS.subList(1, 4))
          .doesNotContain(REGISTERS, CHANNELS.get(0));
      assertThat(first(home).subject()).contains("arn:aws:iam::111122223333:role/agent");
    }

    @Test
    void nameTheStatementThatDenies(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).built();
      home.iam.putRolePolicy(
          by ->
              by.roleName(ROLE)
                  .policyName("no")
                  .policyDocument(policy("Deny", List.of("ssmmessages:Open*"), "")));

      assertThat(first(home).remedy().orElseThrow())
          .contains("statement 'One' of inline policy 'no'");
    }

    @Test
    void nameTheEndpointWhoseGroupIsShut(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).built();
      home.letNothingIn(home.endpointGroup, "10.0.1.0/24");

      assertThat(judge(home).unresolved())
          .extracting(it -> it.seen().orElseThrow())
          .anyMatch(seen -> seen.contains(home.ssmEndpoint) && seen.contains(home.endpointGroup))
          .anyMatch(seen -> seen.contains(home.messagesEndpoint));
    }

    @Test
    void nameTheServiceThatHasNoEndpoint(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).network().role(LEAST);
      home.endpoint("ssm", true);
      home.later(3).run(PROFILE);

      assertThat(first(home).seen().orElseThrow()).contains("ssmmessages");
      assertThat(first(home).remedy().orElseThrow()).contains("ssmmessages", "NAT gateway");
    }
  }

  @Nested
  class Unseen {
    @ParameterizedTest
    @MethodSource("dev.referee.ssm.SessionDiagnosisTest#reads")
    void leavesOpenWhatWasDenied(String service, String operation, EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).built();
      sandbox.embedded().inject(Fault.deny().on(service, operation));

      Verdict verdict = judge(home);
      assertThat(verdict.unresolved())
          .isNotEmpty()
          .allMatch(finding -> finding.state() == Finding.State.UNKNOWN);
    }

    @Test
    void leavesOpenWhetherTheRegionGivesARole(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).network().endpoints().run("");
      sandbox.embedded().inject(Fault.deny().on("ssm", "GetServiceSetting"));

      assertThat(judge(home).unresolved())
          .isNotEmpty()
          .allMatch(finding -> finding.state() == Finding.State.UNKNOWN);
    }

    @Test
    void isNotOverruledByTheSimulation(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).built();
      sandbox.embedded().inject(Fault.deny().on("iam", "SimulatePrincipalPolicy"));

      assertThat(judge(home).isPassed()).isTrue();
    }
  }

  static Stream<Arguments> reads() {
    return Map.of(
            "iam",
            List.of("GetInstanceProfile", "GetRole", "ListRolePolicies", "GetRolePolicy"),
            "ec2",
            List.of(
                "DescribeNetworkAcls",
                "DescribeVpcEndpoints",
                "DescribeVpcAttribute",
                "DescribeSecurityGroupRules",
                "DescribeNetworkInterfaces"))
        .entrySet()
        .stream()
        .flatMap(
            each ->
                each.getValue().stream().map(operation -> Arguments.of(each.getKey(), operation)));
  }

  @Nested
  class Cost {
    private List<String> calls(AgentHome home) {
      int before = home.sandbox.embedded().calls().size();
      judge(home);
      return home.sandbox.embedded().calls().stream()
          .skip(before)
          .filter(call -> !call.service().equals("sts"))
          .map(call -> call.operation())
          .filter(operation -> !operation.equals("DescribeInstances"))
          .toList();
    }

    @Test
    void isFewCallsWithEndpoints(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).network().endpoints();
      home.role(LEAST).iam.attachRolePolicy(it -> it.roleName(ROLE).policyArn(AgentHome.CORE));
      assertThat(calls(home.run(PROFILE))).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void isTheSameForManyInstances(EmbeddedSandbox sandbox) {
      AgentHome home = new AgentHome(sandbox).built();
      List<String> one = calls(home);
      home.run(PROFILE).run(PROFILE);

      assertThat(calls(home)).isEqualTo(one);
    }
  }

  @Test
  void reportsWhereTheSimulationOfAwsDiffers(EmbeddedSandbox sandbox) {
    AgentHome home = new AgentHome(sandbox).network().endpoints();
    home.role(
            policy(
                "Allow",
                AgentRequest.ACTIONS,
                ", \"Condition\": {\"StringEquals\": {\"aws:RequestedRegion\": \"%s\"}}"
                    .formatted(sandbox.embedded().region())))
        .run(PROFILE);

    assertThat(judge(home).findings())
        .filteredOn(finding -> finding.expectation().equals(SessionExpectations.AGENT_PERMITTED))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isSatisfied()).isTrue();
              assertThat(finding.facts())
                  .filteredOn(Fact::forOrganiser)
                  .anyMatch(fact -> fact.value().contains("AWS says"));
            });
  }
}
