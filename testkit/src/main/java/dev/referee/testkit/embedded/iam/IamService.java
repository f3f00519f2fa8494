package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** A factory of the IAM service. */
public final class IamService {
  private IamService() {}

  public static Service create(Accounts accounts) {
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
    iam.resources(IamResourceTypes.all()).authorizedBy(new IamPermissions());
    return IamSimulation.addTo(iam);
  }
}
