package dev.referee.testkit.embedded.iam;

import static dev.referee.testkit.embedded.iam.IamRefusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.referee.testkit.EmbeddedCloud;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * Tests the versions of managed policies, the entities they are attached to, and changes of roles.
 */
class IamVersionsAndTagsTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}\
      """;
  private static final String AWS_OWN = "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final IamClient iam = cloud.account("111111111111").client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static String allowing(String action) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "%s", "Resource": "*"}}\
    """
        .formatted(action);
  }

  private String policy() {
    return iam.createPolicy(r -> r.policyName("p").policyDocument(allowing("s3:ListBucket")))
        .policy()
        .arn();
  }

  private PolicyVersion version(String arn, String document, boolean isDefault) {
    return iam.createPolicyVersion(
            r -> r.policyArn(arn).policyDocument(document).setAsDefault(isDefault))
        .policyVersion();
  }

  private String role() {
    return iam.createRole(r -> r.roleName("web").assumeRolePolicyDocument(TRUST)).role().arn();
  }

  private static Tag tag(String key, @Nullable String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Nested
  class Versions {
    @Test
    void areListedTheLatestFirstWithoutTheirDocuments() {
      String arn = policy();
      assertThat(version(arn, allowing("s3:GetObject"), true))
          .satisfies(
              made -> {
                assertThat(made.versionId()).isEqualTo("v2");
                assertThat(made.isDefaultVersion()).isTrue();
                assertThat(made.document()).isNull();
                assertThat(made.createDate()).isNotNull();
              });
      version(arn, allowing("s3:PutObject"), false);
      iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v1"));
      assertThat(iam.listPolicyVersions(r -> r.policyArn(arn)).versions())
          .extracting(PolicyVersion::versionId, PolicyVersion::isDefaultVersion)
          .containsExactly(tuple("v3", false), tuple("v2", true));
      assertThat(iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId()).isEqualTo("v2");
      PolicyVersion third =
          iam.getPolicyVersion(r -> r.policyArn(arn).versionId("v3")).policyVersion();
      assertThat(URLDecoder.decode(third.document(), StandardCharsets.UTF_8))
          .contains("s3:PutObject");
      assertThat(third.isDefaultVersion()).isFalse();
    }

    @Test
    void areInForceByDefault() {
      String arn = policy();
      String role = role();
      iam.attachRolePolicy(r -> r.roleName("web").policyArn(arn));
      version(arn, allowing("s3:GetObject"), false);
      assertThat(decision(role)).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
      iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v2"));
      assertThat(decision(role)).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
    }

    private PolicyEvaluationDecisionType decision(String role) {
      return iam.simulatePrincipalPolicy(r -> r.policySourceArn(role).actionNames("s3:GetObject"))
          .evaluationResults()
          .get(0)
          .evalDecision();
    }

    @Test
    void areFiveAtMostAndNeverUseAnIdAgain() {
      String arn = policy();
      IntStream.range(0, 4).forEach(i -> version(arn, allowing("s3:GetObject"), false));
      refused(
          () -> version(arn, allowing("s3:GetObject"), false),
          409,
          "LimitExceeded",
          "A managed policy can have up to 5 versions. Before you create a new version, you must"
              + " delete an existing version.");
      iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5"));
      assertThat(version(arn, allowing("s3:GetObject"), false).versionId()).isEqualTo("v6");
    }

    @Test
    void holdTheirPolicy() {
      String arn = policy();
      version(arn, allowing("s3:GetObject"), false);
      refused(
          () -> iam.deletePolicy(r -> r.policyArn(arn)),
          409,
          "DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete the"
              + " policy's versions. The default version is deleted with the policy.");
      iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v2"));
      iam.deletePolicy(r -> r.policyArn(arn));
    }

    @Test
    void areRefused() {
      String arn = policy();
      refused(
          () -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v1")),
          409,
          "DeleteConflict",
          "Cannot delete the default version of a policy.");
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v4")),
              () -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v4")),
              () -> iam.getPolicyVersion(r -> r.policyArn(arn).versionId("v4")))) {
        refused(
            call,
            404,
            "NoSuchEntity",
            "Policy " + arn + " version v4 does not exist or is not attachable.");
      }
      assertThatThrownBy(() -> version(arn, "{}", false))
          .isInstanceOf(MalformedPolicyDocumentException.class);
    }

    @Test
    void ofAwssOwnPoliciesCannotBeChanged() {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> version(AWS_OWN, allowing("s3:GetObject"), false),
              () -> iam.deletePolicy(r -> r.policyArn(AWS_OWN)))) {
        refused(call, 403, "AccessDenied", "Policy is outside your own account.");
      }
      assertThat(iam.listPolicyVersions(r -> r.policyArn(AWS_OWN)).versions()).hasSize(1);
    }
  }

  @Nested
  class Entities {
    @Test
    void haveAPolicyAttachedOrAsTheirBoundary() {
      String arn = policy();
      String id = iam.getRole(r -> r.roleName(made())).role().roleId();
      iam.attachRolePolicy(r -> r.roleName("web").policyArn(arn));
      iam.createUser(r -> r.userName("player").path("/red/").permissionsBoundary(arn));
      ListEntitiesForPolicyResponse all = iam.listEntitiesForPolicy(r -> r.policyArn(arn));
      assertThat(all.policyRoles())
          .singleElement()
          .satisfies(
              role -> {
                assertThat(role.roleName()).isEqualTo("web");
                assertThat(role.roleId()).isEqualTo(id);
              });
      assertThat(all.policyUsers())
          .singleElement()
          .satisfies(user -> assertThat(user.userName()).isEqualTo("player"));
      assertThat(all.policyGroups()).isEmpty();
      assertThat(all.isTruncated()).isFalse();
      assertThat(iam.listEntitiesForPolicy(r -> r.policyArn(arn).entityFilter(EntityType.USER)))
          .satisfies(
              users -> {
                assertThat(users.policyRoles()).isEmpty();
                assertThat(users.policyUsers()).hasSize(1);
              });
      assertThat(
              iam.listEntitiesForPolicy(
                  r -> r.policyArn(arn).policyUsageFilter(PolicyUsageType.PERMISSIONS_POLICY)))
          .satisfies(
              attached -> {
                assertThat(attached.policyRoles()).hasSize(1);
                assertThat(attached.policyUsers()).isEmpty();
              });
      assertThat(iam.listEntitiesForPolicy(r -> r.policyArn(arn).pathPrefix("/red/")))
          .satisfies(
              red -> {
                assertThat(red.policyRoles()).isEmpty();
                assertThat(red.policyUsers()).hasSize(1);
              });
    }

    private String made() {
      role();
      return "web";
    }
  }

  @Nested
  class Changes {
    private Role web() {
      return iam.getRole(r -> r.roleName("web")).role();
    }

    @Test
    void ofTheDescriptionAndTheLongestSession() {
      role();
      iam.updateRole(r -> r.roleName("web").description("u").maxSessionDuration(7200));
      assertThat(web().description()).isEqualTo("u");
      assertThat(web().maxSessionDuration()).isEqualTo(7200);
      Role shown = iam.updateRoleDescription(r -> r.roleName("web").description("v")).role();
      assertThat(shown.description()).isEqualTo("v");
      assertThat(shown.maxSessionDuration()).isNull();
      iam.updateRole(r -> r.roleName("web"));
      assertThat(web().description()).isEqualTo("v");
      assertThat(web().maxSessionDuration()).isEqualTo(7200);
      refused(
          () -> iam.updateRole(r -> r.roleName("gone").description("u")),
          404,
          "NoSuchEntity",
          "The role with name gone cannot be found.");
    }

    @Test
    void ofTheTags() {
      role();
      iam.tagRole(r -> r.roleName("web").tags(tag("stage", "a"), tag("owner", "b")));
      iam.tagRole(r -> r.roleName("web").tags(tag("stage", "c")));
      assertThat(web().tags()).containsExactly(tag("stage", "c"), tag("owner", "b"));
      assertThat(iam.listRoleTags(r -> r.roleName("web")).tags())
          .containsExactly(tag("owner", "b"), tag("stage", "c"));
      iam.untagRole(r -> r.roleName("web").tagKeys("owner", "none"));
      assertThat(web().tags()).containsExactly(tag("stage", "c"));
      iam.untagRole(r -> r.roleName("web").tagKeys("stage"));
      assertThat(web().hasTags()).isFalse();
    }

    @Test
    void ofTheTagsAreRefused() {
      role();
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> iam.tagRole(r -> r.roleName("web").tags(tag("a", "1"), tag("A", "2"))),
              () ->
                  iam.createRole(
                      r ->
                          r.roleName("other")
                              .assumeRolePolicyDocument(TRUST)
                              .tags(tag("a", "1"), tag("A", "2"))))) {
        refused(
            call,
            400,
            "InvalidInput",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
      List<Tag> fifty = IntStream.range(0, 50).mapToObj(i -> tag("key" + i, "")).toList();
      iam.tagRole(r -> r.roleName("web").tags(fifty));
      refused(
          () -> iam.tagRole(r -> r.roleName("web").tags(tag("one-more", ""))),
          409,
          "LimitExceeded",
          "The number of tags has reached the maximum limit.");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "129|v|1|key|have length less than or equal to 128",
          "1|v|257|value|have length less than or equal to 256",
          "1|!|1|value|satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
          "1|v|0|value|not be null",
        })
    void ofTheTagsAreRefusedByTheirMembers(
        int keyLength, String letter, int valueLength, String member, String must) {
      role();
      Tag bad = tag("k".repeat(keyLength), valueLength == 0 ? null : letter.repeat(valueLength));
      String words =
          "1 validation error detected: Value at 'tags.2.member."
              + member
              + "' failed to satisfy constraint: Member must "
              + must;
      refused(
          () -> iam.tagRole(r -> r.roleName("web").tags(tag("good", ""), bad)),
          400,
          "ValidationError",
          words);
      refused(
          () ->
              iam.createPolicy(
                  r ->
                      r.policyName("p")
                          .policyDocument(allowing("s3:GetObject"))
                          .tags(tag("good", ""), bad)),
          400,
          "ValidationError",
          words);
    }

    @Test
    void ofTheTagsOfAPolicyAreRefusedTwice() {
      refused(
          () ->
              iam.createPolicy(
                  r ->
                      r.policyName("p")
                          .policyDocument(allowing("s3:GetObject"))
                          .tags(tag("a", "1"), tag("a", "2"))),
          400,
          "InvalidInput",
          "Duplicate tag keys found.");
    }
  }
}
