package dev.referee.events;

import com.google.common.base.Suppliers;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Policy;
import dev.referee.resources.RolePolicies;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

/** The role with which EventBridge delivers to a target. */
final class TargetRole {
  static final Permissions READS = RolePolicies.READS;

  private final RolePolicies policies;
  private final String arn;
  private final Rule rule;
  private final Supplier<Optional<Role>> role;

  TargetRole(Account account, String arn, Rule rule) {
    this.policies = new RolePolicies(account.client(IamClient::builder));
    this.arn = arn;
    this.rule = rule;
    this.role =
        Suppliers.memoize(() -> policies.role(name()).filter(found -> found.arn().equals(arn)));
  }

  String name() {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /** Returns the role; empty if it does not exist. */
  Optional<Role> role() {
    return role.get();
  }

  /** Returns what the role may do by its own policies. */
  Access.Builder access(Role found) {
    return policies
        .access(found)
        .known("aws:SecureTransport", "true")
        .absent("aws:SourceVpce", "aws:SourceVpc", "aws:SourceIp");
  }

  /**
   * Returns the finding whether EventBridge may deliver to a target with the role.
   *
   * @param action what delivers, such as {@code sns:Publish}
   * @param target the ARN of the target
   * @param targetPolicy the policy of the target, which may deny it; empty if it has none
   */
  Finding delivers(String action, String target, Optional<Policy> targetPolicy) {
    Optional<Role> found = role();
    if (found.isEmpty()) {
      return refused(
          "The role %s of the target does not exist.".formatted(arn),
          "Choose an existing role, or remove it and let the policy of %s allow EventBridge to deliver."
              .formatted(target),
          null);
    }
    String trust = found.get().assumeRolePolicyDocument();
    Decision trusts =
        TopicStep.eventBridge(rule)
            .resource(Policy.of("the trust policy of " + name(), trust == null ? "" : trust))
            .build()
            .to("sts:AssumeRole", arn);
    if (!(trusts instanceof Decision.Allowed)) {
      return trusts instanceof Decision.CannotKnow
          ? unknown(Cause.MISCONFIGURED, "who may assume the role " + name(), trusts)
          : refused(
              "The trust policy of %s does not allow EventBridge to assume it.".formatted(name()),
              "Allow sts:AssumeRole for the service %s in the trust policy of %s."
                  .formatted(TopicStep.EVENTBRIDGE, name()),
              trusts);
    }
    Decision may = access(found.get()).build().to(action, target);
    Access.Builder access = access(found.get()).known("aws:SourceOwner", Arns.account(target));
    targetPolicy.ifPresent(access::resource);
    Decision withTarget = access.build().to(action, target);
    if (withTarget instanceof Decision.ExplicitlyDenied) {
      may = withTarget;
    }
    if (may instanceof Decision.Allowed) {
      return ToldExpectations.PUBLISH
          .satisfied()
          .subject(target)
          .seen("EventBridge may deliver with the role %s.".formatted(name()))
          .organiserFact("policies", may.explanation())
          .build();
    }
    return may instanceof Decision.CannotKnow
        ? unknown(policies.unread(), "whether the role %s may deliver".formatted(name()), may)
        : refused(
            "The policies of the role %s do not allow %s on %s.".formatted(name(), action, target),
            "Allow %s on %s in a policy of the role %s.".formatted(action, target, name()),
            may);
  }

  /** Returns why policies of the role could not be read. */
  Cause unread() {
    return policies.unread();
  }

  private Finding unknown(Cause cause, String what, Decision decision) {
    return ToldExpectations.PUBLISH
        .unknown(cause)
        .subject(arn)
        .seen("Referee cannot tell %s.".formatted(what))
        .organiserFact("policies", decision.explanation())
        .build();
  }

  private Finding refused(String seen, String remedy, @Nullable Decision decision) {
    Finding.Builder finding =
        ToldExpectations.PUBLISH
            .unsatisfied()
            .subject(arn)
            .expected("a role with which EventBridge may deliver")
            .seen(seen)
            .remedy(remedy);
    return (decision == null ? finding : finding.organiserFact("policies", decision.explanation()))
        .build();
  }
}
