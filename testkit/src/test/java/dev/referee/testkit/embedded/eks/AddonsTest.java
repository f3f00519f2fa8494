package dev.referee.testkit.embedded.eks;

import static dev.referee.testkit.embedded.eks.EksWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonIssueCode;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.FargateProfileSelector;
import software.amazon.awssdk.services.eks.model.FargateProfileStatus;
import software.amazon.awssdk.services.eks.model.InsightStatusValue;
import software.amazon.awssdk.services.eks.model.InsightSummary;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;

/** Tests of add-ons, pod identity associations, Fargate profiles and insights. */
class AddonsTest {
  private final EksWorld world = new EksWorld();
  private final EksClient eks = world.eks;

  @BeforeEach
  void makeCluster() {
    world.active(r -> {});
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Addon addon(String name) {
    return eks.describeAddon(r -> r.clusterName("game").addonName(name)).addon();
  }

  @Nested
  class Installation {
    @Test
    void takesTheDefaultVersion() {
      Addon created = eks.createAddon(r -> r.clusterName("game").addonName("vpc-cni")).addon();
      assertThat(created.status()).isEqualTo(AddonStatus.CREATING);
      world.pass(2);
      assertThat(
              eks.waiter()
                  .waitUntilAddonActive(r -> r.clusterName("game").addonName("vpc-cni"))
                  .matched()
                  .response())
          .isPresent();
      AddonVersionInfo first =
          eks.describeAddonVersions(r -> r.addonName("vpc-cni").kubernetesVersion("1.34"))
              .addons()
              .get(0)
              .addonVersions()
              .get(0);
      assertThat(created.addonVersion()).isEqualTo(first.addonVersion());
      assertThat(first.compatibilities().get(0).defaultVersion()).isTrue();
      assertThat(eks.listAddons(r -> r.clusterName("game")).addons()).containsExactly("vpc-cni");
    }

    @Test
    void needsNodesForItsPods() {
      eks.createAddon(r -> r.clusterName("game").addonName("coredns"));
      world.pass(2);
      assertThat(addon("coredns").status()).isEqualTo(AddonStatus.DEGRADED);
      assertThat(addon("coredns").health().issues().get(0).code())
          .isEqualTo(AddonIssueCode.INSUFFICIENT_NUMBER_OF_REPLICAS);
      world.nodeRole("node");
      eks.createNodegroup(
          r ->
              r.clusterName("game")
                  .nodegroupName("web")
                  .nodeRole(EksWorld.NODE_ROLE)
                  .subnets(world.subnets));
      world.pass(5);
      assertThat(addon("coredns").status()).isEqualTo(AddonStatus.ACTIVE);
    }

    @Test
    void failsAsATestSays() {
      eks.createAddon(r -> r.clusterName("game").addonName("vpc-cni"));
      world.account.cluster("game").addAddonIssue("vpc-cni", "ConfigurationConflict", "Conflicts");
      world.pass(2);
      assertThat(addon("vpc-cni").status()).isEqualTo(AddonStatus.CREATE_FAILED);
      assertThat(addon("vpc-cni").health().issues().get(0).message()).isEqualTo("Conflicts");
    }

    @Test
    void isRefused() {
      refused(
          () -> eks.createAddon(r -> r.clusterName("game").addonName("none")),
          400,
          "InvalidParameterException",
          "Addon specified is not supported");
      refused(
          () ->
              eks.createAddon(
                  r ->
                      r.clusterName("game")
                          .addonName("kube-proxy")
                          .addonVersion("v1.30.14-eksbuild.13")),
          400,
          "InvalidParameterException",
          "Addon version specified is not supported");
      eks.createAddon(r -> r.clusterName("game").addonName("vpc-cni"));
      refused(
          () -> eks.createAddon(r -> r.clusterName("game").addonName("vpc-cni")),
          409,
          "ResourceInUseException",
          "Addon already exists.");
      refused(
          () -> addon("coredns"),
          404,
          "ResourceNotFoundException",
          "No addon: coredns found in cluster: game");
    }
  }

  @Test
  void anAddonIsUpdatedAndDeleted() {
    eks.createAddon(
        r -> r.clusterName("game").addonName("kube-proxy").addonVersion("v1.33.5-eksbuild.2"));
    world.pass(2);
    String update =
        eks.updateAddon(
                r ->
                    r.clusterName("game")
                        .addonName("kube-proxy")
                        .addonVersion("v1.34.1-eksbuild.2"))
            .update()
            .id();
    refused(
        () -> eks.updateAddon(r -> r.clusterName("game").addonName("kube-proxy")),
        409,
        "ResourceInUseException",
        "Addon kube-proxy cannot be updated as it is currently in UPDATING state");
    world.pass(2);
    assertThat(addon("kube-proxy").addonVersion()).isEqualTo("v1.34.1-eksbuild.2");
    assertThat(
            eks.describeUpdate(r -> r.name("game").addonName("kube-proxy").updateId(update))
                .update()
                .typeAsString())
        .isEqualTo("AddonUpdate");
    eks.deleteAddon(r -> r.clusterName("game").addonName("kube-proxy"));
    world.pass(2);
    assertThat(eks.listAddons(r -> r.clusterName("game")).addons()).isEmpty();
  }

  @Test
  void versionsOfAddonsSayWhatTheyAreFor() {
    List<AddonInfo> all = eks.describeAddonVersions(r -> {}).addons();
    assertThat(all)
        .extracting(AddonInfo::addonName)
        .containsExactly(
            "aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni");
    assertThat(
            eks.describeAddonVersions(r -> r.addonName("kube-proxy").kubernetesVersion("1.33"))
                .addons()
                .get(0)
                .addonVersions())
        .extracting(AddonVersionInfo::addonVersion)
        .containsExactly("v1.33.5-eksbuild.2", "v1.32.9-eksbuild.2");
  }

  @Test
  void aServiceAccountHasOneRole() {
    String role = "arn:aws:iam::222222222222:role/shop";
    world.role("shop", "pods.eks.amazonaws.com");
    PodIdentityAssociation made =
        eks.createPodIdentityAssociation(
                r -> r.clusterName("game").namespace("shop").serviceAccount("cart").roleArn(role))
            .association();
    assertThat(made.associationId()).matches("a-[0-9a-z]{17}");
    refused(
        () ->
            eks.createPodIdentityAssociation(
                r -> r.clusterName("game").namespace("shop").serviceAccount("cart").roleArn(role)),
        409,
        "ResourceInUseException",
        "Association already exists: " + made.associationId());
    assertThat(
            eks.listPodIdentityAssociations(r -> r.clusterName("game").namespace("shop"))
                .associations())
        .hasSize(1);
    assertThat(
            eks.listPodIdentityAssociations(r -> r.clusterName("game").namespace("other"))
                .associations())
        .isEmpty();
    eks.updatePodIdentityAssociation(
        r ->
            r.clusterName("game")
                .associationId(made.associationId())
                .roleArn(EksWorld.CLUSTER_ROLE));
    assertThat(
            eks.describePodIdentityAssociation(
                    r -> r.clusterName("game").associationId(made.associationId()))
                .association()
                .roleArn())
        .isEqualTo(EksWorld.CLUSTER_ROLE);
    eks.deletePodIdentityAssociation(
        r -> r.clusterName("game").associationId(made.associationId()));
    assertThat(eks.listPodIdentityAssociations(r -> r.clusterName("game")).associations())
        .isEmpty();
  }

  @Test
  void podNetworkingMayHaveARoleOfItsOwn() {
    world.role(
        "mute",
        "ec2.amazonaws.com",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly");
    eks.createAddon(
        r ->
            r.clusterName("game")
                .addonName("vpc-cni")
                .serviceAccountRoleArn(EksWorld.CLUSTER_ROLE));
    eks.createNodegroup(
        r ->
            r.clusterName("game")
                .nodegroupName("web")
                .nodeRole("arn:aws:iam::222222222222:role/mute")
                .subnets(world.subnets));
    world.pass(5);
    assertThat(
            eks.describeNodegroup(r -> r.clusterName("game").nodegroupName("web"))
                .nodegroup()
                .status())
        .isEqualTo(NodegroupStatus.ACTIVE);
  }

  @Test
  void aFargateProfileSelectsPods() {
    world.role("fargate", "eks-fargate-pods.amazonaws.com");
    String role = "arn:aws:iam::222222222222:role/fargate";
    refused(
        () ->
            eks.createFargateProfile(
                r -> r.clusterName("game").fargateProfileName("shop").podExecutionRoleArn(role)),
        400,
        "InvalidParameterException",
        "Fargate Profile requires at least one selector.");
    eks.createFargateProfile(
        r ->
            r.clusterName("game")
                .fargateProfileName("shop")
                .podExecutionRoleArn(role)
                .selectors(FargateProfileSelector.builder().namespace("shop").build()));
    world.pass(3);
    assertThat(
            eks.describeFargateProfile(r -> r.clusterName("game").fargateProfileName("shop"))
                .fargateProfile()
                .status())
        .isEqualTo(FargateProfileStatus.ACTIVE);
    eks.deleteFargateProfile(r -> r.clusterName("game").fargateProfileName("shop"));
    world.pass(3);
    assertThat(eks.listFargateProfiles(r -> r.clusterName("game")).fargateProfileNames()).isEmpty();
    refused(
        () -> eks.describeFargateProfile(r -> r.clusterName("game").fargateProfileName("shop")),
        404,
        "ResourceNotFoundException",
        "No Fargate Profile found with name: shop.");
  }

  @Test
  void anInsightWithAnErrorBlocksTheUpdate() {
    world.active(r -> r.name("old").version("1.33"));
    world.account.cluster("old").setInsight("Kubelet version skew", "1.34", "ERROR", "Too old");
    InsightSummary insight =
        eks.listInsights(
                r -> r.clusterName("old").filter(f -> f.statuses(InsightStatusValue.ERROR)))
            .insights()
            .get(0);
    assertThat(
            eks.describeInsight(r -> r.clusterName("old").id(insight.id()))
                .insight()
                .insightStatus()
                .reason())
        .isEqualTo("Too old");
    refused(
        () -> eks.updateClusterVersion(r -> r.name("old").version("1.34")),
        400,
        "InvalidStateException",
        "Cluster old has upgrade insights with errors for version 1.34: Kubelet version skew. To"
            + " update anyway, set force.");
    world.pass(1);
    world.account.cluster("old").setInsight("Kubelet version skew", "1.34", "PASSING", "");
    InsightSummary now = eks.listInsights(r -> r.clusterName("old")).insights().get(0);
    assertThat(now.id()).isEqualTo(insight.id());
    assertThat(now.lastTransitionTime()).isAfter(insight.lastTransitionTime());
    eks.updateClusterVersion(r -> r.name("old").version("1.34"));
  }
}
