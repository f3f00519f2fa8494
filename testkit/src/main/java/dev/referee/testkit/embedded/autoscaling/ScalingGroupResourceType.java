package dev.referee.testkit.embedded.autoscaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** The CloudFormation resource type AutoScalingGroup. */
final class ScalingGroupResourceType {
  private static final String SUBNETS = "VPCZoneIdentifier";

  private ScalingGroupResourceType() {}

  static ResourceType type() {
    return ResourceType.of(
            "AWS::AutoScaling::AutoScalingGroup",
            ScalingGroupResourceType::group,
            ScalingGroupResourceType::deleteGroup)
        .changedBy(ScalingGroupResourceType::changeGroup)
        .requiring("MaxSize", "MinSize")
        .identifiedBy("AutoScalingGroupName");
  }

  /** Creates a group; a template lists its subnets where the operation joins them with commas. */
  static Made group(Properties properties, Call call) {
    String name = properties.name("AutoScalingGroupName");
    CreateAutoScalingGroupRequest request =
        joined(properties)
            .as(CreateAutoScalingGroupRequest.class, CreateAutoScalingGroupRequest.builder())
            .toBuilder()
            .autoScalingGroupName(name)
            .build();
    AutoScaling.of(call).scalingGroups.create(request, call);
    return new Made(name, Map.of());
  }

  private static Properties joined(Properties properties) {
    ObjectNode json = properties.json().deepCopy();
    if (json.has(SUBNETS)) {
      json.put(SUBNETS, String.join(",", JsonCodec.texts(json.path(SUBNETS))));
    }
    return new Properties(json, properties.defaultName());
  }

  /** Changes a group; another name takes another group. */
  static @Nullable Made changeGroup(Made made, Properties before, Properties after, Call call) {
    String name = before.name("AutoScalingGroupName");
    if (!name.equals(after.name("AutoScalingGroupName"))) {
      return null;
    }
    UpdateAutoScalingGroupRequest request =
        joined(after)
            .as(UpdateAutoScalingGroupRequest.class, UpdateAutoScalingGroupRequest.builder())
            .toBuilder()
            .autoScalingGroupName(made.physicalId())
            .build();
    AutoScaling.of(call).scalingGroups.update(request, call);
    return made;
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
