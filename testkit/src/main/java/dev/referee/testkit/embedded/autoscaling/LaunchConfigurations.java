package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.autoscaling.model.CreateLaunchConfigurationRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateLaunchConfigurationResponse;
import software.amazon.awssdk.services.autoscaling.model.DeleteLaunchConfigurationRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteLaunchConfigurationResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeLaunchConfigurationsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeLaunchConfigurationsResponse;
import software.amazon.awssdk.services.autoscaling.model.InstanceMonitoring;
import software.amazon.awssdk.services.autoscaling.model.LaunchConfiguration;

/** An emulation of launch configurations, the predecessors of launch templates. */
final class LaunchConfigurations {
  private static final int PAGE = 50;

  private final AutoScaling scaling;
  private final Map<String, LaunchConfiguration> byName = new LinkedHashMap<>();

  LaunchConfigurations(AutoScaling scaling) {
    this.scaling = scaling;
  }

  CreateLaunchConfigurationResponse create(CreateLaunchConfigurationRequest request, Call call) {
    String name = request.launchConfigurationName();
    if (byName.containsKey(name)) {
      throw new AwsError(
          400,
          "AlreadyExists",
          "Launch Configuration by this name already exists - A launch configuration already"
              + " exists with the name "
              + name);
    }
    if (request.imageId() == null || request.instanceType() == null) {
      throw AutoScaling.invalid(
          "Valid requests must contain either the InstanceID parameter or both the ImageId and"
              + " InstanceType parameters.");
    }
    Ec2.checkUserData(request.userData());
    if (!Ec2.hasInstanceType(request.instanceType())) {
      throw AutoScaling.invalid("Invalid instance type: '" + request.instanceType() + "'");
    }
    byName.put(
        name,
        SdkFieldCopier.overlay(
                request,
                LaunchConfiguration.builder()
                    .ebsOptimized(false)
                    .keyName("")
                    .kernelId("")
                    .ramdiskId("")
                    .userData("")
                    .instanceMonitoring(InstanceMonitoring.builder().enabled(true).build()))
            .launchConfigurationARN(
                "arn:aws:autoscaling:%s:%s:launchConfiguration:%s:launchConfigurationName/%s"
                    .formatted(call.region(), call.accountId(), scaling.ids.uuid(), name))
            .createdTime(call.clock().instant())
            .build());
    return CreateLaunchConfigurationResponse.builder().build();
  }

  DescribeLaunchConfigurationsResponse describe(
      DescribeLaunchConfigurationsRequest request, Call call) {
    List<LaunchConfiguration> selected =
        byName.values().stream()
            .filter(
                configuration ->
                    request.launchConfigurationNames().isEmpty()
                        || request
                            .launchConfigurationNames()
                            .contains(configuration.launchConfigurationName()))
            .toList();
    Page<LaunchConfiguration> page =
        Page.of(
            selected,
            request.maxRecords() == null ? PAGE : request.maxRecords(),
            request.nextToken(),
            call);
    return DescribeLaunchConfigurationsResponse.builder()
        .launchConfigurations(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteLaunchConfigurationResponse delete(DeleteLaunchConfigurationRequest request, Call call) {
    String name = get(request.launchConfigurationName()).launchConfigurationName();
    if (scaling.groups.values().stream()
        .anyMatch(group -> name.equals(group.settings().launchConfigurationName()))) {
      throw new AwsError(
          400,
          "ResourceInUse",
          "Cannot delete launch configuration "
              + name
              + " because it is attached to an"
              + " AutoScalingGroup");
    }
    byName.remove(name);
    return DeleteLaunchConfigurationResponse.builder().build();
  }

  LaunchConfiguration get(String name) {
    LaunchConfiguration found = byName.get(name);
    if (found == null) {
      throw AutoScaling.invalid(
          "Launch configuration name not found - Launch configuration " + name + " not found");
    }
    return found;
  }
}
