package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link WorkloadIdentity}, in the order in which to fix them. */
final class WorkloadIdentityExpectations {
  static final Expectation WORKLOAD =
      Expectation.of("WorkloadMissing", "workload", "The workload exists");
  static final Expectation PODS =
      Expectation.of("WorkloadHasNoPods", "pods", "Pods of the workload are running");
  static final Expectation NAMED =
      Expectation.of(
          "ServiceAccountNotNamed",
          "service account",
          "The workload's pods name a service account of their own");
  static final Expectation ACCOUNT =
      Expectation.of(
          "ServiceAccountMissing", "service account", "The pods' service account exists");
  static final Expectation ASSIGNED =
      Expectation.of(
          "RoleNotAssigned",
          "service account",
          "The service account is given a role, by IRSA or by Pod Identity");
  static final Expectation NOT_FARGATE =
      Expectation.of(
          "PodIdentityOnFargate",
          "pods' compute",
          "The pods run where the way of assigning the role is supported");
  static final Expectation AGENT =
      Expectation.of(
          "PodIdentityAgentNotRunning",
          "Pod Identity agent",
          "The EKS Pod Identity Agent runs on the nodes");
  static final Expectation PROVIDER =
      Expectation.of(
          "OidcProviderMissing",
          "OIDC provider",
          "IAM has an OIDC provider for this cluster's issuer");
  static final Expectation AUDIENCE =
      Expectation.of(
          "OidcAudienceMissing",
          "OIDC provider",
          "The OIDC provider accepts the audience of the pods' tokens");
  static final Expectation ROLE = Expectation.of("RoleMissing", "role", "The role exists");
  static final Expectation TRUST =
      Expectation.of(
          "RoleNotTrusting", "trust policy", "The role's trust policy admits the service account");
  static final Expectation NARROW =
      Expectation.of("TrustTooWide", "trust policy", "The role's trust policy admits nobody else");
  static final Expectation ALLOWED =
      Expectation.of("ActionNotAllowed", "role's policies", "The role may do what is asked");
  static final Expectation DENIED =
      Expectation.of(
          "ForbiddenActionAllowed", "role's policies", "The role may not do what is forbidden");
  static final Expectation RESTARTED =
      Expectation.of(
          "PodsNotRestarted", "running pods", "Every running pod carries a token for the role");
  static final Expectation NO_KEYS =
      Expectation.of(
          "AccessKeysInPods",
          "running pods",
          "No access key in the pods takes precedence over the role");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          WORKLOAD,
          PODS,
          NAMED,
          ACCOUNT,
          ASSIGNED,
          NOT_FARGATE,
          AGENT,
          PROVIDER,
          AUDIENCE,
          ROLE,
          TRUST,
          NARROW,
          ALLOWED,
          DENIED,
          RESTARTED,
          NO_KEYS);

  private WorkloadIdentityExpectations() {}
}
