package dev.referee.testkit.embedded.eks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScope;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeletePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.FargateProfile;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;

/**
 * The CloudFormation resource types of EKS.
 *
 * <p>A new stack creates clusters, node groups and add-ons in the time that EKS takes. An update of
 * a stack has them at once: a cluster is active, and a node group has its nodes or fails for what
 * would keep them away.
 */
final class EksResourceTypes {
  private static final String SEPARATOR = "|";

  private EksResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::EKS::Cluster", EksResourceTypes::cluster, EksResourceTypes::deleteCluster)
            .createdGradually(new EksStackCreations.OfCluster())
            .changedBy(EksStackUpdates::cluster)
            .requiring("ResourcesVpcConfig", "RoleArn")
            .identifiedBy("Name")
            .calling("CreateCluster", "UpdateClusterConfig", "DeleteCluster"),
        ResourceType.of(
                "AWS::EKS::Nodegroup",
                EksResourceTypes::nodegroup,
                EksResourceTypes::deleteNodegroup)
            .createdGradually(new EksStackCreations.OfNodegroup())
            .changedBy(EksStackUpdates::nodegroup)
            .requiring("ClusterName", "NodeRole", "Subnets")
            .calling("CreateNodegroup", "UpdateNodegroupConfig", "DeleteNodegroup"),
        ResourceType.of("AWS::EKS::Addon", EksResourceTypes::addon, EksResourceTypes::deleteAddon)
            .createdGradually(new EksStackCreations.OfAddon())
            .requiring("AddonName", "ClusterName"),
        ResourceType.of(
                "AWS::EKS::AccessEntry",
                EksResourceTypes::accessEntry,
                EksResourceTypes::deleteAccessEntry)
            .requiring("ClusterName", "PrincipalArn"),
        ResourceType.of(
                "AWS::EKS::PodIdentityAssociation",
                EksResourceTypes::podIdentity,
                EksResourceTypes::deletePodIdentity)
            .requiring("ClusterName", "Namespace", "RoleArn", "ServiceAccount"),
        ResourceType.of(
                "AWS::EKS::FargateProfile",
                EksResourceTypes::fargateProfile,
                EksResourceTypes::deleteFargateProfile)
            .requiring("ClusterName", "PodExecutionRoleArn", "Selectors"));
  }

  /** Returns properties with the names of what templates leave out, and maps instead of lists. */
  private static Properties completed(Properties properties, String name) {
    ObjectNode json = properties.json().deepCopy();
    if (!json.has(name)) {
      json.put(name, properties.defaultName());
    }
    json.replace("Tags", map(json.path("Tags")));
    for (JsonNode selector : json.path("Selectors")) {
      if (selector instanceof ObjectNode node) {
        node.replace("Labels", map(node.path("Labels")));
      }
    }
    return new Properties(json, properties.defaultName());
  }

  /** Returns a list of keys and values as a map. */
  private static JsonNode map(JsonNode pairs) {
    if (!pairs.isArray()) {
      return pairs.isMissingNode() ? JsonCodec.JSON.createObjectNode() : pairs;
    }
    ObjectNode map = JsonCodec.JSON.createObjectNode();
    pairs.forEach(pair -> map.put(pair.path("Key").asText(), pair.path("Value").asText()));
    return map;
  }

  static CreateClusterRequest clusterRequest(Properties properties) {
    Properties given = completed(properties, "Name");
    ObjectNode json = (ObjectNode) given.json();
    if (json.has("Logging")) {
      json.replace("Logging", logging(json.path("Logging")));
    }
    return given.as(CreateClusterRequest.class, CreateClusterRequest.builder());
  }

  private static Made cluster(Properties properties, Call call) {
    Eks eks = Eks.of(call);
    EksCluster made = eks.clusterCalls.begun(clusterRequest(properties), call);
    eks.clusterCalls.finish(made);
    return made(made.settings());
  }

  static Made made(Cluster cluster) {
    return new Made(
        cluster.name(),
        ImmutableMap.<String, String>builder()
            .put("Arn", cluster.arn())
            .put("Endpoint", cluster.endpoint())
            .put("CertificateAuthorityData", cluster.certificateAuthority().data())
            .put("ClusterSecurityGroupId", cluster.resourcesVpcConfig().clusterSecurityGroupId())
            .put("OpenIdConnectIssuerUrl", cluster.identity().oidc().issuer())
            .buildOrThrow());
  }

  /** Returns the log types that a template enables, as the operation has them. */
  static JsonNode logging(JsonNode template) {
    ObjectNode setup = JsonCodec.JSON.createObjectNode().put("Enabled", true);
    var types = setup.putArray("Types");
    template
        .path("ClusterLogging")
        .path("EnabledTypes")
        .forEach(node -> types.add(node.path("Type").asText()));
    ObjectNode logging = JsonCodec.JSON.createObjectNode();
    logging.putArray("ClusterLogging").add(setup);
    return logging;
  }

  private static void deleteCluster(String name, Call call) {
    Eks eks = Eks.of(call);
    EksCluster cluster = eks.cluster(name);
    eks.clusterCalls.requireDeletable(cluster);
    eks.clusterCalls.remove(cluster);
  }

  private static Made nodegroup(Properties properties, Call call) {
    Eks eks = Eks.of(call);
    CreateNodegroupRequest request = nodegroupRequest(properties);
    return made(eks.nodegroups.createAtOnce(eks.cluster(request.clusterName()), request, call));
  }

  static CreateNodegroupRequest nodegroupRequest(Properties properties) {
    return completed(properties, "NodegroupName")
        .as(CreateNodegroupRequest.class, CreateNodegroupRequest.builder());
  }

  static Made made(Nodegroup made) {
    return new Made(
        made.clusterName() + "/" + made.nodegroupName(),
        Map.of(
            "Arn", made.nodegroupArn(),
            "ClusterName", made.clusterName(),
            "NodegroupName", made.nodegroupName(),
            "Id", made.clusterName() + "/" + made.nodegroupName()));
  }

  private static void deleteNodegroup(String id, Call call) {
    List<String> names = Splitter.on('/').splitToList(id);
    Eks eks = Eks.of(call);
    EksCluster cluster = eks.cluster(names.get(0));
    eks.nodegroups.deleteAtOnce(cluster, cluster.nodegroup(names.get(1)), call);
  }

  private static Made addon(Properties properties, Call call) {
    Eks eks = Eks.of(call);
    CreateAddonRequest request = addonRequest(properties);
    Addons.AddonRecord made =
        eks.addons.begun(eks.activeCluster(request.clusterName()), request, call);
    Addons.finish(made);
    return made(made.settings());
  }

  static CreateAddonRequest addonRequest(Properties properties) {
    return completed(properties, "AddonName")
        .as(CreateAddonRequest.class, CreateAddonRequest.builder());
  }

  static Made made(Addon addon) {
    return new Made(
        addon.clusterName() + SEPARATOR + addon.addonName(), Map.of("Arn", addon.addonArn()));
  }

  private static void deleteAddon(String id, Call call) {
    List<String> names = names(id);
    EksCluster cluster = Eks.of(call).cluster(names.get(0));
    cluster.addons.remove(cluster.addon(names.get(1)).name());
  }

  static List<String> names(String id) {
    return Splitter.on(SEPARATOR).splitToList(id);
  }

  private static Made accessEntry(Properties properties, Call call) {
    Properties given = completed(properties, "PrincipalArn");
    Eks eks = Eks.of(call);
    CreateAccessEntryRequest request =
        given.as(CreateAccessEntryRequest.class, CreateAccessEntryRequest.builder());
    AccessEntry made = eks.accessEntries.create(request, call).accessEntry();
    for (JsonNode policy : given.json().path("AccessPolicies")) {
      Properties association = new Properties(policy, "");
      eks.accessEntries.policies.associate(
          association
              .as(AssociateAccessPolicyRequest.class, AssociateAccessPolicyRequest.builder())
              .toBuilder()
              .clusterName(made.clusterName())
              .principalArn(made.principalArn())
              .accessScope(
                  new Properties(policy.path("AccessScope"), "")
                      .as(AccessScope.class, AccessScope.builder()))
              .build(),
          call);
    }
    return new Made(
        made.principalArn() + SEPARATOR + made.clusterName(),
        Map.of("AccessEntryArn", made.accessEntryArn()));
  }

  private static void deleteAccessEntry(String id, Call call) {
    List<String> names = names(id);
    Eks.of(call)
        .accessEntries
        .delete(
            DeleteAccessEntryRequest.builder()
                .principalArn(names.get(0))
                .clusterName(names.get(1))
                .build(),
            call);
  }

  private static Made podIdentity(Properties properties, Call call) {
    PodIdentityAssociation made =
        Eks.of(call)
            .podIdentities
            .create(
                completed(properties, "Name")
                    .as(
                        CreatePodIdentityAssociationRequest.class,
                        CreatePodIdentityAssociationRequest.builder()),
                call)
            .association();
    return new Made(
        made.associationArn(),
        Map.of(
            "AssociationArn", made.associationArn(),
            "AssociationId", made.associationId()));
  }

  private static void deletePodIdentity(String arn, Call call) {
    List<String> parts = Splitter.on('/').splitToList(arn);
    Eks.of(call)
        .podIdentities
        .delete(
            DeletePodIdentityAssociationRequest.builder()
                .clusterName(parts.get(1))
                .associationId(parts.get(2))
                .build(),
            call);
  }

  private static Made fargateProfile(Properties properties, Call call) {
    Properties given = completed(properties, "FargateProfileName");
    Eks eks = Eks.of(call);
    CreateFargateProfileRequest request =
        given.as(CreateFargateProfileRequest.class, CreateFargateProfileRequest.builder());
    EksCluster cluster = eks.activeCluster(request.clusterName());
    FargateProfile made = eks.fargateProfiles.begun(cluster, request);
    FargateProfiles.finish(cluster, made.fargateProfileName());
    return new Made(
        cluster.name() + SEPARATOR + made.fargateProfileName(),
        Map.of("Arn", made.fargateProfileArn()));
  }

  private static void deleteFargateProfile(String id, Call call) {
    List<String> names = names(id);
    Eks.of(call).cluster(names.get(0)).fargateProfiles.remove(names.get(1));
  }
}
