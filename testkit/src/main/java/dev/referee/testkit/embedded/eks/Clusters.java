package dev.referee.testkit.embedded.eks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import com.google.common.io.Resources;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ComputeConfigRequest;
import software.amazon.awssdk.services.eks.model.ComputeConfigResponse;
import software.amazon.awssdk.services.eks.model.CreateAccessConfigRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterResponse;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.EncryptionConfig;
import software.amazon.awssdk.services.eks.model.IpFamily;
import software.amazon.awssdk.services.eks.model.KubernetesNetworkConfigRequest;
import software.amazon.awssdk.services.eks.model.KubernetesNetworkConfigResponse;
import software.amazon.awssdk.services.eks.model.ListClustersRequest;
import software.amazon.awssdk.services.eks.model.ListClustersResponse;
import software.amazon.awssdk.services.eks.model.StorageConfigRequest;
import software.amazon.awssdk.services.eks.model.StorageConfigResponse;
import software.amazon.awssdk.services.eks.model.SupportType;
import software.amazon.awssdk.services.eks.model.UpgradePolicyResponse;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;
import software.amazon.awssdk.services.eks.model.ZonalShiftConfigResponse;

/** An emulation of the operations that create, describe, list and delete clusters. */
final class Clusters {
  static final Duration CREATION = Duration.ofMinutes(9);
  static final Duration DELETION = Duration.ofMinutes(3);

  /** The default quota of clusters in a Region. */
  private static final int MOST = 100;

  private static final String NAME = "[0-9A-Za-z][A-Za-z0-9_-]{0,99}";

  private final Eks eks;

  Clusters(Eks eks) {
    this.eks = eks;
  }

  CreateClusterResponse create(CreateClusterRequest request, Call call) {
    EksCluster cluster = begun(request, call);
    eks.context.later(CREATION, () -> finish(cluster));
    return CreateClusterResponse.builder().cluster(cluster.described()).build();
  }

  /** Returns a new cluster that is being created. */
  EksCluster begun(CreateClusterRequest request, Call call) {
    String name = request.name();
    if (!name.matches(NAME)) {
      throw EksErrors.invalidParameter(
          "The cluster name '%s' must match the pattern ^[0-9A-Za-z][A-Za-z0-9\\-_]*"
              .formatted(name));
    }
    if (eks.clusters.containsKey(name)) {
      throw EksErrors.inUse("Cluster already exists with name: " + name);
    }
    if (eks.clusters.size() >= MOST) {
      throw EksErrors.limitExceeded(
          "The maximum number of clusters in this account has been reached.");
    }
    KubernetesVersion version = eks.versions.forNewCluster(request.version());
    VpcConfigResponse network = eks.networks.checked(request.resourcesVpcConfig());
    Cluster.Builder settings =
        SdkFieldCopier.overlay(request.toBuilder().tags(null).build(), Cluster.builder())
            .arn(eks.arn("cluster/" + name))
            .roleArn(eks.requireClusterRole(request.roleArn()))
            .version(version.name())
            .platformVersion(version.platform())
            .createdAt(eks.now())
            .status(ClusterStatus.CREATING)
            .resourcesVpcConfig(network)
            .kubernetesNetworkConfig(
                kubernetesNetwork(request.kubernetesNetworkConfig(), network.vpcId()))
            .logging(ClusterConfigs.complete(request.logging()))
            .upgradePolicy(
                request.upgradePolicy() == null
                    ? UpgradePolicyResponse.builder().supportType(SupportType.EXTENDED).build()
                    : SdkFieldCopier.overlay(
                            request.upgradePolicy(), UpgradePolicyResponse.builder())
                        .build())
            .deletionProtection(Boolean.TRUE.equals(request.deletionProtection()))
            .encryptionConfig(encryption(request.encryptionConfig()))
            .tags(Map.copyOf(request.tags()));
    access(settings, request.accessConfig());
    autoMode(
        settings,
        request.computeConfig(),
        request.storageConfig(),
        request.kubernetesNetworkConfig());
    if (request.zonalShiftConfig() != null) {
      settings.zonalShiftConfig(
          ZonalShiftConfigResponse.builder().enabled(request.zonalShiftConfig().enabled()).build());
    }
    EksCluster cluster = new EksCluster(settings.build(), principal(call));
    eks.clusters.put(name, cluster);
    eks.accessEntries.showCreator(cluster);
    return cluster;
  }

