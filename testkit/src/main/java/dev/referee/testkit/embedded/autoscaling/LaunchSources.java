package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstancesDistribution;
import software.amazon.awssdk.services.autoscaling.model.LaunchConfiguration;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceMarketOptionsRequest;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * The launch sources of groups: a launch template, a mixed instances policy, a launch
 * configuration.
 */
final class LaunchSources {

  /**
   * The launch source of a group, of which exactly one component is set.
   *
   * @param template a launch template
   * @param mixed a mixed instances policy
   * @param configuration a launch configuration's name
   */
  record Source(
      @Nullable LaunchTemplateSpecification template,
      @Nullable MixedInstancesPolicy mixed,
      @Nullable String configuration) {

    static Source of(AutoScalingGroup group) {
      return new Source(
          group.launchTemplate(), group.mixedInstancesPolicy(), group.launchConfigurationName());
    }

    static Source of(DesiredConfiguration wanted) {
      return new Source(wanted.launchTemplate(), wanted.mixedInstancesPolicy(), null);
    }
  }

  private final AutoScaling scaling;

  LaunchSources(AutoScaling scaling) {
    this.scaling = scaling;
  }

  /**
   * Throws a validation error unless a request names each launch template by its id or by its name.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateSpecification.html">LaunchTemplateSpecification</a>
   */
  static void mustNameTemplates(Source requested) {
    Stream.concat(
            Stream.ofNullable(requested.template()),
            Stream.ofNullable(requested.mixed())
                .map(MixedInstancesPolicy::launchTemplate)
                .filter(Objects::nonNull)
                .flatMap(
                    mixed ->
                        Stream.concat(
                            Stream.ofNullable(mixed.launchTemplateSpecification()),
                            mixed.overrides().stream()
                                .map(LaunchTemplateOverrides::launchTemplateSpecification)
                                .filter(Objects::nonNull))))
        .filter(
            specification ->
                (specification.launchTemplateId() == null)
                    == (specification.launchTemplateName() == null))
        .findFirst()
        .ifPresent(
            specification -> {
              throw AutoScaling.invalid(
                  "Valid requests must contain either launchTemplateId or LaunchTemplateName");
            });
  }

  /** Throws a validation error unless everything that the source names exists. */
  void check(Source source) {
    int given =
        (source.template() == null ? 0 : 1)
            + (source.mixed() == null ? 0 : 1)
            + (source.configuration() == null ? 0 : 1);
    if (given != 1) {
      throw AutoScaling.invalid(
          "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId"
              + " or MixedInstancesPolicy parameter.");
    }
    if (source.configuration() != null) {
      scaling.configurations.get(source.configuration());
      return;
    }
    version(base(source));
    for (LaunchTemplateOverrides override : overrides(source)) {
      if (override.launchTemplateSpecification() != null) {
        version(override.launchTemplateSpecification());
      }
    }
  }

  /** Throws a validation error for a template that no instance could be launched from. */
  void mustLaunch(Source source) {
    if (source.configuration() != null || !overrides(source).isEmpty()) {
      return;
    }
    ResponseLaunchTemplateData data = version(base(source)).launchTemplateData();
    try {
      scaling.ec2.requireLaunchable(data.imageId(), data.instanceTypeAsString());
    } catch (AwsError e) {
      throw unusable(e);
    }
  }

  /** Returns the specification with both id and name, as Auto Scaling shows it. */
  LaunchTemplateSpecification complete(LaunchTemplateSpecification given) {
    LaunchTemplate template = template(given);
    return given.toBuilder()
        .launchTemplateId(template.launchTemplateId())
        .launchTemplateName(template.launchTemplateName())
        .build();
  }

