package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link ClusterAccess}, in the order in which to fix them. */
final class ClusterAccessExpectations {
  static final Expectation MODE =
      Expectation.of(
          "AuthenticationModeOutdated",
          "authentication mode",
          "The cluster's authentication mode is at least the one that is asked for");
  static final Expectation ADMINS =
      Expectation.of(
          "AdminMissing", "administrators", "The principals that are asked for administer it");
  static final Expectation ONLY =
      Expectation.of(
          "OtherAdminPresent", "administrators", "Nobody else can administer the cluster");
  static final Expectation VIEWERS =
      Expectation.of(
          "ViewerMissing", "viewers", "The principals that are asked for can view the cluster");
  static final Expectation NO_MORE =
      Expectation.of("ViewerIsAdmin", "viewers", "The viewers cannot administer the cluster");
  static final Expectation ENDPOINT =
      Expectation.of(
          "EndpointTooOpen",
          "API endpoint",
          "The API endpoint is reachable only from where it is asked");
  static final Expectation SECRETS =
      Expectation.of(
          "SecretsNotEncrypted", "secrets", "Secrets are encrypted with a KMS key of the account");
  static final Expectation LOGS =
      Expectation.of(
          "ControlPlaneLogsOff", "control plane logs", "The control plane logs are enabled");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(MODE, ADMINS, ONLY, VIEWERS, NO_MORE, ENDPOINT, SECRETS, LOGS);

  private ClusterAccessExpectations() {}
}
