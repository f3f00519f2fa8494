package dev.referee.testkit.embedded.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** The CloudFormation resource types Instance and LaunchTemplate of EC2. */
final class InstanceResourceTypes {
  private InstanceResourceTypes() {}

  /** Launches an instance; a template calls some of its members as the operation does not. */
  static Made instance(Properties properties, Call call) {
    Ec2 ec2 = Ec2.of(call);
    ObjectNode json = properties.json().deepCopy();
    String profile = json.path("IamInstanceProfile").asText(null);
    json.remove(List.of("IamInstanceProfile", "Tags", "NetworkInterfaces"));
    RunInstancesRequest.Builder request =
        new Properties(json, "")
            .as(RunInstancesRequest.class, RunInstancesRequest.builder()).toBuilder()
                .minCount(1)
                .maxCount(1);
    if (profile != null) {
      request.iamInstanceProfile(by -> by.name(profile));
    }
    List<InstanceNetworkInterfaceSpecification> faces = new ArrayList<>();
    for (JsonNode face : properties.json().path("NetworkInterfaces")) {
      faces.add(
          InstanceNetworkInterfaceSpecification.builder()
              .deviceIndex(face.path("DeviceIndex").asInt())
              .subnetId(face.path("SubnetId").asText(null))
              .groups(JsonCodec.texts(face.path("GroupSet")))
              .associatePublicIpAddress(
                  face.has("AssociatePublicIpAddress")
                      ? Boolean.valueOf(face.path("AssociatePublicIpAddress").asBoolean())
                      : null)
              .build());
    }
    String id =
        ec2.launcher
            .run(request.networkInterfaces(faces).build(), call)
            .instances()
            .get(0)
            .instanceId();
    CreateTagsRequest tags =
        properties.as(CreateTagsRequest.class, CreateTagsRequest.builder()).toBuilder()
            .resources(id)
            .build();
    if (!tags.tags().isEmpty()) {
      ec2.tags.create(tags, call);
    }
    return new Made(id, Map.of("InstanceId", id));
  }

  static void terminate(String id, Call call) {
    Ec2.of(call).states.terminate(id);
  }

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

  /** Adds a version; another name takes another template. */
  static @Nullable Made changeLaunchTemplate(
      Made made, Properties before, Properties after, Call call) {
    if (!before.name("LaunchTemplateName").equals(after.name("LaunchTemplateName"))) {
      return null;
    }
    Long latest =
        Ec2.of(call)
            .templateVersions
            .create(
                after
                    .as(
                        CreateLaunchTemplateVersionRequest.class,
                        CreateLaunchTemplateVersionRequest.builder())
                    .toBuilder()
                    .launchTemplateId(made.physicalId())
                    .launchTemplateName(null)
                    .build(),
                call)
            .launchTemplateVersion()
            .versionNumber();
    return new Made(
        made.physicalId(),
        Map.of(
            "LaunchTemplateId", made.physicalId(),
            "DefaultVersionNumber", "1",
            "LatestVersionNumber", latest.toString()));
  }

  static void deleteLaunchTemplate(String id, Call call) {
    Ec2.of(call)
        .templates
        .delete(DeleteLaunchTemplateRequest.builder().launchTemplateId(id).build(), call);
  }
}