  Source complete(Source source) {
    if (source.template() != null) {
      return new Source(complete(source.template()), null, null);
    }
    if (source.mixed() == null) {
      return source;
    }
    var policy = source.mixed().launchTemplate();
    List<LaunchTemplateOverrides> overrides =
        policy.overrides().stream()
            .map(
                one ->
                    one.launchTemplateSpecification() == null
                        ? one
                        : one.toBuilder()
                            .launchTemplateSpecification(
                                complete(one.launchTemplateSpecification()))
                            .build())
            .toList();
    InstancesDistribution.Builder distribution =
        InstancesDistribution.builder()
            .onDemandAllocationStrategy("prioritized")
            .onDemandBaseCapacity(0)
            .onDemandPercentageAboveBaseCapacity(100)
            .spotAllocationStrategy("lowest-price");
    InstancesDistribution given = source.mixed().instancesDistribution();
    if (given == null
        || given.spotAllocationStrategy() == null
        || given.spotAllocationStrategy().equals("lowest-price")) {
      distribution.spotInstancePools(2);
    }
    if (source.mixed().instancesDistribution() != null) {
      SdkFieldCopier.overlay(source.mixed().instancesDistribution(), distribution);
    }
    return new Source(
        null,
        source.mixed().toBuilder()
            .launchTemplate(
                policy.toBuilder()
                    .launchTemplateSpecification(complete(policy.launchTemplateSpecification()))
                    .overrides(overrides)
                    .build())
            .instancesDistribution(distribution.build())
            .build(),
        null);
  }

  /**
   * The next instance of a group.
   *
   * @param request the launch request, without a subnet
   * @param entry its entry in the group, without an id
   */
  record Next(RunInstancesRequest request, Instance entry) {}

  /** Returns the launch request of the next instance of a group. */
  Next next(Source source, List<Instance> present) {
    RunInstancesRequest.Builder request = RunInstancesRequest.builder().minCount(1).maxCount(1);
    Instance.Builder entry = Instance.builder();
    if (source.configuration() != null) {
      LaunchConfiguration configuration = scaling.configurations.get(source.configuration());
      fill(request, configuration);
      return new Next(
          request.build(),
          entry
              .launchConfigurationName(source.configuration())
              .instanceType(configuration.instanceType())
              .build());
    }
    LaunchTemplateSpecification specification = base(source);
    List<LaunchTemplateOverrides> overrides = overrides(source);
    if (source.mixed() != null) {
      boolean spot = nextIsSpot(source.mixed().instancesDistribution(), present);
      if (spot) {
        request.instanceMarketOptions(
            InstanceMarketOptionsRequest.builder().marketType("spot").build());
      }
      if (!overrides.isEmpty()) {
        LaunchTemplateOverrides selected =
            overrides.get(spot ? spots(present) % overrides.size() : 0);
        request.instanceType(selected.instanceType()).imageId(selected.imageId());
        entry.weightedCapacity(selected.weightedCapacity());
        if (selected.launchTemplateSpecification() != null) {
          specification = selected.launchTemplateSpecification();
        }
      }
    }
    LaunchTemplateVersion version = version(specification);
    LaunchTemplateSpecification concrete = concrete(version);
    request.launchTemplate(
        software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification.builder()
            .launchTemplateId(concrete.launchTemplateId())
            .version(concrete.version())
            .build());
    return new Next(request.build(), entry.launchTemplate(concrete).build());
  }

  /** Returns whether the launch template of a source asks for Spot Instances. */
  boolean requestsSpot(Source source) {
    if (source.configuration() != null) {
      return false;
    }
    var options = version(base(source)).launchTemplateData().instanceMarketOptions();
    return options != null && options.marketType() == MarketType.SPOT;
  }

  /** Returns whether an instance already matches what a source would launch. */
  boolean matches(Source source, Instance member) {
    if (source.configuration() != null) {
      return source.configuration().equals(member.launchConfigurationName());
    }
    if (member.launchTemplate() == null) {
      return false;
    }
    if (concrete(version(base(source))).equals(member.launchTemplate())) {
      return typeFits(source, member);
    }
    return overrides(source).stream()
        .filter(overrides -> overrides.launchTemplateSpecification() != null)
        .filter(overrides -> Objects.equals(overrides.instanceType(), member.instanceType()))
        .anyMatch(
            overrides ->
                concrete(version(overrides.launchTemplateSpecification()))
                    .equals(member.launchTemplate()));
  }

