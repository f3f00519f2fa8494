package dev.referee.testkit.embedded.iam;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;

/** A role or a user, which identity-based policies belong to. */
interface IamIdentity {

  /** Returns the inline policies' documents by name. */
  Map<String, String> inline();

  /** Returns the ARNs of the attached policies. */
  Set<String> attached();

  /** Returns the permissions boundary; null if there is none. */
  @Nullable AttachedPermissionsBoundary boundary();
}