  /** Returns who calls; a session's role instead of the session. */
  private String principal(Call call) {
    String arn = call.principalArn();
    if (!arn.contains(":assumed-role/")) {
      return arn;
    }
    String role = Splitter.on('/').splitToList(arn).get(1);
    return eks.iam.roleArn(role, call);
  }

  private static void access(Cluster.Builder settings, CreateAccessConfigRequest request) {
    AuthenticationMode mode =
        request == null || request.authenticationMode() == null
            ? AuthenticationMode.CONFIG_MAP
            : request.authenticationMode();
    boolean admin =
        request == null || !Boolean.FALSE.equals(request.bootstrapClusterCreatorAdminPermissions());
    if (mode == AuthenticationMode.CONFIG_MAP && !admin) {
      throw EksErrors.invalidParameter(
          "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is"
              + " set to CONFIG_MAP");
    }
    settings.accessConfig(
        a -> a.authenticationMode(mode).bootstrapClusterCreatorAdminPermissions(admin));
  }

  /** Sets what Auto Mode manages; its three parts are on or off together. */
  static void autoMode(
      Cluster.Builder settings,
      ComputeConfigRequest compute,
      StorageConfigRequest storage,
      KubernetesNetworkConfigRequest network) {
    boolean computes = compute != null && Boolean.TRUE.equals(compute.enabled());
    boolean stores =
        storage != null
            && storage.blockStorage() != null
            && Boolean.TRUE.equals(storage.blockStorage().enabled());
    boolean balances =
        network != null
            && network.elasticLoadBalancing() != null
            && Boolean.TRUE.equals(network.elasticLoadBalancing().enabled());
    if (computes != stores || stores != balances) {
      throw EksErrors.invalidParameter(
          "For EKS Auto Mode, please ensure that all required configs, including computeConfig,"
              + " kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully"
              + " disabled.");
    }
    settings.computeConfig(
        compute == null
            ? ComputeConfigResponse.builder().enabled(false).build()
            : SdkFieldCopier.overlay(compute, ComputeConfigResponse.builder()).build());
    settings.storageConfig(
        StorageConfigResponse.builder().blockStorage(b -> b.enabled(stores)).build());
  }

  private KubernetesNetworkConfigResponse kubernetesNetwork(
      KubernetesNetworkConfigRequest request, String vpcId) {
    KubernetesNetworkConfigResponse.Builder network =
        KubernetesNetworkConfigResponse.builder()
            .ipFamily(IpFamily.IPV4)
            .elasticLoadBalancing(e -> e.enabled(false));
    if (request != null) {
      SdkFieldCopier.overlay(request, network);
    }
    KubernetesNetworkConfigResponse built = network.build();
    if (built.ipFamily() == IpFamily.IPV6) {
      return built.toBuilder().serviceIpv6Cidr("fd30:1c53:5f8a::/108").build();
    }
    return built.serviceIpv4Cidr() == null
        ? built.toBuilder().serviceIpv4Cidr(eks.networks.serviceRange(vpcId)).build()
        : built;
  }

  private static List<EncryptionConfig> encryption(List<EncryptionConfig> requested) {
    for (EncryptionConfig config : requested) {
      if (!config.resources().equals(List.of("secrets"))) {
        throw EksErrors.invalidParameter("Encryption config must specify resources: [secrets]");
      }
    }
    return requested;
  }