  private static boolean typeFits(Source source, Instance member) {
    List<LaunchTemplateOverrides> overrides = overrides(source);
    return overrides.isEmpty()
        || overrides.stream()
            .filter(one -> one.launchTemplateSpecification() == null)
            .anyMatch(
                one ->
                    one.instanceType() == null || one.instanceType().equals(member.instanceType()));
  }

  private static LaunchTemplateSpecification concrete(LaunchTemplateVersion version) {
    return LaunchTemplateSpecification.builder()
        .launchTemplateId(version.launchTemplateId())
        .launchTemplateName(version.launchTemplateName())
        .version(version.versionNumber().toString())
        .build();
  }

  private static LaunchTemplateSpecification base(Source source) {
    return source.mixed() == null
        ? Objects.requireNonNull(source.template())
        : source.mixed().launchTemplate().launchTemplateSpecification();
  }

  private static List<LaunchTemplateOverrides> overrides(Source source) {
    return source.mixed() == null ? List.of() : source.mixed().launchTemplate().overrides();
  }

  private LaunchTemplateVersion version(LaunchTemplateSpecification given) {
    LaunchTemplate template = template(given);
    try {
      return scaling.ec2.version(template, given.version());
    } catch (AwsError e) {
      throw unusable(e);
    }
  }

  private LaunchTemplate template(LaunchTemplateSpecification given) {
    try {
      return scaling.ec2.template(given.launchTemplateId(), given.launchTemplateName());
    } catch (AwsError e) {
      throw unusable(e);
    }
  }

  private static AwsError unusable(AwsError e) {
    return AutoScaling.invalid(
        "You must use a valid fully-formed launch template. " + e.getMessage());
  }

  private int spots(List<Instance> present) {
    return (int)
        present.stream()
            .map(member -> scaling.ec2.findInstance(member.instanceId()))
            .filter(
                instance -> instance != null && "spot".equals(instance.instanceLifecycleAsString()))
            .count();
  }

  private boolean nextIsSpot(InstancesDistribution distribution, List<Instance> present) {
    int spots = spots(present);
    int onDemand = present.size() - spots;
    if (onDemand < distribution.onDemandBaseCapacity()) {
      return false;
    }
    int above = present.size() + 1 - distribution.onDemandBaseCapacity();
    int percent = distribution.onDemandPercentageAboveBaseCapacity();
    int wanted = (above * percent + 99) / 100;
    return onDemand - distribution.onDemandBaseCapacity() >= wanted;
  }

  /** Returns the interface that determines whether there is a public address, or null. */
  private static List<InstanceNetworkInterfaceSpecification> faces(LaunchConfiguration from) {
    return from.associatePublicIpAddress() == null
        ? List.of()
        : List.of(
            InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .associatePublicIpAddress(from.associatePublicIpAddress())
                .groups(from.securityGroups())
                .build());
  }

  private static void fill(RunInstancesRequest.Builder request, LaunchConfiguration from) {
    String profile = from.iamInstanceProfile();
    request
        .imageId(from.imageId())
        .instanceType(from.instanceType())
        .keyName(from.keyName().isEmpty() ? null : from.keyName())
        .userData(from.userData().isEmpty() ? null : from.userData())
        .securityGroupIds(from.securityGroups())
        .networkInterfaces(faces(from))
        .monitoring(monitoring -> monitoring.enabled(from.instanceMonitoring().enabled()));
    if (profile != null) {
      request.iamInstanceProfile(
          profile.startsWith("arn:")
              ? IamInstanceProfileSpecification.builder().arn(profile).build()
              : IamInstanceProfileSpecification.builder().name(profile).build());
    }
    if (from.spotPrice() != null) {
      request.instanceMarketOptions(
          InstanceMarketOptionsRequest.builder().marketType("spot").build());
    }
  }
}
