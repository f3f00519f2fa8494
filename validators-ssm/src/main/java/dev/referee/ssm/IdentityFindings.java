package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ssm.SessionSteps.METADATA_REACHED;
import static dev.referee.ssm.SessionSteps.PROFILE_ATTACHED;
import static dev.referee.ssm.SessionSteps.PROFILE_HAS_ROLE;
import static dev.referee.ssm.SessionSteps.ROLE_TRUSTED;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.iam.Decision;
import dev.referee.spi.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** Judges who the agents of instances are; see {@link Identity}. */
final class IdentityFindings {
  static final Permissions READS =
      Permissions.reading("iam:GetInstanceProfile", "iam:GetRole", "ssm:GetServiceSetting");

  private final Identity identity;
  private final ImmutableList<Instance> instances;

  IdentityFindings(Identity identity, List<Instance> instances) {
    this.identity = identity;
    this.instances = ImmutableList.copyOf(instances);
  }

  /** Returns what was found: of profiles, of the roles in them, and of whom these trust. */
  ImmutableList<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(PROFILE_ATTACHED.found(this::attached));
    List<Instance> profiled =
        instances.stream().filter(each -> Identity.profileArn(each).isPresent()).toList();
    if (!profiled.isEmpty()) {
      findings.add(PROFILE_HAS_ROLE.found(() -> hasRole(profiled)));
    }
    findings.addAll(trusted());
    return ImmutableList.copyOf(findings);
  }

  private Finding attached() {
    ImmutableList<Instance> without =
        instances.stream()
            .filter(instance -> Identity.profileArn(instance).isEmpty())
            .collect(toImmutableList());
    if (without.isEmpty()) {
      return PROFILE_ATTACHED.satisfied().seen("Each has an instance profile.").build();
    }
    Optional<AgentRole> byDefault = identity.byDefault();
    if (byDefault.isPresent()) {
      return PROFILE_ATTACHED
          .satisfied()
          .seen(
              "Default Host Management Configuration gives %s to those without an instance profile."
                  .formatted(byDefault.get().name()))
          .build();
    }
    Finding.Builder finding =
        PROFILE_ATTACHED
            .unsatisfied()
            .subject(without.get(0).instanceId())
            .expected("an instance profile, or Default Host Management Configuration")
            .seen(
                "%s has no instance profile, and Default Host Management Configuration gives no role."
                    .formatted(names(without)))
            .remedy(
                "Attach an instance profile with a role that may do what the agent needs, as by"
                    + " AmazonSSMManagedInstanceCore. Then restart the agent, or reboot.");
    Facts.add(finding, without, Instance::instanceId, any -> "no instance profile");
    return finding.build();
  }

  private Finding hasRole(List<Instance> profiled) {
    Map<String, String> wrong = new LinkedHashMap<>();
    for (Instance instance : profiled) {
      wrong(instance).ifPresent(what -> wrong.put(instance.instanceId(), what));
    }
    if (wrong.isEmpty()) {
      return PROFILE_HAS_ROLE.satisfied().seen("Each instance profile holds a role.").build();
    }
    // An agent that gets no role from its profile takes the Region's.
    Optional<AgentRole> byDefault = identity.byDefault();
    if (byDefault.isPresent()) {
      return PROFILE_HAS_ROLE
          .satisfied()
          .seen(
              "Default Host Management Configuration gives %s where the instance profile gives none."
                  .formatted(byDefault.get().name()))
          .build();
    }
    Map.Entry<String, String> first = wrong.entrySet().iterator().next();
    Finding.Builder finding =
        PROFILE_HAS_ROLE
            .unsatisfied()
            .subject(first.getKey())
            .expected("an instance profile that is there and holds a role")
            .seen(first.getValue())
            .remedy(
                "Add the role to the instance profile. If that was deleted, or made anew under the"
                    + " same name, associate it with the instance again.");
    Facts.add(finding, List.copyOf(wrong.entrySet()), Map.Entry::getKey, Map.Entry::getValue);
    return finding.build();
  }

  private Optional<String> wrong(Instance instance) {
    String arn = Identity.profileArn(instance).orElseThrow();
    Optional<InstanceProfile> profile = identity.profile(arn);
    if (profile.isEmpty()) {
      return Optional.of("Its instance profile %s is not there any more.".formatted(arn));
    }
    if (!Identity.isSame(instance, profile.get())) {
      return Optional.of(
          "Its instance profile %s was deleted; the one that has the name now is another."
              .formatted(arn));
    }
    return profile.get().roles().isEmpty()
        ? Optional.of("Its instance profile %s holds no role.".formatted(arn))
        : Optional.empty();
  }

  /** Judges the roles that the profiles hold, and that of the Region where one has none. */
  private List<Finding> trusted() {
    Map<String, AgentRole> roles = new LinkedHashMap<>();
    List<Finding> unseen = new ArrayList<>();
    for (Instance instance : instances) {
      Finding seen =
          ROLE_TRUSTED.found(
              () -> {
                Optional<AgentRole> own = identity.ofProfile(instance);
                (own.isPresent() ? own : identity.byDefault())
                    .ifPresent(role -> roles.put(role.arn(), role));
                return ROLE_TRUSTED.satisfied().build();
              });
      if (!seen.isSatisfied() && unseen.isEmpty()) {
        unseen.add(seen);
      }
    }
    List<Finding> findings = new ArrayList<>(unseen);
    roles.values().forEach(role -> findings.add(ROLE_TRUSTED.found(() -> trusted(role))));
    return findings;
  }

  private Finding trusted(AgentRole role) {
    Decision decision = role.trusts();
    String service = role.source().service();
    if (decision instanceof Decision.Allowed) {
      return ROLE_TRUSTED
          .satisfied()
          .subject(role.arn())
          .seen("%s lets %s assume it.".formatted(role.name(), service))
          .build();
    }
    if (decision instanceof Decision.CannotKnow) {
      return ROLE_TRUSTED
          .unknown(Cause.MISCONFIGURED)
          .subject(role.arn())
          .seen("Whether %s lets %s assume it cannot be known.".formatted(role.name(), service))
          .operatorFact("trust policy", decision.explanation())
          .build();
    }
    if (role.source() == AgentRole.Source.PROFILE && identity.byDefault().isPresent()) {
      return ROLE_TRUSTED
          .satisfied()
          .subject(role.arn())
          .seen(
              "EC2 may not assume %s, so agents act by %s of Default Host Management Configuration."
                  .formatted(role.name(), identity.byDefault().get().name()))
          .build();
    }
    return ROLE_TRUSTED
        .unsatisfied()
        .subject(role.arn())
        .expected("a trust policy that allows sts:AssumeRole to " + service)
        .seen("The trust policy of %s does not let %s assume it.".formatted(role.name(), service))
        .remedy(
            "Allow sts:AssumeRole to the service %s in the trust policy of %s."
                .formatted(service, role.name()))
        .operatorFact("trust policy", decision.explanation())
        .build();
  }

  /**
   * Judges whether the agents can read their credentials, which the instance metadata hands out.
   */
  Finding metadata() {
    ImmutableList<Instance> off =
        instances.stream().filter(IdentityFindings::isMute).collect(toImmutableList());
    if (off.isEmpty()) {
      return METADATA_REACHED.satisfied().seen("The instance metadata service is on.").build();
    }
    Finding.Builder finding =
        METADATA_REACHED
            .unsatisfied()
            .subject(off.get(0).instanceId())
            .expected("the instance metadata service, which hands out the role's credentials")
            .seen("The instance metadata service of %s is off.".formatted(names(off)))
            .remedy("Enable the HTTP endpoint in the instance metadata options.");
    Facts.add(finding, off, Instance::instanceId, any -> "metadata HttpEndpoint is disabled");
    return finding.build();
  }

  private static boolean isMute(Instance instance) {
    return instance.metadataOptions() != null
        && "disabled".equals(instance.metadataOptions().httpEndpointAsString());
  }

  private static String names(List<Instance> instances) {
    return instances.size() == 1
        ? instances.get(0).instanceId()
        : instances.get(0).instanceId() + " and " + (instances.size() - 1) + " more";
  }
}
