package dev.referee.testkit.embedded.iam;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.User;

/**
 * A user and the policies, access keys and signing certificates that it has.
 *
 * @param user the user as IAM shows it
 * @param inline the inline policies' documents by name
 * @param attached the ARNs of the attached policies
 * @param keys the access keys by id
 * @param certificates the signing certificates by id
 */
record IamUser(
    User user,
    Map<String, String> inline,
    Set<String> attached,
    Map<String, AccessKeyMetadata> keys,
    Map<String, SigningCertificate> certificates)
    implements IamIdentity {

  IamUser(User user) {
    this(
        user,
        new LinkedHashMap<>(),
        new LinkedHashSet<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>());
  }

  @Override
  public @Nullable AttachedPermissionsBoundary boundary() {
    return user.permissionsBoundary();
  }
}
