package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.comparing;
import static java.util.Optional.ofNullable;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.aws.Account;
import dev.referee.ec2.userdata.UserData;
import dev.referee.network.InstanceReads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LaunchConfiguration;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Reads what a group launches from and what it has running, in as few calls as there are kinds. */
final class FleetReader {
  private static final String TEMPLATE_TAG = "aws:ec2launchtemplate:id";
  private static final String VERSION_TAG = "aws:ec2launchtemplate:version";

  private final Ec2Client ec2;
  private final AutoScalingClient autoScaling;
  private final ImmutableSet<String> members;
  private final Map<String, Optional<LaunchTemplate>> templates = new HashMap<>();

  /**
   * Makes one that has read nothing yet.
   *
   * @param groups the groups that will be read; what one of them holds is no straggler of another
   */
  FleetReader(Account account, List<AutoScalingGroup> groups) {
    this.members =
        groups.stream()
            .flatMap(group -> group.instances().stream())
            .map(instance -> instance.instanceId())
            .collect(toImmutableSet());
    this.ec2 = account.client(Ec2Client::builder);
    this.autoScaling = account.client(AutoScalingClient::builder);
  }

  Fleet read(AutoScalingGroup group) {
    ImmutableList<LaunchSource> sources = sources(group);
    return new Fleet(group, sources, servers(group));
  }

  private ImmutableList<LaunchSource> sources(AutoScalingGroup group) {
    if (group.launchConfigurationName() != null) {
      String name = group.launchConfigurationName();
      Optional<Launch> launch = ofNullable(configurations(Set.of(name)).get(name));
      return ImmutableList.of(
          new LaunchSource(
              "launch configuration " + name,
              "",
              launch,
              launch.map(ImmutableList::of).orElse(ImmutableList.of())));
    }
    return specifications(group)
        .map(specification -> source(specification))
        .distinct()
        .collect(toImmutableList());
  }

  private static Stream<LaunchTemplateSpecification> specifications(AutoScalingGroup group) {
    var mixed =
        group.mixedInstancesPolicy() == null ? null : group.mixedInstancesPolicy().launchTemplate();
    if (mixed == null) {
      return Stream.of(group.launchTemplate()).filter(Objects::nonNull);
    }
    LaunchTemplateSpecification base = mixed.launchTemplateSpecification();
    return mixed.hasOverrides() && !mixed.overrides().isEmpty()
        ? mixed.overrides().stream().map(override -> specification(override, base))
        : Stream.of(base);
  }

  private static LaunchTemplateSpecification specification(
      LaunchTemplateOverrides override, LaunchTemplateSpecification base) {
    return override.launchTemplateSpecification() == null
        ? base
        : override.launchTemplateSpecification();
  }

  /** Returns what a reference of a group or of a refresh launches. */
  LaunchSource source(LaunchTemplateSpecification specification) {
    // A group that names no version follows the default one.
    String version = specification.version() == null ? "$Default" : specification.version();
    return template(specification)
        .map(template -> template.source(version))
        .orElseGet(
            () ->
                new LaunchSource(
                    "launch template "
                        + Optional.ofNullable(specification.launchTemplateName())
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
        id.isEmpty() ? name : id, any -> LaunchTemplate.read(ec2, id, name));
  }

  private Map<String, Launch> configurations(Set<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, Launch> found = new HashMap<>();
    autoScaling
        .describeLaunchConfigurationsPaginator(
            request -> request.launchConfigurationNames(ImmutableList.sortedCopyOf(names)))
        .launchConfigurations()
        .forEach(each -> found.put(each.launchConfigurationName(), launch(each)));
    return found;
  }

  private static Launch launch(LaunchConfiguration configuration) {
    return new Launch(
        "launch configuration " + configuration.launchConfigurationName(),
        UserData.of(configuration.userData()),
        ofNullable(configuration.iamInstanceProfile()),
        ofNullable(configuration.createdTime()));
  }

  /** Reads the group's own instances, and those of its templates that are not its own any more. */
  private ImmutableList<Server> servers(AutoScalingGroup group) {
    Map<String, software.amazon.awssdk.services.autoscaling.model.Instance> own =
        new LinkedHashMap<>();
    group.instances().stream()
        .filter(FleetReader::isThere)
        .forEach(instance -> own.put(instance.instanceId(), instance));
    Set<String> templateIds =
        specifications(group)
            .flatMap(specification -> template(specification).stream())
            .map(LaunchTemplate::id)
            .collect(toImmutableSet());
    List<Instance> found =
        new ArrayList<>(InstanceReads.having(ec2, "tag:" + TEMPLATE_TAG, templateIds));
    found.removeIf(
        instance ->
            members.contains(instance.instanceId()) && !own.containsKey(instance.instanceId()));
    Set<String> seen = found.stream().map(Instance::instanceId).collect(toImmutableSet());
    found.addAll(
        InstanceReads.having(
            ec2, "instance-id", ImmutableSet.copyOf(Sets.difference(own.keySet(), seen))));
    Map<String, Launch> configurations =
        configurations(
            own.values().stream()
                .map(instance -> nullToEmpty(instance.launchConfigurationName()))
                .filter(name -> !name.isEmpty())
                .collect(toImmutableSet()));
    return found.stream()
        .map(instance -> server(instance, own, configurations))
        .sorted(comparing(Server::launchedAt).thenComparing(Server::id))
        .collect(toImmutableList());
  }

  private Server server(
      Instance instance,
      Map<String, software.amazon.awssdk.services.autoscaling.model.Instance> own,
      Map<String, Launch> configurations) {
    var member = ofNullable(own.get(instance.instanceId()));
    Optional<Launch> launchedFrom =
        member
            .map(it -> it.launchConfigurationName())
            .map(configurations::get)
            .or(() -> member.map(it -> it.launchTemplate()).flatMap(this::launchedFrom))
            .or(() -> launchedFrom(instance))
            .filter(launch -> launch.wasThereAt(instance.launchTime()));
    return new Server(
        instance.instanceId(),
        instance.launchTime(),
        launchedFrom,
        ofNullable(instance.iamInstanceProfile()).map(IamInstanceProfile::arn),
        member.isPresent(),
        InstanceReads.isRunning(instance),
        InstanceReads.endedAt(instance));
  }

  private Optional<Launch> launchedFrom(LaunchTemplateSpecification specification) {
    return source(specification).current();
  }

  /** Returns what EC2 itself noted when it launched an instance; that outlives the group's list. */
  private Optional<Launch> launchedFrom(Instance instance) {
    Map<String, String> tags = new HashMap<>();
    instance.tags().stream()
        .filter(tag -> tag.key() != null)
        .forEach((Tag tag) -> tags.put(tag.key(), nullToEmpty(tag.value())));
    return tags.containsKey(TEMPLATE_TAG) && tags.containsKey(VERSION_TAG)
        ? template(tags.get(TEMPLATE_TAG), "").flatMap(it -> it.version(tags.get(VERSION_TAG)))
        : Optional.empty();
  }

  /** Tells a running member from one that is on its way out, or waits stopped in a warm pool. */
  private static boolean isThere(
      software.amazon.awssdk.services.autoscaling.model.Instance instance) {
    String state = nullToEmpty(instance.lifecycleStateAsString());
    return !state.startsWith("Terminat")
        && !state.startsWith("Detach")
        && (!state.startsWith("Warmed:") || state.equals("Warmed:Running"));
  }
}
