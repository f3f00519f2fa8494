package dev.referee.iam;

/**
 * The type of a policy, which decides what it can grant or limit.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html">Policies and
 *     permissions in IAM</a>
 */
public enum PolicyType {
  /** Grants what a user or a role may do: managed, inline, or a group's. */
  IDENTITY("identity-based policies"),
  /** Grants who may use a resource: a key, a topic, a bucket, or a role that is assumed. */
  RESOURCE("resource-based policy"),
  /** Limits what identity-based policies can grant. */
  PERMISSIONS_BOUNDARY("permissions boundary"),
  /** Limits what a session of a role can do. */
  SESSION("session policies"),
  /** Limits what the principals of an account can do (SCP). */
  SERVICE_CONTROL("service control policies"),
  /** Limits what can be done to the resources of an account (RCP). */
  RESOURCE_CONTROL("resource control policies"),
  /** Limits what can be requested through a VPC endpoint. */
  VPC_ENDPOINT("VPC endpoint policy");

  private final String title;

  PolicyType(String title) {
    this.title = title;
  }

  /** Returns AWS's name for it, for the middle of a sentence. */
  String title() {
    return title;
  }

  /** Returns whether its statements have to name principals. */
  boolean namesPrincipals() {
    return this == RESOURCE || this == RESOURCE_CONTROL || this == VPC_ENDPOINT;
  }
}
