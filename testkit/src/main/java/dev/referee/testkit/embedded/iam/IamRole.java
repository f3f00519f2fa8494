package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.policy.PolicyDocument;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.Role;

/** An IAM role with its policies. */
final class IamRole implements IamIdentity {
  private final Map<String, String> inline = new LinkedHashMap<>();
  private final Set<String> attached = new LinkedHashSet<>();
  private Role role;

  IamRole(Role role) {
    this.role = role;
  }

  Role role() {
    return role;
  }

  void become(Role changed) {
    this.role = changed;
  }

  @Override
  public Map<String, String> inline() {
    return inline;
  }

  @Override
  public Set<String> attached() {
    return attached;
  }

  @Override
  public @Nullable AttachedPermissionsBoundary boundary() {
    return role.permissionsBoundary();
  }

  /** Returns whether the trust policy lets a service of AWS assume the role. */
  boolean trustsService(String service) {
    return trust().statements().stream()
        .anyMatch(
            statement ->
                statement.allow()
                    && statement.matchesAction("sts:AssumeRole")
                    && statement.principals().get("Service").contains(service));
  }

  PolicyDocument trust() {
    return PolicyDocument.parse(role.assumeRolePolicyDocument(), PolicyDocument.Use.TRUST);
  }
}
