package dev.referee.testkit.embedded.eks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;

/** How stacks of CloudFormation change clusters and node groups: one update after the other. */
final class EksStackUpdates {
  private static final List<String> CLUSTER_SETTINGS =
      List.of("Logging", "AccessConfig", "UpgradePolicy", "DeletionProtection");
  private static final List<String> ENDPOINT =
      List.of("EndpointPublicAccess", "EndpointPrivateAccess", "PublicAccessCidrs");
  private static final List<String> NETWORK = List.of("SubnetIds", "SecurityGroupIds");

  private EksStackUpdates() {}

  private static boolean differ(JsonNode before, JsonNode after, List<String> keys) {
    return keys.stream().anyMatch(key -> !before.path(key).equals(after.path(key)));
  }

  /** Changes a cluster; null when another one has to replace it. */
  static @Nullable Made cluster(Made made, Properties before, Properties after, Call call) {
    JsonNode old = before.json();
    JsonNode now = after.json();
    if (differ(
        old, now, List.of("Name", "RoleArn", "EncryptionConfig", "KubernetesNetworkConfig"))) {
      return null;
    }
    Eks eks = Eks.of(call);
    EksCluster cluster = eks.cluster(made.physicalId());
    if (differ(old, now, List.of("Version")) && now.has("Version")) {
      eks.versions.update(
          UpdateClusterVersionRequest.builder()
              .name(cluster.name())
              .version(now.path("Version").asText())
              .build(),
          call);
      eks.updates.complete(cluster);
    }
    for (ObjectNode change : changes(old, now)) {
      change.put("Name", cluster.name());
      eks.configs.update(
          new Properties(change, "")
              .as(UpdateClusterConfigRequest.class, UpdateClusterConfigRequest.builder()),
          call);
      eks.updates.complete(cluster);
    }
    return made;
  }

  /** Returns the settings to change, of which an update takes one. */
  private static List<ObjectNode> changes(JsonNode old, JsonNode now) {
    List<ObjectNode> changes = new ArrayList<>();
    for (List<String> part : List.of(ENDPOINT, NETWORK)) {
      JsonNode wanted = now.path("ResourcesVpcConfig");
      if (differ(old.path("ResourcesVpcConfig"), wanted, part)) {
        ObjectNode change = JsonCodec.JSON.createObjectNode();
        ObjectNode network = change.putObject("ResourcesVpcConfig");
        part.stream().filter(wanted::has).forEach(key -> network.set(key, wanted.path(key)));
        changes.add(change);
      }
    }
    for (String key : CLUSTER_SETTINGS) {
      if (now.has(key) && differ(old, now, List.of(key))) {
        ObjectNode change = JsonCodec.JSON.createObjectNode();
        change.set(
            key, key.equals("Logging") ? EksResourceTypes.logging(now.path(key)) : now.path(key));
        changes.add(change);
      }
    }
    return changes;
  }

  /** Changes a node group; null when another one has to replace it. */
  static @Nullable Made nodegroup(Made made, Properties before, Properties after, Call call) {
    JsonNode old = before.json();
    JsonNode now = after.json();
    if (differ(
        old,
        now,
        List.of(
            "ClusterName",
            "NodegroupName",
            "NodeRole",
            "Subnets",
            "AmiType",
            "CapacityType",
            "DiskSize",
            "InstanceTypes",
            "RemoteAccess"))) {
      return null;
    }
    List<String> names = Splitter.on('/').splitToList(made.physicalId());
    Eks eks = Eks.of(call);
    EksCluster cluster = eks.cluster(names.get(0));
    ObjectNode named =
        JsonCodec.JSON
            .createObjectNode()
            .put("ClusterName", names.get(0))
            .put("NodegroupName", names.get(1));
    if (differ(old, now, List.of("ScalingConfig", "Labels", "UpdateConfig"))) {
      ObjectNode change = named.deepCopy();
      List.of("ScalingConfig", "UpdateConfig").stream()
          .filter(now::has)
          .forEach(key -> change.set(key, now.path(key)));
      ObjectNode labels = change.putObject("Labels");
      labels.set(
          "AddOrUpdateLabels",
          now.path("Labels").isObject() ? now.path("Labels") : JsonCodec.JSON.createObjectNode());
      var removed = labels.putArray("RemoveLabels");
      old.path("Labels")
          .fieldNames()
          .forEachRemaining(
              label -> {
                if (!now.path("Labels").has(label)) {
                  removed.add(label);
                }
              });
      eks.nodegroupUpdates.config(
          new Properties(change, "")
              .as(UpdateNodegroupConfigRequest.class, UpdateNodegroupConfigRequest.builder()),
          call);
      eks.updates.complete(cluster);
    }
    if (differ(old, now, List.of("Version", "ReleaseVersion", "LaunchTemplate"))) {
      ObjectNode change = named.deepCopy();
      List.of("Version", "ReleaseVersion", "LaunchTemplate").stream()
          .filter(now::has)
          .forEach(key -> change.set(key, now.path(key)));
      eks.nodegroupUpdates.version(
          new Properties(change, "")
              .as(UpdateNodegroupVersionRequest.class, UpdateNodegroupVersionRequest.builder()),
          call);
      eks.updates.complete(cluster);
    }
    return made;
  }
}
