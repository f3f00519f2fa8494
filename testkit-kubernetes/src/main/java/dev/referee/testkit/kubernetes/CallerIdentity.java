package dev.referee.testkit.kubernetes;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import java.util.List;

/**
 * The IAM principal that signed a token, as STS knows it.
 *
 * @param arn the ARN; of a session if it is one of a role
 * @param userId the unique id; with the session's name if it is one of a role
 * @param accessKeyId the key that signed
 */
record CallerIdentity(String arn, String userId, String accessKeyId) {

  /**
   * Returns the ARN of the user, or of the role instead of its session. It has no path: the ARN of
   * a session has none.
   */
  String principalArn() {
    List<String> parts = Splitter.on(':').limit(6).splitToList(arn);
    return isSession()
        ? "arn:%s:iam::%s:role/%s"
            .formatted(parts.get(1), accountId(), Splitter.on('/').splitToList(parts.get(5)).get(1))
        : arn;
  }

  /** Says whether the principal of an access entry is this one: there, a role may have a path. */
  boolean is(String entryPrincipalArn) {
    return entryPrincipalArn.equals(principalArn())
        || (isSession()
            && entryPrincipalArn.contains(":role/")
            && withoutPath(entryPrincipalArn).equals(principalArn()));
  }

  private static String withoutPath(String roleArn) {
    String role = Iterables.getLast(Splitter.on('/').split(roleArn));
    return roleArn.substring(0, roleArn.indexOf(":role/")) + ":role/" + role;
  }

  String accountId() {
    return Splitter.on(':').splitToList(arn).get(4);
  }

  /** Returns the name of the role's session; empty if there is none. */
  String sessionName() {
    return isSession() ? userId.substring(userId.indexOf(':') + 1) : "";
  }

  private boolean isSession() {
    return arn.contains(":assumed-role/");
  }
}
