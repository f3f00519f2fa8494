package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.ResourceType.Made;
import dev.referee.testkit.embedded.ResourceType.Properties;
import java.util.Map;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteAutoScalingGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;

/** Is CloudFormation's LaunchTemplate and AutoScalingGroup. */
final class FleetTypes {
  private static final String SUBNETS = "VPCZoneIdentifier";

  private FleetTypes() {}

  static Made launchTemplate(Properties properties, Call call) {
    CreateLaunchTemplateRequest request =
        properties
            .as(CreateLaunchTemplateRequest.class, CreateLaunchTemplateRequest.builder())
            .toBuilder()
            .launchTemplateName(properties.name("LaunchTemplateName"))
            .build();
    LaunchTemplate template = Ec2.of(call).templates.create(request, call).launchTemplate();
    return new Made(
        template.launchTemplateId(),
        Map.of(
            "LaunchTemplateId", template.launchTemplateId(),
            "DefaultVersionNumber", template.defaultVersionNumber().toString(),
            "LatestVersionNumber", template.latestVersionNumber().toString()));
  }

  static void deleteLaunchTemplate(String id, Call call) {
    Ec2.of(call)
        .templates
        .delete(DeleteLaunchTemplateRequest.builder().launchTemplateId(id).build(), call);
  }

  /** Makes a group; a template lists its subnets where the operation joins them with commas. */
  static Made group(Properties properties, Call call) {
    String name = properties.name("AutoScalingGroupName");
    ObjectNode json = properties.json().deepCopy();
    if (json.has(SUBNETS)) {
      json.put(SUBNETS, String.join(",", Statement.texts(json.path(SUBNETS))));
    }
    CreateAutoScalingGroupRequest request =
        new Properties(json, name)
                .as(CreateAutoScalingGroupRequest.class, CreateAutoScalingGroupRequest.builder())
                .toBuilder()
                .autoScalingGroupName(name)
                .build();
    AutoScaling.of(call).scalingGroups.create(request, call);
    return new Made(name, Map.of());
  }

  static void deleteGroup(String name, Call call) {
    AutoScaling.of(call)
        .scalingGroups
        .delete(
            DeleteAutoScalingGroupRequest.builder()
                .autoScalingGroupName(name)
                .forceDelete(true)
                .build(),
            call);
  }
}
