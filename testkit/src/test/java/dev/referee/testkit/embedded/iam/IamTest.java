package dev.referee.testkit.embedded.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;

class IamTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}\
      """;
  private static final String ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final IamClient iam = account.client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private Role role(String name) {
    return iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST)).role();
  }

  private static String policy(String effect, String action, String resource) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Effect": "%s", "Action": "%s", "Resource": "%s"}]}\
    """
        .formatted(effect, action, resource);
  }

  @Nested
  class Roles {
    @Test
    void areThereInEveryRegionOfTheirAccountOnly() {
      role("web");
      assertThat(iam.getRole(r -> r.roleName("web")).role().arn())
          .isEqualTo("arn:aws:iam::111111111111:role/web");
      IamClient other = cloud.account("222222222222").client(IamClient::builder);
      assertThatThrownBy(() -> other.getRole(r -> r.roleName("web")))
          .isInstanceOf(NoSuchEntityException.class)
          .hasMessageContaining("The role with name web cannot be found.");
    }

    @Test
    void showTheirTrustPolicyEncoded() {
      role("web");
      String shown = iam.getRole(r -> r.roleName("web")).role().assumeRolePolicyDocument();
      assertThat(shown).startsWith("%7B%22Version%22%3A%20");
      assertThat(URLDecoder.decode(shown, StandardCharsets.UTF_8)).isEqualTo(TRUST);
    }

    @Test
    void existOnce() {
      role("web");
      assertThatThrownBy(() -> role("web")).isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void comeInPages() {
      account.pageSize(2);
      List.of("a", "b", "c", "d", "e").forEach(IamTest.this::role);
      assertThat(iam.listRoles().roles()).hasSize(2);
      assertThat(iam.listRolesPaginator().roles())
          .extracting(Role::roleName)
          .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void cannotGoWhileTheyHaveAPolicy() {
      role("web");
      iam.attachRolePolicy(a -> a.roleName("web").policyArn(ADMINISTRATOR));
      assertThatThrownBy(() -> iam.deleteRole(d -> d.roleName("web")))
          .isInstanceOf(DeleteConflictException.class);
      iam.detachRolePolicy(a -> a.roleName("web").policyArn(ADMINISTRATOR));
      iam.deleteRole(d -> d.roleName("web"));
      assertThat(iam.listRoles().roles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{",
          "{}",
          "{\"Statement\": [{\"Effect\": \"Maybe\"}]}",
          "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\"}]}",
          "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\"}]}"
        })
    void refuseATrustPolicyThatIsNone(String document) {
      assertThatThrownBy(
              () -> iam.createRole(r -> r.roleName("web").assumeRolePolicyDocument(document)))
          .isInstanceOf(MalformedPolicyDocumentException.class);
    }
  }

  @Test
  void anInstanceProfileHoldsOneRole() {
    role("web");
    role("other");
    iam.createInstanceProfile(p -> p.instanceProfileName("web"));
    iam.addRoleToInstanceProfile(a -> a.instanceProfileName("web").roleName("web"));
    assertThatThrownBy(
            () -> iam.addRoleToInstanceProfile(a -> a.instanceProfileName("web").roleName("other")))
        .isInstanceOf(LimitExceededException.class);
    assertThat(iam.getInstanceProfile(p -> p.instanceProfileName("web")).instanceProfile().roles())
        .extracting(Role::roleName)
        .containsExactly("web");
    assertThat(iam.listInstanceProfilesForRole(l -> l.roleName("web")).instanceProfiles())
        .hasSize(1);
    iam.removeRoleFromInstanceProfile(a -> a.instanceProfileName("web").roleName("web"));
    iam.deleteInstanceProfile(d -> d.instanceProfileName("web"));
    assertThat(iam.listInstanceProfiles().instanceProfiles()).isEmpty();
  }

  @Nested
  class Simulation {
    private String decide(String action, String resource, Map<String, String> context) {
      List<EvaluationResult> results =
          iam.simulatePrincipalPolicy(
                  s ->
                      s.policySourceArn("arn:aws:iam::111111111111:role/web")
                          .actionNames(action)
                          .resourceArns(resource)
                          .contextEntries(
                              context.entrySet().stream()
                                  .map(
                                      entry ->
                                          software.amazon.awssdk.services.iam.model.ContextEntry
                                              .builder()
                                              .contextKeyName(entry.getKey())
                                              .contextKeyType(ContextKeyTypeEnum.STRING)
                                              .contextKeyValues(entry.getValue())
                                              .build())
                                  .toList()))
              .evaluationResults();
      assertThat(results).hasSize(1);
      return results.get(0).evalDecisionAsString();
    }

    private void put(String name, String document) {
      iam.putRolePolicy(p -> p.roleName("web").policyName(name).policyDocument(document));
    }

    @ParameterizedTest
    @CsvSource({
      "ec2:RunInstances, ec2:RunInstances, *, arn:x, allowed",
      "ec2:Run*, ec2:RunInstances, *, arn:x, allowed",
      "EC2:runinstances, ec2:RunInstances, *, arn:x, allowed",
      "ec2:Describe*, ec2:RunInstances, *, arn:x, implicitDeny",
      "*, ec2:RunInstances, arn:aws:ec2:*:*:instance/*, arn:aws:ec2:r:1:instance/i-1, allowed",
      "*, ec2:RunInstances, arn:aws:ec2:*:*:instance/*, arn:aws:ec2:r:1:volume/v, implicitDeny",
      "ec2:Run?nstances, ec2:RunInstances, *, arn:x, allowed"
    })
    void matchesPatterns(
        String pattern, String action, String resources, String resource, String decision) {
      role("web");
      put("p", policy("Allow", pattern, resources));
      assertThat(decide(action, resource, Map.of())).isEqualTo(decision);
    }

    @Test
    void prefersADeny() {
      role("web");
      iam.attachRolePolicy(a -> a.roleName("web").policyArn(ADMINISTRATOR));
      assertThat(decide("ec2:RunInstances", "*", Map.of())).isEqualTo("allowed");
      put("no", policy("Deny", "ec2:Run*", "*"));
      assertThat(decide("ec2:RunInstances", "*", Map.of())).isEqualTo("explicitDeny");
      assertThat(decide("ec2:StopInstances", "*", Map.of())).isEqualTo("allowed");
    }

    @Test
    void allowsAllButTheActionsInNotAction() {
      role("web");
      put("most", policy("Allow", "ec2:Run*", "*").replace("Action", "NotAction"));
      assertThat(decide("ec2:RunInstances", "*", Map.of())).isEqualTo("implicitDeny");
      assertThat(decide("ec2:StopInstances", "*", Map.of())).isEqualTo("allowed");
    }

    @Test
    void keepsToThePermissionsBoundary() {
      role("web");
      iam.attachRolePolicy(a -> a.roleName("web").policyArn(ADMINISTRATOR));
      String boundary =
          iam.createPolicy(p -> p.policyName("bounds").policyDocument(policy("Allow", "s3:*", "*")))
              .policy()
              .arn();
      iam.putRolePermissionsBoundary(p -> p.roleName("web").permissionsBoundary(boundary));
      assertThat(decide("ec2:RunInstances", "*", Map.of())).isEqualTo("implicitDeny");
      assertThat(decide("s3:GetObject", "*", Map.of())).isEqualTo("allowed");
    }

    @Test
    void countsAConditionOnlyWhenItsKeyIsGivenAndMatches() {
      role("web");
      put(
          "p",
          """
          {"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
           "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}}]}\
          """);
      String action = "ec2:RunInstances";
      assertThat(decide(action, "*", Map.of())).isEqualTo("implicitDeny");
      assertThat(decide(action, "*", Map.of("aws:requestedregion", "us-east-1")))
          .isEqualTo("allowed");
      assertThat(decide(action, "*", Map.of("aws:RequestedRegion", "us-west-2")))
          .isEqualTo("implicitDeny");
    }

    @ParameterizedTest
    @CsvSource({
      "StringNotEquals, eu-west-1, explicitDeny, allowed, explicitDeny",
      "StringNotLike, eu-*, explicitDeny, allowed, explicitDeny",
      "StringEqualsIfExists, us-west-2, explicitDeny, allowed, explicitDeny",
      "StringNotEqualsIfExists, eu-west-1, explicitDeny, allowed, explicitDeny",
      "Null, true, explicitDeny, allowed, allowed",
    })
    void deniesByConditionsThatNegate(
        String operator, String value, String unknown, String inIreland, String inOregon) {
      role("web");
      put(
          "p",
          """
          {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"%s": {"aws:RequestedRegion": "%s"}}}]}\
          """
              .formatted(operator, value));
      String action = "ec2:RunInstances";
      String key = "aws:RequestedRegion";
      assertThat(decide(action, "*", Map.of())).isEqualTo(unknown);
      assertThat(decide(action, "*", Map.of(key, "eu-west-1"))).isEqualTo(inIreland);
      assertThat(decide(action, "*", Map.of(key, "us-west-2"))).isEqualTo(inOregon);
    }
  }
}
