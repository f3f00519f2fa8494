package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/**
 * Names the resources of IAM that a request is about, and their condition keys.
 *
 * <p>A list of all roles is about {@code role/} with the path that is asked for, as AWS's denials
 * show it.
 *
 * @param operation the operation
 * @param call who calls
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html">Actions,
 *     resources, and condition keys for AWS Identity and Access Management</a>
 */
record RequestedIamResources(String operation, Call call) {
  private static final Map<String, String> LISTS =
      Map.of("ListRoles", "role", "ListUsers", "user", "ListInstanceProfiles", "instance-profile");

  void add(SdkPojo request, Set<String> resources) {
    String path = SdkFieldCopier.member(request, "Path") instanceof String given ? given : "/";
    String listed = LISTS.get(operation);
    if (listed != null) {
      String prefix =
          SdkFieldCopier.member(request, "PathPrefix") instanceof String one ? one : "/";
      resources.add(IamState.arn(call, listed, prefix, ""));
      return;
    }
    // Adding a role to a profile is authorized on the profile; the role is passed.
    if (SdkFieldCopier.member(request, "InstanceProfileName") instanceof String name) {
      InstanceProfile profile = IamState.of(call).profiles().get(name);
      resources.add(
          profile == null ? IamState.arn(call, "instance-profile", path, name) : profile.arn());
    } else if (SdkFieldCopier.member(request, "RoleName") instanceof String name) {
      IamRole role = IamState.of(call).roles().get(name);
      resources.add(role == null ? IamState.arn(call, "role", path, name) : role.role().arn());
    } else if (SdkFieldCopier.member(request, "UserName") instanceof String name) {
      IamUser user = IamState.of(call).users().get(name);
      resources.add(user == null ? IamState.arn(call, "user", path, name) : user.user().arn());
    } else if (SdkFieldCopier.member(request, "PolicyArn") instanceof String arn) {
      resources.add(arn);
    } else if (SdkFieldCopier.member(request, "PolicyName") instanceof String name) {
      resources.add(IamState.arn(call, "policy", path, name));
    } else if (SdkFieldCopier.member(request, "OpenIDConnectProviderArn") instanceof String arn) {
      resources.add(arn);
    } else if (operation.equals("CreateOpenIDConnectProvider")
        && SdkFieldCopier.member(request, "Url") instanceof String url) {
      resources.add(IamState.arn(call, "oidc-provider", null, url.replaceFirst("^https://", "")));
    } else if (SdkFieldCopier.member(request, "PolicySourceArn") instanceof String arn) {
      resources.add(arn);
    } else if (operation.endsWith("User")
        || operation.contains("AccessKey")
        || operation.contains("SigningCertificate")) {
      // Without a name, these are about the user who calls.
      resources.add(call.principalArn());
    }
  }

  /** Returns the condition keys of a request. */
  ListMultimap<String, String> keys(SdkPojo request, String resource) {
    ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
    if (SdkFieldCopier.member(request, "PolicyArn") instanceof String arn) {
      keys.put("iam:PolicyARN", arn);
    }
    String boundary = boundary(request, resource);
    if (boundary != null) {
      keys.put("iam:PermissionsBoundary", boundary);
    }
    return keys.build();
  }

  private @Nullable String boundary(SdkPojo request, String resource) {
    if (SdkFieldCopier.member(request, "PermissionsBoundary") instanceof String given) {
      return given;
    }
    IamIdentity about = IamState.of(call).withArn(resource);
    AttachedPermissionsBoundary boundary = about == null ? null : about.boundary();
    return boundary == null ? null : boundary.permissionsBoundaryArn();
  }
}
