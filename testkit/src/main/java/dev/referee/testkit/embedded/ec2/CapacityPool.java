package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverrides;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateAndOverridesResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * A kind of instance that an EC2 Fleet may launch: a launch template under one of its overrides.
 *
 * @param template the template, with the number of its version
 * @param override what overrides the template; null if nothing does
 */
record CapacityPool(
    FleetLaunchTemplateSpecification template,
    @Nullable FleetLaunchTemplateOverridesRequest override) {

  /** Returns the pools of a fleet, or throws EC2's error for a template that is not there. */
  static List<CapacityPool> of(Ec2 ec2, CreateFleetRequest request) {
    return request.launchTemplateConfigs().stream()
        .flatMap(
            config -> {
              FleetLaunchTemplateSpecification template = concrete(ec2, config);
              return config.overrides().isEmpty()
                  ? List.of(new CapacityPool(template, null)).stream()
                  : config.overrides().stream().map(one -> new CapacityPool(template, one));
            })
        .toList();
  }

  private static FleetLaunchTemplateSpecification concrete(
      Ec2 ec2, FleetLaunchTemplateConfigRequest config) {
    if (config.launchTemplateSpecification() == null) {
      throw AwsError.missing("LaunchTemplateSpecification");
    }
    LaunchTemplateVersion version = ec2.launcher.version(specification(config));
    return FleetLaunchTemplateSpecification.builder()
        .launchTemplateId(version.launchTemplateId())
        .launchTemplateName(config.launchTemplateSpecification().launchTemplateName())
        .version(version.versionNumber().toString())
        .build();
  }

  /** Returns the template of a configuration, as a launch names it. */
  static LaunchTemplateSpecification specification(FleetLaunchTemplateConfigRequest config) {
    LaunchTemplateSpecification.Builder builder = LaunchTemplateSpecification.builder();
    return config.launchTemplateSpecification() == null
        ? builder.build()
        : SdkFieldCopier.overlay(config.launchTemplateSpecification(), builder).build();
  }

  /** Returns the units of capacity that an instance provides. */
  double weight() {
    return override == null || override.weightedCapacity() == null
        ? 1
        : override.weightedCapacity();
  }

  /** Returns the priority; the lower, the earlier. */
  double priority() {
    return override == null || override.priority() == null ? Double.MAX_VALUE : override.priority();
  }

  /** Returns the request that launches one instance. */
  RunInstancesRequest launch(boolean spot) {
    RunInstancesRequest.Builder request =
        RunInstancesRequest.builder()
            .minCount(1)
            .maxCount(1)
            .launchTemplate(
                t -> t.launchTemplateId(template.launchTemplateId()).version(template.version()));
    if (override != null) {
      request
          .instanceType(override.instanceTypeAsString())
          .imageId(override.imageId())
          .subnetId(override.subnetId());
      if (override.availabilityZone() != null) {
        request.placement(p -> p.availabilityZone(override.availabilityZone()));
      }
    }
    if (spot) {
      request.instanceMarketOptions(options -> options.marketType("spot"));
    }
    return request.build();
  }

  /** Returns the pool as answers have it. */
  LaunchTemplateAndOverridesResponse answered() {
    LaunchTemplateAndOverridesResponse.Builder builder =
        LaunchTemplateAndOverridesResponse.builder().launchTemplateSpecification(template);
    if (override != null) {
      builder.overrides(
          SdkFieldCopier.overlay(override, FleetLaunchTemplateOverrides.builder()).build());
    }
    return builder.build();
  }
}
