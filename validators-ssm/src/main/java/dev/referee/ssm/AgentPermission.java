package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ssm.SessionExpectations.AGENT_PERMITTED;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.iam.Decision;
import dev.referee.iam.Decisions;
import dev.referee.iam.PolicyType;
import dev.referee.iam.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * An evaluator of the permissions of an agent's role, compared with AWS's own policy simulation.
 *
 * <p>An agent whose instance profile does not let it register uses the role of Default Host
 * Management Configuration, if that is on. An agent that may register but may not open channels
 * does not use it: it is online, but no session opens.
 */
final class AgentPermission {
  static final Permissions READS =
      RolePolicies.READS.and(
          Permissions.ofReads("iam:SimulatePrincipalPolicy")
              .optional(
                  "Whether a service control policy or a permissions boundary denies the agent what"
                      + " its role allows.",
                  "iam:SimulatePrincipalPolicy"));

  /** A decision for an agent. */
  private record Judged(AgentRequest request, Decisions decisions) {}

  private final IamClient iam;
  private final String region;
  private final Identity identity;
  private final AgentConnectivity connectivity;
  private final Memoizer<String, RolePolicies> policies;
  private final Memoizer<AgentRole, Map<String, String>> simulations =
      new Memoizer<>(this::simulate);
  private final Map<String, AgentRole> acting = new HashMap<>();

  AgentPermission(Account account, Identity identity, AgentConnectivity connectivity) {
    this.iam = account.client(IamClient::builder);
    this.policies = new Memoizer<>(name -> RolePolicies.read(iam, name));
    this.region = account.region().id();
    this.identity = identity;
    this.connectivity = connectivity;
  }

  /** Returns one finding; empty if the agent gets no role. */
  ImmutableList<Finding> judge(Instance instance) {
    List<Judged> judged = new ArrayList<>();
    Finding looked =
        UnexpectedError.found(
            AGENT_PERMITTED,
            () -> {
              identity.handedTo(instance).map(role -> judge(instance, role)).ifPresent(judged::add);
              return AGENT_PERMITTED.satisfied().build();
            });
    return looked.isSatisfied()
        ? judged.stream()
            .map(one -> UnexpectedError.found(AGENT_PERMITTED, () -> finding(one)))
            .collect(toImmutableList())
        : ImmutableList.of(looked);
  }

  /**
   * Returns the role that an agent uses; after the judgement, the one that its permissions imply.
   *
   * @throws Inconclusive if it cannot be seen
   */
  Optional<AgentRole> acting(Instance instance) {
    return Optional.ofNullable(acting.get(instance.instanceId()))
        .or(() -> identity.handedTo(instance));
  }

  private Judged judge(Instance instance, AgentRole role) {
    Judged own = decide(instance, role);
    Judged judged =
        role.source() == AgentRole.Source.PROFILE
                && own.decisions().missing().contains(AgentRequest.REGISTERS)
            ? identity.byDefault().map(other -> decide(instance, other)).orElse(own)
            : own;
    acting.put(instance.instanceId(), judged.request().role());
    return judged;
  }

  private Judged decide(Instance instance, AgentRole role) {
    RolePolicies known = policies.get(role.name());
    Principal principal = Principal.roleSession(role.arn(), instance.instanceId());
    AgentRequest request = new AgentRequest(region, instance, role);
    Decisions decisions = request.decide(known.access(principal), AgentRequest.ACTIONS);
    return new Judged(
        request, dependsOnWay(decisions) ? byWay(request, known, principal) : decisions);
  }

  private static boolean dependsOnWay(Decisions decisions) {
    return decisions.byAction().values().stream()
        .filter(Decision.CannotKnow.class::isInstance)
        .flatMap(decision -> ((Decision.CannotKnow) decision).keys().stream())
        .anyMatch(key -> key.toLowerCase(Locale.ROOT).startsWith("aws:sourcevpc"));
  }

  private Decisions byWay(AgentRequest request, RolePolicies known, Principal principal) {
    Map<String, Decision> decisions = new LinkedHashMap<>();
    for (String service : AgentConnectivity.SERVICES) {
      decisions.putAll(
          request
              .decide(
                  AgentRequest.by(
                      connectivity.endpoint(request.instance(), service), known.access(principal)),
                  AgentRequest.actions(service))
              .byAction());
    }
    return new Decisions(decisions);
  }

