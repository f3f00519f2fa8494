package dev.referee.cli;

import com.google.common.collect.Sets;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import dev.referee.internal.Durations;
import dev.referee.kubernetes.RbacRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * A check that a team's account can be judged: access, identity, clock and permissions.
 *
 * <p>Permissions are checked with IAM's simulation, if that is allowed. It considers no resources
 * and conditions, so permissions that it reports as missing may exist; only a sweep shows that.
 *
 * @param dates the dates of AWS's responses
 * @param needed the permissions of the game's checks
 */
record ReadinessCheck(ServerDates dates, Permissions needed) implements Check {
  static final Expectation REACHED =
      Expectation.of(
          "AccountNotReached", "account", "The account can be reached and is the right one");
  static final Expectation CLOCK =
      Expectation.of("ClockWrong", "clock", "The system clock agrees with AWS's clock");
  static final Expectation PERMITTED =
      Expectation.of(
          "PermissionMissing", "permissions", "The credentials have the required permissions");

  private static final String SIMULATE = "iam:SimulatePrincipalPolicy";
  private static final Pattern ASSUMED =
      Pattern.compile("arn:([^:]+):sts::(\\d{12}):assumed-role/([^/]+)/.*");

  @Override
  public String id() {
    return "doctor.ready";
  }

  @Override
  public String claim() {
    return "The account can be judged";
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(REACHED, CLOCK, PERMITTED);
  }

  @Override
  public Permissions permissions() {
    return Permissions.ofReads(SIMULATE, "sts:GetCallerIdentity").withOptionals(SIMULATE);
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    GetCallerIdentityResponse identity = account.client(StsClient::builder).getCallerIdentity();
    if (identity.account() == null || identity.arn() == null) {
      throw new Inconclusive(
          Cause.UNREACHABLE,
          "The answer to sts:GetCallerIdentity does not contain the account ID",
          "Check for a proxy or a login portal between this machine and AWS.",
          null);
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(REACHED.satisfied().subject(identity.account()).seen(identity.arn()).build());
    dates.inThisThread().ifPresent(offset -> findings.add(clock(offset, account)));
    findings.addAll(permissions(account, identity.arn()));
    return context.verdict(findings);
  }

  private static Finding clock(ServerDates.Offset offset, Account account) {
    Finding.Builder finding = offset.isWrong() ? CLOCK.unsatisfied() : CLOCK.satisfied();
    return finding
        .seen(
            "%s %s AWS's"
                .formatted(
                    Durations.words(offset.ahead().abs()),
                    offset.ahead().isNegative() ? "behind" : "ahead of"))
        .remedy(
            account.endpoint().isPresent()
                ? "Paste the REFEREE_TIME that the sandbox prints; without a sandbox, set the"
                    + " system clock."
                : "Set the system clock, best by NTP, and unset REFEREE_TIME, which is for"
                    + " sandboxes.")
        .build();
  }

  private List<Finding> permissions(Account account, String arn) {
    if (arn.endsWith(":root")) {
      return List.of(PERMITTED.satisfied().seen("the root user may do everything").build());
    }
    try {
      Optional<List<EvaluationResult>> results = AwsLookups.found(() -> simulated(account, arn));
      return results
          .map(ReadinessCheck::missing)
          .orElseGet(() -> unasked("IAM does not find the role or user"));
    } catch (Inconclusive e) {
      return unasked(
          e.cause() == Cause.ACCESS_DENIED
              ? SIMULATE + " is not allowed (no check needs it)"
              : String.valueOf(e.getMessage()));
    } catch (AwsServiceException e) {
      return unasked(String.valueOf(e.getMessage()));
    }
  }

  private List<EvaluationResult> simulated(Account account, String arn) {
    return account
        .client(IamClient::builder)
        .simulatePrincipalPolicyPaginator(
            it ->
                it.policySourceArn(principal(account, arn))
                    .actionNames(Sets.difference(needed.all(), RbacRules.of(needed))))
        .evaluationResults()
        .stream()
        .toList();
  }

  /**
   * Returns the role of a session. A session's ARN does not contain the path of its role, but the
   * account's settings may.
   */
  private static String principal(Account account, String arn) {
    Matcher assumed = ASSUMED.matcher(arn);
    return assumed.matches()
        ? account
            .role()
            .filter(role -> role.endsWith("/" + assumed.group(3)))
            .orElse(
                "arn:%s:iam::%s:role/%s"
                    .formatted(assumed.group(1), assumed.group(2), assumed.group(3)))
        : arn;
  }

  private static List<Finding> unasked(String reason) {
    return List.of(PERMITTED.satisfied().seen("not simulated: " + reason).build());
  }

  private static List<Finding> missing(List<EvaluationResult> results) {
    List<Finding> missing =
        results.stream()
            .filter(result -> result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED)
            .map(
                result ->
                    PERMITTED
                        .unsatisfied()
                        .subject(result.evalActionName())
                        .seen(result.evalDecisionAsString())
                        .build())
            .toList();
    return missing.isEmpty()
        ? List.of(PERMITTED.satisfied().seen(results.size() + " actions").build())
        : missing;
  }
}
