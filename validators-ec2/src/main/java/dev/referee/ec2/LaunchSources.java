package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Optional.ofNullable;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.Account;
import dev.referee.ec2.userdata.UserData;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.LaunchConfiguration;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A cached reader of launch templates and launch configurations. */
final class LaunchSources {
  static final String TEMPLATE_TAG = "aws:ec2launchtemplate:id";
  private static final String VERSION_TAG = "aws:ec2launchtemplate:version";

  private final Ec2Client ec2;
  private final AutoScalingClient autoScaling;
  private final Map<String, Optional<LaunchTemplate>> templates = new HashMap<>();

  LaunchSources(Account account) {
    this.ec2 = account.client(Ec2Client::builder);
    this.autoScaling = account.client(AutoScalingClient::builder);
  }

  /** Returns what a group launches from; empty if AWS names nothing. */
  ImmutableList<LaunchSource> of(AutoScalingGroup group) {
    String name = nullToEmpty(group.launchConfigurationName());
    if (!name.isBlank()) {
      Optional<Launch> launch = ofNullable(configurations(Set.of(name)).get(name));
      return ImmutableList.of(
          new LaunchSource(
              "launch configuration " + name,
              "",
              launch,
              launch.map(ImmutableList::of).orElse(ImmutableList.of())));
    }
    return specifications(group).map(this::source).distinct().collect(toImmutableList());
  }

  /** Returns the desired configuration of an instance refresh; empty if it has none. */
  ImmutableList<LaunchSource> of(DesiredConfiguration desired) {
    return specifications(desired.launchTemplate(), desired.mixedInstancesPolicy())
        .map(this::source)
        .distinct()
        .collect(toImmutableList());
  }

  /** Returns the ids of the templates that a group launches from. */
  Set<String> templateIds(AutoScalingGroup group) {
    return specifications(group)
        .flatMap(specification -> template(specification).stream())
        .map(LaunchTemplate::id)
        .collect(toImmutableSet());
  }

  private static Stream<LaunchTemplateSpecification> specifications(AutoScalingGroup group) {
    return specifications(group.launchTemplate(), group.mixedInstancesPolicy());
  }

  private static Stream<LaunchTemplateSpecification> specifications(
      @Nullable LaunchTemplateSpecification template, @Nullable MixedInstancesPolicy policy) {
    var mixed = policy == null ? null : policy.launchTemplate();
    if (mixed == null) {
      return named(template);
    }
    LaunchTemplateSpecification base = mixed.launchTemplateSpecification();
    if (!mixed.hasOverrides() || mixed.overrides().isEmpty()) {
      return named(base);
    }
    return mixed.overrides().stream()
        .map(override -> override.launchTemplateSpecification())
        .flatMap(own -> named(own).findFirst().isPresent() ? named(own) : named(base));
  }

  /** An element without a template, as some emulators return, refers to none. */
  private static Stream<LaunchTemplateSpecification> named(
      @Nullable LaunchTemplateSpecification specification) {
    return specification == null
            || (nullToEmpty(specification.launchTemplateId()).isBlank()
                && nullToEmpty(specification.launchTemplateName()).isBlank())
        ? Stream.of()
        : Stream.of(specification);
  }

  /** Returns what a reference of a group or of a refresh launches. */
  private LaunchSource source(LaunchTemplateSpecification specification) {
    // Without a version, a group follows the default one.
    String given = nullToEmpty(specification.version());
    String version = given.isBlank() ? "$Default" : given;
    return template(specification)
        .map(template -> template.source(version))
        .orElseGet(
            () ->
                new LaunchSource(
                    "launch template "
                        + ofNullable(specification.launchTemplateName())
                            .orElse(specification.launchTemplateId()),
                    version,
                    Optional.empty(),
                    ImmutableList.of()));
  }

  private Optional<LaunchTemplate> template(LaunchTemplateSpecification specification) {
    return template(
        nullToEmpty(specification.launchTemplateId()),
        nullToEmpty(specification.launchTemplateName()));
  }

  private Optional<LaunchTemplate> template(String id, String name) {
    return templates.computeIfAbsent(
        id.isBlank() ? name : id, any -> LaunchTemplate.read(ec2, id, name));
  }

  /** Reads launch configurations by their names; missing ones are left out. */
  Map<String, Launch> configurations(Set<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, Launch> found = new HashMap<>();
    autoScaling
        .describeLaunchConfigurationsPaginator(
            request -> request.launchConfigurationNames(ImmutableList.sortedCopyOf(names)))
        .launchConfigurations()
        .forEach(
            configuration ->
                found.put(configuration.launchConfigurationName(), launch(configuration)));
    return found;
  }

  private static Launch launch(LaunchConfiguration configuration) {
    return new Launch(
        "launch configuration " + configuration.launchConfigurationName(),
        UserData.of(configuration.userData()),
        ofNullable(configuration.iamInstanceProfile()).filter(profile -> !profile.isBlank()),
        ofNullable(configuration.createdTime()));
  }

  /**
   * Returns what a member was launched with, according to its group; empty if that is a reference
   * that may have changed since then.
   */
  Optional<Launch> launchedFrom(@Nullable LaunchTemplateSpecification specification) {
    return named(specification)
        .filter(named -> !nullToEmpty(named.version()).startsWith("$"))
        .findFirst()
        .flatMap(named -> source(named).current());
  }

  /**
   * Returns what EC2 itself recorded when it launched an instance, which does not depend on the
   * group.
   */
  Optional<Launch> launchedFrom(Map<String, String> tags) {
    return tags.containsKey(TEMPLATE_TAG) && tags.containsKey(VERSION_TAG)
        ? template(tags.get(TEMPLATE_TAG), "")
            .flatMap(template -> template.version(tags.get(VERSION_TAG)))
        : Optional.empty();
  }
}