  private Finding finding(Judged judged) {
    AgentRole role = judged.request().role();
    Decisions decisions = judged.decisions();
    List<String> missing = decisions.missing();
    Optional<String> difference = difference(judged);
    Finding.Builder finding;
    if (!missing.isEmpty()) {
      finding =
          AGENT_PERMITTED
              .unsatisfied()
              .expected(role.name() + " is allowed " + String.join(", ", AgentRequest.ACTIONS))
              .seen("%s is not allowed %s.".formatted(role.name(), String.join(", ", missing)))
              .remedy(remedy(role, missing.get(0), decisions.byAction()));
      missing.forEach(action -> finding.fact(action, explanation(decisions, action)));
    } else if (!decisions.allAllowed()) {
      unreadable(role, decisions).ifPresent(AgentPermission::rethrow);
      finding =
          AGENT_PERMITTED
              .unknown(Cause.MISCONFIGURED)
              .seen(
                  "Referee cannot tell whether %s is allowed %s."
                      .formatted(role.name(), String.join(", ", decisions.doubtful())));
      decisions
          .doubtful()
          .forEach(action -> finding.organiserFact(action, explanation(decisions, action)));
    } else {
      finding =
          AGENT_PERMITTED
              .satisfied()
              .seen(role.name() + " has all permissions that the agent needs for a session.");
    }
    difference.ifPresent(words -> finding.organiserFact("iam:SimulatePrincipalPolicy", words));
    return finding.subject(role.arn()).build();
  }

  private Optional<Inconclusive> unreadable(AgentRole role, Decisions decisions) {
    boolean byPolicies =
        decisions.byAction().values().stream()
            .filter(Decision.CannotKnow.class::isInstance)
            .anyMatch(decision -> !((Decision.CannotKnow) decision).policies().isEmpty());
    return byPolicies ? policies.get(role.name()).unseen() : Optional.empty();
  }

  private static void rethrow(Inconclusive unseen) {
    throw unseen;
  }

  private static String explanation(Decisions decisions, String action) {
    Decision decision = decisions.byAction().get(action);
    return decision == null ? "" : decision.explanation();
  }

  private static String remedy(AgentRole role, String action, Map<String, Decision> byAction) {
    Decision decision = byAction.get(action);
    if (decision instanceof Decision.ExplicitlyDenied denied) {
      return "Remove %s from statement '%s' of %s: a Deny overrides every Allow."
          .formatted(action, denied.by().statement(), denied.by().policy());
    }
    if (decision instanceof Decision.ImplicitlyDenied denied
        && denied.by() == PolicyType.PERMISSIONS_BOUNDARY) {
      return "Allow what the agent needs in the permissions boundary of %s, or remove the boundary."
          .formatted(role.name());
    }
    return "Allow it in a policy of %s; AmazonSSMManagedInstanceCore does.".formatted(role.name());
  }

  /** Returns where AWS's own simulation differs; empty if it does not, or may not be called. */
  private Optional<String> difference(Judged judged) {
    Map<String, Decision> ours = judged.decisions().byAction();
    String words =
        simulations.get(judged.request().role()).entrySet().stream()
            .filter(
                theirs ->
                    theirs.getValue().equals("allowed")
                        != (ours.get(theirs.getKey()) instanceof Decision.Allowed))
            .map(theirs -> theirs.getKey() + ": AWS says " + theirs.getValue())
            .collect(joining("; "));
    return words.isEmpty() ? Optional.empty() : Optional.of(words);
  }

  /**
   * Simulates what a role may do. The result is only additional information, so a denial has no
   * effect.
   */
  private Map<String, String> simulate(AgentRole role) {
    Map<String, String> decisions = new LinkedHashMap<>();
    try {
      iam
          .simulatePrincipalPolicyPaginator(
              request -> request.policySourceArn(role.arn()).actionNames(AgentRequest.ACTIONS))
          .evaluationResults()
          .stream()
          .filter(result -> result.evalActionName() != null)
          .forEach(
              result ->
                  decisions.put(
                      result.evalActionName(), nullToEmpty(result.evalDecisionAsString())));
    } catch (Inconclusive | AwsServiceException notAsked) {
      return Map.of();
    }
    return decisions;
  }
}
