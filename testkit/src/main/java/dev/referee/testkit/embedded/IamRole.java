package dev.referee.testkit.embedded;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.Role;

/** A role and the policies that it has. */
final class IamRole {
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

  /** Returns the inline policies' documents by name. */
  Map<String, String> inline() {
    return inline;
  }

  /** Returns the ARNs of the attached policies. */
  Set<String> attached() {
    return attached;
  }

  /** Says whether the trust policy lets a service of AWS assume the role. */
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
