package dev.referee.testkit.embedded.policy;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import java.util.function.Predicate;

/**
 * A resource-based policy, of a KMS key or a VPC endpoint.
 *
 * @param policy the document
 */
public record ResourcePolicy(PolicyDocument policy) {

  public static ResourcePolicy of(String document) {
    return new ResourcePolicy(PolicyDocument.parse(document, PolicyDocument.Use.RESOURCE));
  }

  public boolean allows(
      Call call, String action, String resource, ListMultimap<String, String> context) {
    return speaks(true, principal -> TrustPolicy.is(principal, call), action, resource, context);
  }

  public boolean denies(
      Call call, String action, String resource, ListMultimap<String, String> context) {
    return speaks(false, principal -> TrustPolicy.is(principal, call), action, resource, context);
  }

  /** Returns whether it allows the caller itself, and not just the caller's account. */
  public boolean allowsByName(
      Call call, String action, String resource, ListMultimap<String, String> context) {
    String account = call.accountId();
    return speaks(
        true,
        principal ->
            TrustPolicy.is(principal, call)
                && !principal.equals(account)
                && !principal.equals("arn:aws:iam::" + account + ":root"),
        action,
        resource,
        context);
  }

  /**
   * Returns whether it allows something to a service that delivers for an account, and does not
   * deny it.
   *
   * @param service the service principal, {@code events.amazonaws.com}
   * @param context the condition keys of the delivery
   */
  public boolean allowsService(
      String service, String action, String resource, ListMultimap<String, String> context) {
    boolean allowed = false;
    for (PolicyStatement statement : policy.statements()) {
      if (statement.concerns(action, resource, context)
          && (statement.principals().get("Service").contains(service)
              || statement.principals().get("AWS").contains("*"))) {
        if (!statement.allow()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  /**
   * Returns the condition keys of a delivery by a service.
   *
   * @param service the service principal, {@code events.amazonaws.com}
   * @param sourceArn what it delivers for
   * @param accountId the account that has what it delivers for
   */
  public static ListMultimap<String, String> serviceContext(
      String service, String sourceArn, String accountId) {
    return ImmutableListMultimap.of(
        "aws:SourceArn", sourceArn,
        "aws:SourceAccount", accountId,
        "aws:PrincipalIsAWSService", "true",
        "aws:PrincipalServiceName", service,
        "aws:SecureTransport", "true");
  }

  private boolean speaks(
      boolean allow,
      Predicate<String> principal,
      String action,
      String resource,
      ListMultimap<String, String> context) {
    return policy.statements().stream()
        .anyMatch(
            statement ->
                statement.allow() == allow
                    && statement.concerns(action, resource, context)
                    && statement.principals().get("AWS").stream().anyMatch(principal));
  }

  /** Returns the name of the role behind an ARN of a session; what is none of a session as is. */
  public static String roleName(String principalArn) {
    return principalArn.replaceFirst("^.*:assumed-role/([^/]+)/.*$", "$1");
  }
}
