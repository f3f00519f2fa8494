package dev.referee.ec2;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import dev.referee.ec2.userdata.Reading;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The decision whether the roles of a fleet's servers stop its scripts from starting instances.
 *
 * <p>What cannot be shown does not count: without a role, a script's credentials are unknown, and a
 * script with its own credentials needs no role. First, IAM's simulation is called, for any
 * resource and without conditions, which shows whether a role may start instances. If it denies
 * them, a role may still start some instances, by ARN or under a condition, so the role's policies
 * are read.
 *
 * @param revoked whether the revocation is shown
 * @param reason the reason against it, as a sentence without its full stop; empty if revoked
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html">
 *     SimulatePrincipalPolicy</a>
 */
record SpawnerStoppedScriptPermission(boolean revoked, String reason) {
  private static final SpawnerStoppedScriptPermission REVOKED =
      new SpawnerStoppedScriptPermission(true, "");

  /** The actions that are simulated for a script of which only a pattern is known. */
  private static final ImmutableSet<String> STARTING =
      ImmutableSet.of(
          "autoscaling:CreateAutoScalingGroup",
          "autoscaling:SetDesiredCapacity",
          "autoscaling:UpdateAutoScalingGroup",
          "cloudformation:CreateStack",
          "ec2:CreateFleet",
          "ec2:RequestSpotFleet",
          "ec2:RequestSpotInstances",
          "ec2:RunInstances",
          "ec2:StartInstances");

  /**
   * Determines it.
   *
   * @param scripts the readings of the scripts that start instances
   * @throws dev.referee.Inconclusive if something could not be read
   */
  static SpawnerStoppedScriptPermission read(
      Account account, SpawnerStoppedFleet fleet, List<Reading> scripts) {
    if (scripts.stream().anyMatch(Reading::bringsCredentials)) {
      return not("The script has its own credentials");
    }
    if (scripts.stream().anyMatch(script -> !script.complete())) {
      return not("The script cannot be read completely");
    }
    ImmutableList<Optional<String>> profiles = profiles(fleet);
    if (profiles.isEmpty() || profiles.stream().anyMatch(Optional::isEmpty)) {
      return not("There is no instance profile whose role could have lost the permission");
    }
    ImmutableSet<String> actions =
        scripts.stream()
            .flatMap(script -> (script.actions().isEmpty() ? STARTING : script.actions()).stream())
            .collect(toImmutableSet());
    IamClient iam = account.client(IamClient::builder);
    return profiles.stream()
        .flatMap(Optional::stream)
        .map(profile -> profile.substring(profile.lastIndexOf('/') + 1))
        .distinct()
        .map(profile -> ofProfile(iam, profile, actions))
        .filter(known -> !known.revoked())
        .findFirst()
        .orElse(REVOKED);
  }

  private static SpawnerStoppedScriptPermission not(String reason) {
    return new SpawnerStoppedScriptPermission(false, reason);
  }

  private static ImmutableList<Optional<String>> profiles(SpawnerStoppedFleet fleet) {
    return Stream.concat(
            fleet.sources().stream()
                .flatMap(source -> source.current().stream())
                .map(Launch::instanceProfile),
            fleet.running().stream().map(SpawnerStoppedGroupInstance::instanceProfile))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private static SpawnerStoppedScriptPermission ofProfile(
      IamClient iam, String profile, ImmutableSet<String> actions) {
    List<Role> roles =
        AwsLookups.found(
                () -> iam.getInstanceProfile(request -> request.instanceProfileName(profile)))
            .map(answer -> answer.instanceProfile().roles())
            .orElse(List.of());
    if (roles.isEmpty()) {
      return not("The instance profile " + profile + " has no role");
    }
    return roles.stream()
        .map(role -> ofRole(iam, role, actions))
        .filter(known -> !known.revoked())
        .findFirst()
        .orElse(REVOKED);
  }

  private static String reasons(Decision decision) {
    return decision instanceof Decision.CannotKnow some
        ? String.join("; ", some.reasons())
        : decision.explanation();
  }

  private static SpawnerStoppedScriptPermission ofRole(
      IamClient iam, Role role, ImmutableSet<String> actions) {
    Optional<String> allowed =
        iam
            .simulatePrincipalPolicyPaginator(
                request -> request.policySourceArn(role.arn()).actionNames(actions))
            .evaluationResults()
            .stream()
            .filter(
                result ->
                    PolicyEvaluationDecisionType.ALLOWED
                        .toString()
                        .equals(result.evalDecisionAsString()))
            .map(EvaluationResult::evalActionName)
            .findFirst();
    if (allowed.isPresent()) {
      return not("The role %s may do %s".formatted(role.roleName(), allowed.get()));
    }
    Access access = SpawnerStoppedRolePolicies.read(iam, role);
    return actions.stream()
        .filter(action -> !(access.toAny(action) instanceof Decision.Denied))
        .findFirst()
        .map(
            action ->
                not(
                    "The role %s may do %s in some cases: %s"
                        .formatted(role.roleName(), action, reasons(access.toAny(action)))))
        .orElse(REVOKED);
  }
}
