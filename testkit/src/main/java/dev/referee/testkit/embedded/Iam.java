package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.Service.Protocol;

/** A factory of the IAM service. */
final class Iam {
  private Iam() {}

  static Service service(Accounts accounts) {
    Service iam = new Service("iam", Protocol.AWS_QUERY, "2010-05-08").constrained();
    IamRoles.addTo(iam);
    IamRoleUpdates.addTo(iam);
    IamProfiles.addTo(iam);
    new IamUsers(accounts).addTo(iam);
    IamSigningCertificates.addTo(iam);
    IamUserPolicies.addTo(iam);
    IamPolicies.addTo(iam);
    IamPolicyVersions.addTo(iam);
    IamPolicyEntities.addTo(iam);
    IamInlinePolicies.addTo(iam);
    return IamSimulation.addTo(iam);
  }
}
