package dev.referee.ec2;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import dev.referee.Inconclusive;
import dev.referee.aws.Account;
import dev.referee.aws.Answers;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * Asks IAM whether a script on the fleet's servers may still start instances.
 *
 * <p>Asked by simulation, for any resource and without conditions; a role that may start just some
 * instances counts as one that may not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html">
 *     SimulatePrincipalPolicy</a>
 */
final class ScriptPermission {
  private static final ImmutableSet<String> STARTING =
      ImmutableSet.of("ec2:RunInstances", "ec2:CreateFleet", "ec2:RequestSpotInstances");

  private ScriptPermission() {}

  /**
   * Returns whether it may not. Where that decides nothing, what cannot be read counts as "it may".
   */
  static boolean isRevoked(Account account, SpawnerParameters parameters, Fleet fleet) {
    try {
      return profiles(fleet).stream().allMatch(profile -> isRevoked(account, profile));
    } catch (Inconclusive e) {
      if (parameters.revokedPermissionAccepted()) {
        throw e;
      }
      return false;
    }
  }

  private static Set<String> profiles(Fleet fleet) {
    Stream<Optional<String>> launched =
        fleet.sources().stream()
            .flatMap(source -> source.current().stream())
            .map(Launch::instanceProfile);
    Stream<Optional<String>> running = fleet.running().stream().map(Server::instanceProfile);
    return Stream.concat(launched, running)
        .flatMap(Optional::stream)
        .map(profile -> profile.substring(profile.lastIndexOf('/') + 1))
        .collect(toImmutableSet());
  }

  private static boolean isRevoked(Account account, String profile) {
    IamClient iam = account.client(IamClient::builder);
    return Answers.found(
            () -> iam.getInstanceProfile(request -> request.instanceProfileName(profile)))
        .stream()
        .flatMap(answer -> answer.instanceProfile().roles().stream())
        .map(Role::arn)
        .noneMatch(role -> mayStart(iam, role));
  }

  private static boolean mayStart(IamClient iam, String role) {
    return iam
        .simulatePrincipalPolicyPaginator(
            request -> request.policySourceArn(role).actionNames(STARTING))
        .evaluationResults()
        .stream()
        .anyMatch(result -> result.evalDecision() == PolicyEvaluationDecisionType.ALLOWED);
  }
}
