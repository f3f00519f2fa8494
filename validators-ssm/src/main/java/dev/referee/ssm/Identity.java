package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Decision;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ServiceSetting;

/**
 * A lookup of agent roles: the instance profile's, or that of Default Host Management
 * Configuration. Each is read on demand, once; if it cannot be seen, every call throws {@link
 * dev.referee.Inconclusive}.
 *
 * <p>For one judgement and one thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html">Default
 *     Host Management Configuration</a>
 */
final class Identity {
  private static final String SETTING =
      "/ssm/managed-instance/default-ec2-instance-management-role";

  /** The value of the setting while it is off. */
  private static final String OFF = "$None";

  private final Account account;
  private final Memoizer<String, Optional<InstanceProfile>> profiles =
      new Memoizer<>(this::readProfile);
  private final Memoizer<String, Optional<AgentRole>> defaults = new Memoizer<>(this::readDefault);

  Identity(Account account) {
    this.account = account;
  }

  /** Returns the ARN of an instance's instance profile. */
  static Optional<String> profileArn(Instance instance) {
    return Optional.ofNullable(instance.iamInstanceProfile())
        .map(IamInstanceProfile::arn)
        .filter(arn -> !arn.isEmpty());
  }

  /** Returns the current instance profile with a name; empty if there is none. */
  Optional<InstanceProfile> profile(String arn) {
    return profiles.get(arn.substring(arn.lastIndexOf('/') + 1));
  }

  private Optional<InstanceProfile> readProfile(String name) {
    return AwsLookups.found(
        () ->
            profile(
                account
                    .client(IamClient::builder)
                    .getInstanceProfile(request -> request.instanceProfileName(name))
                    .instanceProfile()));
  }

  private static InstanceProfile profile(@Nullable InstanceProfile read) {
    String operation = "iam:GetInstanceProfile";
    InstanceProfile profile = Required.member(operation, "InstanceProfile", read);
    Required.list(operation, "Roles", profile.hasRoles(), profile.roles());
    return profile;
  }

  /**
   * Returns whether the current profile with the name is the one that was attached to the instance.
   */
  static boolean isSame(Instance instance, InstanceProfile profile) {
    String given = nullToEmpty(instance.iamInstanceProfile().id());
    String now = nullToEmpty(profile.instanceProfileId());
    return given.isEmpty() || now.isEmpty() || given.equals(now);
  }

  /** Returns the role of an instance's profile, if it has one. */
  Optional<AgentRole> ofProfile(Instance instance) {
    return profileArn(instance)
        .flatMap(this::profile)
        .filter(profile -> isSame(instance, profile))
        .flatMap(profile -> profile.roles().stream().findFirst())
        .map(role -> AgentRole.of("iam:GetInstanceProfile", role, AgentRole.Source.PROFILE));
  }

  /** Returns the Region's default role for agents without another role. */
  Optional<AgentRole> byDefault() {
    return defaults.get(SETTING);
  }

  private Optional<AgentRole> readDefault(String setting) {
    return AwsLookups.found(
            () ->
                settingValue(
                    account
                        .client(SsmClient::builder)
                        .getServiceSetting(request -> request.settingId(setting))
                        .serviceSetting()))
        .map(String::strip)
        .filter(value -> !value.isEmpty() && !value.equals(OFF))
        .flatMap(this::role);
  }

  private static String settingValue(@Nullable ServiceSetting read) {
    String operation = "ssm:GetServiceSetting";
    ServiceSetting setting = Required.member(operation, "ServiceSetting", read);
    return Required.present(operation, "SettingValue", setting.settingValue());
  }

  private Optional<AgentRole> role(String nameWithPath) {
    String name = nameWithPath.substring(nameWithPath.lastIndexOf('/') + 1);
    return AwsLookups.found(
            () ->
                Required.member(
                    "iam:GetRole",
                    "Role",
                    account
                        .client(IamClient::builder)
                        .getRole(request -> request.roleName(name))
                        .role()))
        .map(role -> AgentRole.of("iam:GetRole", role, AgentRole.Source.DEFAULT_HOST_MANAGEMENT));
  }

  /**
   * Returns the role that the agent of an instance gets: that of the profile, unless EC2 may not
   * assume it and the Region has another one.
   */
  Optional<AgentRole> handedTo(Instance instance) {
    Optional<AgentRole> own = ofProfile(instance);
    return own.filter(role -> !(role.trusts() instanceof Decision.Denied)).isPresent()
        ? own
        : byDefault().or(() -> own);
  }
}