  /** Ends the creation of a cluster, unless it failed or was deleted. */
  void finish(EksCluster cluster) {
    if (!cluster.is(ClusterStatus.CREATING)) {
      return;
    }
    if (!cluster.issues.isEmpty()) {
      cluster.change(it -> it.status(ClusterStatus.FAILED));
      return;
    }
    String id = Ascii.toUpperCase(eks.ids.hex() + eks.ids.hex());
    VpcConfigResponse network = cluster.settings().resourcesVpcConfig();
    String group = eks.networks.createGroup(cluster.name(), network.vpcId());
    String region = eks.context.region();
    cluster.change(
        it ->
            it.status(ClusterStatus.ACTIVE)
                .endpoint("https://%s.gr7.%s.eks.amazonaws.com".formatted(id, region))
                .identity(
                    i ->
                        i.oidc(
                            o ->
                                o.issuer(
                                    "https://oidc.eks.%s.amazonaws.com/id/%s"
                                        .formatted(region, id))))
                .certificateAuthority(c -> c.data(certificate()))
                .resourcesVpcConfig(network.toBuilder().clusterSecurityGroupId(group).build()));
    if (cluster.apiServer != null) {
      show(cluster, cluster.apiServer);
    }
  }

  /** Serves the Kubernetes API of a cluster, from its creation's end on. */
  void serve(EksCluster cluster, EksCluster.ApiServer server) {
    cluster.apiServer = server;
    if (cluster.settings().endpoint() != null) {
      show(cluster, server);
    }
  }

  private static void show(EksCluster cluster, EksCluster.ApiServer server) {
    String data = BaseEncoding.base64().encode(server.certificatePem().getBytes(UTF_8));
    cluster.change(
        it -> it.endpoint(server.endpoint().toString()).certificateAuthority(c -> c.data(data)));
  }

  private static String certificate() {
    try {
      return BaseEncoding.base64()
          .encode(
              Resources.toByteArray(Resources.getResource(Clusters.class, "kubernetes-ca.pem")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read the certificate", unreadable);
    }
  }

  DescribeClusterResponse describe(DescribeClusterRequest request, Call call) {
    return DescribeClusterResponse.builder()
        .cluster(eks.cluster(request.name()).described())
        .build();
  }

  ListClustersResponse list(ListClustersRequest request, Call call) {
    Page<String> page =
        EksPages.of(
            List.copyOf(eks.clusters.keySet()), request.maxResults(), request.nextToken(), call);
    return ListClustersResponse.builder().clusters(page.items()).nextToken(page.next()).build();
  }

  DeleteClusterResponse delete(DeleteClusterRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.name());
    requireDeletable(cluster);
    cluster.change(it -> it.status(ClusterStatus.DELETING));
    eks.context.later(DELETION, () -> remove(cluster));
    return DeleteClusterResponse.builder().cluster(cluster.described()).build();
  }

  void requireDeletable(EksCluster cluster) {
    if (!cluster.nodegroups.isEmpty()) {
      throw EksErrors.inUse("Cluster has nodegroups attached");
    }
    if (!cluster.fargateProfiles.isEmpty()) {
      throw EksErrors.inUse("Cluster has Fargate profiles attached");
    }
    if (Boolean.TRUE.equals(cluster.settings().deletionProtection())) {
      throw EksErrors.invalidRequest(
          "Cannot delete cluster " + cluster.name() + " because deletion protection is enabled");
    }
    if (cluster.is(ClusterStatus.UPDATING)) {
      throw EksErrors.inUse(
          "Cannot delete because cluster "
              + cluster.name()
              + " currently has an update in progress");
    }
  }

  /** Removes a cluster and what EKS created for it. */
  void remove(EksCluster cluster) {
    if (eks.clusters.remove(cluster.name(), cluster)) {
      String group = cluster.settings().resourcesVpcConfig().clusterSecurityGroupId();
      if (group != null) {
        eks.networks.deleteGroup(group);
      }
    }
  }
}
