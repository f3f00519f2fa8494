package dev.referee.testkit.embedded.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedCloud;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/** Tests which members the answers of IAM have and which they leave out. */
class IamAnswersTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}\
      """;
  private static final String DOCUMENT =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
       "Resource": "*"}}\
      """;
  private static final Tag TAG = Tag.builder().key("team").value("a").build();

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final IamClient iam = cloud.account("111111111111").client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private Policy policy(String name) {
    return iam.createPolicy(
            request ->
                request
                    .policyName(name)
                    .path("/teams/")
                    .description("for teams")
                    .policyDocument(DOCUMENT))
        .policy();
  }

  private Role role(String name) {
    return iam.createRole(
            request ->
                request
                    .roleName(name)
                    .path("/teams/")
                    .description("for teams")
                    .maxSessionDuration(7200)
                    .assumeRolePolicyDocument(TRUST)
                    .permissionsBoundary(policy("boundary-of-" + name).arn())
                    .tags(TAG))
        .role();
  }

  private static AbstractThrowableAssert<?, ?> refused(
      ThrowingCallable call, String code, String message) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IamException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }

  @Nested
  class Roles {
    @Test
    void areShownWithoutDescriptionAndSessionDurationWhenTheyAreMade() {
      Role made = role("web");
      assertThat(made.description()).isNull();
      assertThat(made.maxSessionDuration()).isNull();
      assertThat(made.tags()).containsExactly(TAG);
      assertThat(made.permissionsBoundary().permissionsBoundaryTypeAsString()).isEqualTo("Policy");
    }

    @Test
    void areShownWholeByGetRole() {
      role("web");
      Role role = iam.getRole(request -> request.roleName("web")).role();
      assertThat(role.description()).isEqualTo("for teams");
      assertThat(role.maxSessionDuration()).isEqualTo(7200);
      assertThat(role.tags()).containsExactly(TAG);
      assertThat(role.permissionsBoundary()).isNotNull();
      assertThat(role.roleLastUsed()).isNotNull();
      assertThat(role.roleLastUsed().lastUsedDate()).isNull();
    }

    @Test
    void areListedWithoutBoundaryAndTags() {
      role("web");
      Role listed = iam.listRoles(request -> request.pathPrefix("/teams/")).roles().get(0);
      assertThat(listed.description()).isEqualTo("for teams");
      assertThat(listed.maxSessionDuration()).isEqualTo(7200);
      assertThat(listed.hasTags()).isFalse();
      assertThat(listed.permissionsBoundary()).isNull();
      assertThat(listed.roleLastUsed()).isNull();
    }

    @Test
    void needABoundaryThatIsAPolicy() {
      role("web");
      String noPolicy = "arn:aws:iam::111111111111:not_a_policy/x";
      String absent = "arn:aws:iam::111111111111:policy/absent";
      refused(
          () ->
              iam.putRolePermissionsBoundary(
                  request -> request.roleName("web").permissionsBoundary(noPolicy)),
          "InvalidInput",
          "ARN " + noPolicy + " is not valid.");
      refused(
          () ->
              iam.putRolePermissionsBoundary(
                  request -> request.roleName("web").permissionsBoundary(absent)),
          "NoSuchEntity",
          "Scope ARN: " + absent + " does not exist or is not attachable.");
    }
  }

  @Nested
  class Users {
    @Test
    void areListedWithoutBoundaryAndTags() {
      String boundary = policy("boundary").arn();
      User made =
          iam.createUser(request -> request.userName("ann").permissionsBoundary(boundary).tags(TAG))
              .user();
      assertThat(made.permissionsBoundary().permissionsBoundaryTypeAsString()).isEqualTo("Policy");
      assertThat(made.tags()).containsExactly(TAG);
      User listed = iam.listUsers().users().get(0);
      assertThat(listed.permissionsBoundary()).isNull();
      assertThat(listed.hasTags()).isFalse();
    }
  }

  @Nested
  class Policies {
    @Test
    void areShownWithoutDescriptionWhenTheyAreMade() {
      Policy made = policy("read");
      assertThat(made.description()).isNull();
      assertThat(made.hasTags()).isFalse();
      assertThat(made.path()).isEqualTo("/teams/");
      assertThat(made.policyId()).startsWith("ANPA").hasSize(21);
      assertThat(made.createDate()).isEqualTo(made.updateDate());
      assertThat(made.permissionsBoundaryUsageCount()).isZero();
    }

    @Test
    void areShownWholeByGetPolicyWithTheirTagsEvenIfThereAreNone() {
      Policy made = policy("read");
      Policy policy = iam.getPolicy(request -> request.policyArn(made.arn())).policy();
      assertThat(policy.description()).isEqualTo("for teams");
      assertThat(policy.hasTags()).isTrue();
      assertThat(policy.tags()).isEmpty();
    }

    @Test
    void countTheEntitiesTheyBound() {
      Role bound = role("web");
      String boundary = bound.permissionsBoundary().permissionsBoundaryArn();
      assertThat(
              iam.getPolicy(request -> request.policyArn(boundary))
                  .policy()
                  .permissionsBoundaryUsageCount())
          .isEqualTo(1);
    }

    @Test
    void areListedByScopePathAndUse() {
      Policy made = policy("read");
      iam.createPolicy(request -> request.policyName("other").policyDocument(DOCUMENT).tags(TAG));
      assertThat(iam.listPolicies(request -> request.scope(PolicyScopeType.LOCAL)).policies())
          .extracting(Policy::policyName)
          .containsExactly("read", "other");
      assertThat(iam.listPolicies(request -> request.scope(PolicyScopeType.AWS)).policies())
          .isNotEmpty()
          .allSatisfy(policy -> assertThat(policy.arn()).startsWith("arn:aws:iam::aws:policy/"));
      Policy listed = iam.listPolicies(request -> request.pathPrefix("/teams/")).policies().get(0);
      assertThat(listed.arn()).isEqualTo(made.arn());
      assertThat(listed.description()).isNull();
      assertThat(listed.hasTags()).isFalse();
      assertThat(iam.listPolicies(request -> request.onlyAttached(true)).policies()).isEmpty();
      iam.createUser(request -> request.userName("ann"));
      iam.attachUserPolicy(request -> request.userName("ann").policyArn(made.arn()));
      assertThat(iam.listPolicies(request -> request.onlyAttached(true)).policies())
          .extracting(Policy::arn)
          .containsExactly(made.arn());
    }

    @Test
    void areRefusedInTheWordsOfEachOperation() {
      iam.createRole(request -> request.roleName("web").assumeRolePolicyDocument(TRUST));
      String absent = "arn:aws:iam::111111111111:policy/absent";
      String notFound = "Policy " + absent + " was not found.";
      refused(() -> iam.getPolicy(r -> r.policyArn(absent)), "NoSuchEntity", notFound);
      refused(() -> iam.deletePolicy(r -> r.policyArn(absent)), "NoSuchEntity", notFound);
      refused(
          () -> iam.attachRolePolicy(r -> r.roleName("web").policyArn(absent)),
          "NoSuchEntity",
          "Policy " + absent + " does not exist or is not attachable.");
      refused(
          () -> iam.attachRolePolicy(r -> r.roleName("web").policyArn("longpolicynamebutnoarn")),
          "ValidationError",
          "ARN longpolicynamebutnoarn is not valid.");
      refused(
          () -> iam.getPolicyVersion(r -> r.policyArn(absent).versionId("v1")),
          "NoSuchEntity",
          "Policy " + absent + " version v1 does not exist or is not attachable.");
    }
  }

  @Nested
  class Profiles {
    private InstanceProfile profile(String name, String path) {
      return iam.createInstanceProfile(r -> r.instanceProfileName(name).path(path))
          .instanceProfile();
    }

    @Test
    void haveTagsInGetInstanceProfileOnlyOrWhenTheyAreGiven() {
      assertThat(profile("web", "/").hasTags()).isFalse();
      InstanceProfile got =
          iam.getInstanceProfile(r -> r.instanceProfileName("web")).instanceProfile();
      assertThat(got.hasTags()).isTrue();
      assertThat(got.tags()).isEmpty();
      iam.createInstanceProfile(r -> r.instanceProfileName("db").tags(TAG));
      assertThat(iam.getInstanceProfile(r -> r.instanceProfileName("db")).instanceProfile().tags())
          .containsExactly(TAG);
      assertThat(iam.listInstanceProfiles().instanceProfiles()).noneMatch(InstanceProfile::hasTags);
    }

    @Test
    void showNoMoreOfTheirRoleThanWhoItIs() {
      profile("web", "/");
      role("web");
      iam.addRoleToInstanceProfile(r -> r.instanceProfileName("web").roleName("web"));
      Role held =
          iam.getInstanceProfile(r -> r.instanceProfileName("web"))
              .instanceProfile()
              .roles()
              .get(0);
      assertThat(held.roleName()).isEqualTo("web");
      assertThat(held.assumeRolePolicyDocument()).isNotNull();
      assertThat(held.maxSessionDuration()).isNull();
      assertThat(held.permissionsBoundary()).isNull();
    }

    @Test
    void areListedBelowAPath() {
      profile("web", "/teams/");
      profile("db", "/");
      assertThat(iam.listInstanceProfiles(r -> r.pathPrefix("/teams/")).instanceProfiles())
          .extracting(InstanceProfile::instanceProfileName)
          .containsExactly("web");
    }

    @Test
    void releaseOnlyTheRoleThatTheyContain() {
      profile("web", "/");
      role("web");
      refused(
          () ->
              iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("web").roleName("web")),
          "NoSuchEntity",
          "Role web in Instance Profile web cannot be found.");
      refused(
          () -> iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("web").roleName("no")),
          "NoSuchEntity",
          "The role with name no cannot be found.");
    }
  }
}
