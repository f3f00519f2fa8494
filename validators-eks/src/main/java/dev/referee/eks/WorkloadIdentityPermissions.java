package dev.referee.eks;

import static dev.referee.eks.WorkloadIdentityExpectations.ALLOWED;
import static dev.referee.eks.WorkloadIdentityExpectations.DENIED;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.spi.Facts;
import java.util.List;

/**
 * What a role may do of what is asked and what is forbidden.
 *
 * @param allows the actions that it has to allow
 * @param denies the actions that it has to deny
 */
record WorkloadIdentityPermissions(
    ImmutableList<WorkloadIdentityAction> allows, ImmutableList<WorkloadIdentityAction> denies) {

  /** The answer about an action. */
  private enum May {
    YES,
    NO,
    CANNOT_KNOW
  }

  /** Returns whether an access allows everything that is asked; false if nothing is asked. */
  boolean allAllowed(Access access) {
    return !allows.isEmpty() && allows.stream().allMatch(action -> may(access, action) == May.YES);
  }

  /**
   * Returns the findings about what was asked.
   *
   * @param unread why a decision cannot be known
   */
  ImmutableList<Finding> findings(Access access, String roleArn, String roleName, Cause unread) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    if (!allows.isEmpty()) {
      findings.add(allowed(access, roleArn, roleName, unread));
    }
    if (!denies.isEmpty()) {
      findings.add(denied(access, roleArn, roleName, unread));
    }
    return findings.build();
  }

  private Finding allowed(Access access, String roleArn, String roleName, Cause unread) {
    List<WorkloadIdentityAction> missing = which(access, allows, May.NO);
    List<WorkloadIdentityAction> open = which(access, allows, May.CANNOT_KNOW);
    if (missing.isEmpty() && open.isEmpty()) {
      return ALLOWED.satisfied().subject(roleArn).build();
    }
    Finding.Builder finding =
        missing.isEmpty()
            ? ALLOWED.unknown(unread).seen("It depends on what Referee cannot know.")
            : ALLOWED
                .unsatisfied()
                .progress(Progress.of(allows.size() - missing.size() - open.size(), allows.size()))
                .seen(
                    "Its policies do not allow %d of %d actions."
                        .formatted(missing.size(), allows.size()))
                .remedy(
                    "Add them to a policy of the role: aws iam put-role-policy --role-name %s"
                            .formatted(roleName)
                        + " --policy-name workload --policy-document file://policy.json. A"
                        + " permissions boundary has to allow them, too.");
    Facts.add(finding, missing, WorkloadIdentityAction::toString, action -> "not allowed");
    Facts.add(finding, open, WorkloadIdentityAction::toString, action -> "cannot be known");
    explain(finding, access, missing);
    explain(finding, access, open);
    return finding.subject(roleArn).build();
  }

  private Finding denied(Access access, String roleArn, String roleName, Cause unread) {
    List<WorkloadIdentityAction> given = which(access, denies, May.YES);
    List<WorkloadIdentityAction> open = which(access, denies, May.CANNOT_KNOW);
    if (given.isEmpty() && open.isEmpty()) {
      return DENIED.satisfied().subject(roleArn).build();
    }
    Finding.Builder finding =
        given.isEmpty()
            ? DENIED.unknown(unread).seen("It depends on what Referee cannot know.")
            : DENIED
                .unsatisfied()
                .seen("Its policies allow %d forbidden actions.".formatted(given.size()))
                .remedy(
                    "Limit its policies to what the workload needs: aws iam"
                        + " list-attached-role-policies --role-name %s; aws iam".formatted(roleName)
                        + " list-role-policies --role-name "
                        + roleName);
    Facts.add(finding, given, WorkloadIdentityAction::toString, action -> "allowed");
    Facts.add(finding, open, WorkloadIdentityAction::toString, action -> "cannot be known");
    explain(finding, access, given);
    explain(finding, access, open);
    return finding.subject(roleArn).build();
  }

  private static void explain(
      Finding.Builder finding, Access access, List<WorkloadIdentityAction> actions) {
    actions.stream()
        .limit(10)
        .forEach(
            action -> finding.organiserFact(action.name(), decision(access, action).explanation()));
  }

  private static List<WorkloadIdentityAction> which(
      Access access, List<WorkloadIdentityAction> actions, May wanted) {
    return actions.stream().filter(action -> may(access, action) == wanted).toList();
  }

  private static Decision decision(Access access, WorkloadIdentityAction action) {
    return action
        .resource()
        .map(arn -> access.to(action.name(), arn))
        .orElseGet(() -> access.toAny(action.name()));
  }

  /** An action without a resource is allowed if some request for it can be. */
  private static May may(Access access, WorkloadIdentityAction action) {
    Decision decision = decision(access, action);
    if (decision instanceof Decision.Denied) {
      return May.NO;
    }
    if (decision instanceof Decision.Allowed) {
      return May.YES;
    }
    boolean readable = ((Decision.CannotKnow) decision).policies().isEmpty();
    boolean somewhere =
        action.resource().isEmpty()
            && (readable || access.to(action.name(), "*") instanceof Decision.Allowed);
    return somewhere ? May.YES : May.CANNOT_KNOW;
  }
}
