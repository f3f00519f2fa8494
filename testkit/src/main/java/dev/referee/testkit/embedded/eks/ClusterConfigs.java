package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.Logging;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;
import software.amazon.awssdk.services.eks.model.UpgradePolicyResponse;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;
import software.amazon.awssdk.services.eks.model.ZonalShiftConfigResponse;

/** An emulation of UpdateClusterConfig, which changes one kind of setting at a time. */
final class ClusterConfigs {
  static final Duration TIME = Duration.ofMinutes(5);

  private final Eks eks;

  ClusterConfigs(Eks eks) {
    this.eks = eks;
  }

  /**
   * A change of a cluster's settings.
   *
   * @param type what is changed
   * @param params the settings as the update shows them
   * @param change sets them
   */
  private record Change(
      UpdateType type,
      Map<UpdateParamType, String> params,
      UnaryOperator<Cluster.Builder> change) {}

  UpdateClusterConfigResponse update(UpdateClusterConfigRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.name());
    Change change = change(request, cluster.settings());
    return UpdateClusterConfigResponse.builder()
        .update(
            eks.updates.ofCluster(
                cluster,
                change.type().toString(),
                change.params(),
                TIME,
                () -> {
                  cluster.change(change.change());
                  eks.accessEntries.showCreator(cluster);
                }))
        .build();
  }

  private Change change(UpdateClusterConfigRequest request, Cluster now) {
    List<Change> changes = new ArrayList<>();
    if (request.resourcesVpcConfig() != null) {
      changes.addAll(network(request.resourcesVpcConfig(), now.resourcesVpcConfig()));
    }
    if (request.logging() != null) {
      changes.add(logging(request.logging(), now.logging()));
    }
    if (request.accessConfig() != null) {
      changes.add(access(request.accessConfig().authenticationMode(), now));
    }
    if (request.upgradePolicy() != null) {
      UpgradePolicyResponse policy =
          SdkFieldCopier.overlay(request.upgradePolicy(), UpgradePolicyResponse.builder()).build();
      changes.add(
          new Change(
              UpdateType.UPGRADE_POLICY_UPDATE,
              Map.of(UpdateParamType.UPGRADE_POLICY, json(policy)),
              it -> it.upgradePolicy(policy)));
    }
    if (request.computeConfig() != null
        || request.storageConfig() != null
        || request.kubernetesNetworkConfig() != null) {
      changes.add(autoMode(request, now));
    }
    if (request.deletionProtection() != null) {
      changes.add(
          new Change(
              UpdateType.DELETION_PROTECTION_UPDATE,
              Map.of(UpdateParamType.DELETION_PROTECTION, request.deletionProtection().toString()),
              it -> it.deletionProtection(request.deletionProtection())));
    }
    if (request.zonalShiftConfig() != null) {
      ZonalShiftConfigResponse shift =
          SdkFieldCopier.overlay(request.zonalShiftConfig(), ZonalShiftConfigResponse.builder())
              .build();
      changes.add(
          new Change(
              UpdateType.ZONAL_SHIFT_CONFIG_UPDATE,
              Map.of(UpdateParamType.ZONAL_SHIFT_CONFIG, json(shift)),
              it -> it.zonalShiftConfig(shift)));
    }
    if (changes.isEmpty()) {
      throw EksErrors.invalidParameter("Cluster configuration parameters can't be null");
    }
    if (changes.size() > 1) {
      throw EksErrors.invalidParameter("Only one type of update can be allowed.");
    }
    return changes.get(0);
  }

  private List<Change> network(VpcConfigRequest request, VpcConfigResponse now) {
    List<Change> changes = new ArrayList<>();
    VpcConfigResponse wanted =
        eks.networks.checked(SdkFieldCopier.overlay(request, now.toBuilder()).build());
    if (request.hasSubnetIds() || request.hasSecurityGroupIds()) {
      if (!wanted.vpcId().equals(now.vpcId())) {
        throw EksErrors.invalidParameter(
            "Provided subnets belong to a different VPC than the cluster");
      }
      changes.add(
          new Change(
              UpdateType.VPC_CONFIG_UPDATE,
              Map.of(
                  UpdateParamType.SUBNETS, wanted.subnetIds().toString(),
                  UpdateParamType.SECURITY_GROUPS, wanted.securityGroupIds().toString()),
              it -> it.resourcesVpcConfig(wanted)));
    }
    if (request.endpointPublicAccess() != null
        || request.endpointPrivateAccess() != null
        || request.hasPublicAccessCidrs()) {
      if (wanted.equals(now)) {
        throw EksErrors.invalidParameter(
            ("Cluster is already at the desired configuration with endpointPrivateAccess: %s ,"
                    + " endpointPublicAccess: %s, and Public Endpoint Restrictions: %s")
                .formatted(
                    now.endpointPrivateAccess(),
                    now.endpointPublicAccess(),
                    now.publicAccessCidrs()));
      }
      changes.add(
          new Change(
              UpdateType.ENDPOINT_ACCESS_UPDATE,
              Map.of(
                  UpdateParamType.ENDPOINT_PUBLIC_ACCESS,
                  wanted.endpointPublicAccess().toString(),
                  UpdateParamType.ENDPOINT_PRIVATE_ACCESS,
                  wanted.endpointPrivateAccess().toString(),
                  UpdateParamType.PUBLIC_ACCESS_CIDRS,
                  wanted.publicAccessCidrs().toString()),
              it -> it.resourcesVpcConfig(wanted)));
    }
    return changes;
  }

  private static Change logging(Logging requested, Logging now) {
    Logging wanted = merged(requested, now);
    if (wanted.equals(now)) {
      throw EksErrors.invalidParameter("No changes needed for the logging config provided");
    }
    return new Change(
        UpdateType.LOGGING_UPDATE,
        Map.of(UpdateParamType.CLUSTER_LOGGING, json(requested)),
        it -> it.logging(wanted));
  }

  /** Returns the logging of a new cluster: a list of what is enabled, and one of what is not. */
  static Logging complete(@Nullable Logging requested) {
    return merged(requested, Logging.builder().build());
  }

  private static Logging merged(@Nullable Logging requested, Logging now) {
    Map<LogType, Boolean> enabled = new EnumMap<>(LogType.class);
    LogType.knownValues().forEach(type -> enabled.put(type, false));
    for (Logging logging : requested == null ? List.of(now) : List.of(now, requested)) {
      for (LogSetup setup : logging.clusterLogging()) {
        setup.types().forEach(type -> enabled.put(type, Boolean.TRUE.equals(setup.enabled())));
      }
    }
    List<LogSetup> setups = new ArrayList<>();
    for (Boolean on : List.of(true, false)) {
      List<LogType> types =
          enabled.keySet().stream().filter(type -> on.equals(enabled.get(type))).toList();
      if (!types.isEmpty()) {
        setups.add(LogSetup.builder().types(types).enabled(on).build());
      }
    }
    return Logging.builder().clusterLogging(setups).build();
  }

  private static Change access(@Nullable AuthenticationMode wanted, Cluster now) {
    AuthenticationMode mode = now.accessConfig().authenticationMode();
    boolean next =
        mode == AuthenticationMode.CONFIG_MAP
            ? wanted == AuthenticationMode.API_AND_CONFIG_MAP
            : mode == AuthenticationMode.API_AND_CONFIG_MAP && wanted == AuthenticationMode.API;
    if (wanted == null || !next) {
      throw EksErrors.invalidParameter(
          "Unsupported authentication mode update from %s to %s".formatted(mode, wanted));
    }
    return new Change(
        UpdateType.ACCESS_CONFIG_UPDATE,
        Map.of(UpdateParamType.AUTHENTICATION_MODE, wanted.toString()),
        it -> it.accessConfig(now.accessConfig().toBuilder().authenticationMode(wanted).build()));
  }

  private static Change autoMode(UpdateClusterConfigRequest request, Cluster now) {
    Cluster.Builder wanted = now.toBuilder();
    Clusters.autoMode(
        wanted,
        request.computeConfig(),
        request.storageConfig(),
        request.kubernetesNetworkConfig());
    Cluster changed = wanted.build();
    return new Change(
        UpdateType.AUTO_MODE_UPDATE,
        Map.of(
            UpdateParamType.COMPUTE_CONFIG, json(changed.computeConfig()),
            UpdateParamType.STORAGE_CONFIG, json(changed.storageConfig()),
            UpdateParamType.KUBERNETES_NETWORK_CONFIG, json(changed.kubernetesNetworkConfig())),
        it ->
            it.computeConfig(changed.computeConfig())
                .storageConfig(changed.storageConfig())
                .kubernetesNetworkConfig(changed.kubernetesNetworkConfig()));
  }

  /** Returns a structure as an update shows it. */
  private static String json(SdkPojo pojo) {
    return JsonCodec.text(pojo);
  }
}
