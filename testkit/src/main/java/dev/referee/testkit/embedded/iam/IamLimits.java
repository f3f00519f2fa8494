package dev.referee.testkit.embedded.iam;

import com.google.common.base.CharMatcher;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.Map;

/**
 * The quotas of IAM that cannot be raised here.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and
 *     AWS STS quotas</a>
 */
final class IamLimits {
  private static final int MANAGED = 6144;
  private static final int TRUST = 2048;
  private static final int ATTACHED = 10;
  private static final int CERTIFICATES = 2;
  private static final int VERSIONS = 5;
  private static final int TAGS = 50;

  private IamLimits() {}

  /** Returns the size of a document, in which IAM does not count white space. */
  private static int size(String document) {
    return CharMatcher.whitespace().removeFrom(document).length();
  }

  /** Refuses what exceeds a quota. */
  private static void quota(String name, int most, int wanted) {
    if (wanted > most) {
      throw exceeded("Cannot exceed quota for %s: %d".formatted(name, most));
    }
  }

  static void managed(String document) {
    quota("PolicySize", MANAGED, size(document));
  }

  static void trust(String document) {
    quota("ACLSizePerRole", TRUST, size(document));
  }

  static void versions(int wanted) {
    if (wanted > VERSIONS) {
      throw exceeded(
          "A managed policy can have up to 5 versions. Before you create a new version, you must"
              + " delete an existing version.");
    }
  }

  static void tags(int wanted) {
    if (wanted > TAGS) {
      throw exceeded("The number of tags has reached the maximum limit.");
    }
  }

  private static AwsError exceeded(String message) {
    return new AwsError(409, "LimitExceeded", message);
  }

  static void certificates(int wanted) {
    quota("CertificatesPerUser", CERTIFICATES, wanted);
  }

  /**
   * Refuses another inline policy where all of an identity's would be too long together.
   *
   * @param kind {@code role} or {@code user}
   * @param most the number of characters
   */
  static void inline(
      Map<String, String> before,
      String policyName,
      String document,
      String kind,
      String name,
      int most) {
    int others =
        before.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(policyName))
            .mapToInt(entry -> size(entry.getValue()))
            .sum();
    if (others + size(document) > most) {
      throw exceeded(
          "Maximum policy size of %d bytes exceeded for %s %s".formatted(most, kind, name));
    }
  }

  /** Refuses to attach another policy than the ten that an identity may have. */
  static void attach(IamIdentity identity, String policyArn, String kind) {
    if (!identity.attached().contains(policyArn)) {
      quota("PoliciesPer" + kind, ATTACHED, identity.attached().size() + 1);
    }
  }
}
