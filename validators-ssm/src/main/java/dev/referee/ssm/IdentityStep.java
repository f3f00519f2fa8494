package dev.referee.ssm;

import static dev.referee.ssm.SessionExpectations.PROFILE_ATTACHED;
import static dev.referee.ssm.SessionExpectations.PROFILE_HAS_ROLE;
import static dev.referee.ssm.SessionExpectations.ROLE_TRUSTED;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.iam.Decision;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** An evaluator of whether the agent of an instance gets a role; see {@link Identity}. */
final class IdentityStep {
  static final Permissions READS =
      Permissions.ofReads("iam:GetInstanceProfile", "iam:GetRole", "ssm:GetServiceSetting");

  private final Identity identity;

  IdentityStep(Identity identity) {
    this.identity = identity;
  }

  /** Returns the findings about the profile, its role, and the trust policy. */
  ImmutableList<Finding> judge(Instance instance) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(UnexpectedError.found(PROFILE_ATTACHED, () -> attached(instance)));
    Identity.profileArn(instance)
        .ifPresent(
            arn ->
                findings.add(
                    UnexpectedError.found(PROFILE_HAS_ROLE, () -> hasRole(instance, arn))));
    trusted(instance).ifPresent(findings::add);
    return findings.build();
  }

  private Finding attached(Instance instance) {
    String id = instance.instanceId();
    Optional<String> arn = Identity.profileArn(instance);
    if (arn.isPresent()) {
      return PROFILE_ATTACHED.satisfied().subject(id).seen("It has " + arn.get() + ".").build();
    }
    return identity
        .byDefault()
        .map(role -> PROFILE_ATTACHED.satisfied().subject(id).seen(byDefault(role)).build())
        .orElseGet(
            () ->
                PROFILE_ATTACHED
                    .unsatisfied()
                    .subject(id)
                    .expected("an instance profile, or Default Host Management Configuration")
                    .seen(
                        "%s has no instance profile, and Default Host Management Configuration gives"
                                .formatted(id)
                            + " it no role.")
                    .remedy(
                        "Attach an instance profile whose role has the permissions that the agent"
                            + " needs, e.g. AmazonSSMManagedInstanceCore. Then restart the agent,"
                            + " or"
                            + " reboot %s.".formatted(id))
                    .build());
  }

  private static String byDefault(AgentRole role) {
    return "Default Host Management Configuration gives it %s.".formatted(role.name());
  }

  private Finding hasRole(Instance instance, String arn) {
    String id = instance.instanceId();
    Optional<String> wrong = wrong(instance, arn);
    if (wrong.isEmpty()) {
      return PROFILE_HAS_ROLE.satisfied().subject(id).seen(arn + " contains a role.").build();
    }
    // An agent that gets no role from its profile uses the Region's.
    return identity
        .byDefault()
        .map(role -> PROFILE_HAS_ROLE.satisfied().subject(id).seen(byDefault(role)).build())
        .orElseGet(
            () ->
                PROFILE_HAS_ROLE
                    .unsatisfied()
                    .subject(id)
                    .expected("an instance profile that exists and contains a role")
                    .seen(wrong.get())
                    .remedy(
                        "Add the role to the instance profile. If the profile was deleted, or"
                            + " created"
                            + " again under the same name, associate it with %s again."
                                .formatted(id))
                    .build());
  }

  private Optional<String> wrong(Instance instance, String arn) {
    Optional<InstanceProfile> profile = identity.profile(arn);
    if (profile.isEmpty()) {
      return Optional.of("The instance profile %s no longer exists.".formatted(arn));
    }
    if (!Identity.isSame(instance, profile.get())) {
      return Optional.of(
          "The attached instance profile has been deleted; %s is another profile with the same name."
              .formatted(arn));
    }
    return profile.get().roles().isEmpty()
        ? Optional.of("The instance profile %s contains no role.".formatted(arn))
        : Optional.empty();
  }

  /** Judges the role of the profile, or else the Region's; nothing where there is neither. */
  private Optional<Finding> trusted(Instance instance) {
    ImmutableList.Builder<AgentRole> role = ImmutableList.builder();
    Finding seen =
        UnexpectedError.found(
            ROLE_TRUSTED,
            () -> {
              identity.ofProfile(instance).or(identity::byDefault).ifPresent(role::add);
              return ROLE_TRUSTED.satisfied().build();
            });
    return seen.isSatisfied()
        ? role.build().stream()
            .findFirst()
            .map(one -> UnexpectedError.found(ROLE_TRUSTED, () -> trusted(one)))
        : Optional.of(seen);
  }

  private Finding trusted(AgentRole role) {
    Decision decision = role.trusts();
    String service = role.source().service();
    if (decision instanceof Decision.Allowed) {
      return ROLE_TRUSTED
          .satisfied()
          .subject(role.arn())
          .seen("%s allows %s to assume it.".formatted(role.name(), service))
          .build();
    }
    if (decision instanceof Decision.CannotKnow) {
      return ROLE_TRUSTED
          .unknown(Cause.MISCONFIGURED)
          .subject(role.arn())
          .seen(
              "Referee cannot tell whether %s allows %s to assume it."
                  .formatted(role.name(), service))
          .organiserFact("trust policy", decision.explanation())
          .build();
    }
    Optional<AgentRole> other =
        role.source() == AgentRole.Source.PROFILE ? identity.byDefault() : Optional.empty();
    if (other.isPresent()) {
      return ROLE_TRUSTED
          .satisfied()
          .subject(role.arn())
          .seen("EC2 may not assume %s. ".formatted(role.name()) + byDefault(other.get()))
          .build();
    }
    return ROLE_TRUSTED
        .unsatisfied()
        .subject(role.arn())
        .expected("a trust policy that allows sts:AssumeRole for " + service)
        .seen(
            "The trust policy of %s does not allow %s to assume it."
                .formatted(role.name(), service))
        .remedy(
            "Allow sts:AssumeRole for the service %s in the trust policy of %s."
                .formatted(service, role.name()))
        .organiserFact("trust policy", decision.explanation())
        .build();
  }
}
