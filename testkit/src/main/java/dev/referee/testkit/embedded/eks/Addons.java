package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.AddonIssueCode;
import software.amazon.awssdk.services.eks.model.AddonPodIdentityAssociations;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.CreateAddonResponse;
import software.amazon.awssdk.services.eks.model.DeleteAddonRequest;
import software.amazon.awssdk.services.eks.model.DeleteAddonResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsResponse;
import software.amazon.awssdk.services.eks.model.ListAddonsRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsResponse;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;
import software.amazon.awssdk.services.eks.model.UpdateAddonResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;

/** An emulation of the add-ons of clusters. */
final class Addons {
  private static final Duration TIME = Duration.ofMinutes(1);

  private final Eks eks;

  Addons(Eks eks) {
    this.eks = eks;
  }

  /** An add-on of a cluster. */
  static final class AddonRecord {
    final List<AddonIssue> issues = new ArrayList<>();
    private Addon settings;

    AddonRecord(Addon settings) {
      this.settings = settings;
    }

    String name() {
      return settings.addonName();
    }

    Addon settings() {
      return settings;
    }

    void change(UnaryOperator<Addon.Builder> change) {
      settings = change.apply(settings.toBuilder()).build();
    }
  }

  CreateAddonResponse create(CreateAddonRequest request, Call call) {
    EksCluster cluster = eks.activeCluster(request.clusterName());
    AddonRecord addon = begun(cluster, request, call);
    eks.context.later(TIME, () -> finish(addon));
    return CreateAddonResponse.builder().addon(described(cluster, addon)).build();
  }

  /** Returns a new add-on that is being created. */
  AddonRecord begun(EksCluster cluster, CreateAddonRequest request, Call call) {
    String name = request.addonName();
    if (!AddonCatalog.NAMES.contains(name)) {
      throw EksErrors.invalidParameter("Addon specified is not supported");
    }
    if (cluster.addons.containsKey(name)) {
      throw EksErrors.inUse("Addon already exists.");
    }
    String kubernetes = cluster.settings().version();
    String version =
        request.addonVersion() == null
            ? AddonCatalog.standard(name, kubernetes)
            : supported(name, kubernetes, request.addonVersion());
    Addon.Builder settings =
        Addon.builder()
            .addonName(name)
            .clusterName(cluster.name())
            .status(AddonStatus.CREATING)
            .addonVersion(version)
            .addonArn(eks.arn("addon/%s/%s/%s".formatted(cluster.name(), name, eks.ids.uuid())))
            .createdAt(eks.now())
            .modifiedAt(eks.now())
            .serviceAccountRoleArn(request.serviceAccountRoleArn())
            .configurationValues(request.configurationValues())
            .publisher("eks")
            .owner("aws")
            .tags(Map.copyOf(request.tags()));
    if (request.hasPodIdentityAssociations()) {
      settings.podIdentityAssociations(
          associations(cluster, request.podIdentityAssociations(), call));
    }
    AddonRecord addon = new AddonRecord(settings.build());
    cluster.addons.put(name, addon);
    return addon;
  }

  private List<String> associations(
      EksCluster cluster, List<AddonPodIdentityAssociations> requested, Call call) {
    return requested.stream()
        .map(
            associations ->
                eks.podIdentities
                    .add(
                        cluster,
                        "kube-system",
                        associations.serviceAccount(),
                        associations.roleArn(),
                        call)
                    .associationArn())
        .toList();
  }

  private static String supported(String addon, String kubernetes, String version) {
    if (!AddonCatalog.versions(addon, kubernetes).contains(version)) {
      throw EksErrors.invalidParameter("Addon version specified is not supported");
    }
    return version;
  }

  static void finish(AddonRecord addon) {
    if (addon.settings().status() == AddonStatus.CREATING) {
      addon.change(
          it -> it.status(addon.issues.isEmpty() ? AddonStatus.ACTIVE : AddonStatus.CREATE_FAILED));
    }
  }

  /** Returns an add-on as it is described; one whose pods have no nodes is degraded. */
  Addon described(EksCluster cluster, AddonRecord addon) {
    List<AddonIssue> issues = new ArrayList<>(addon.issues);
    boolean active = addon.settings().status() == AddonStatus.ACTIVE;
    if (active && AddonCatalog.needsNodes(addon.name()) && !hasNodes(cluster)) {
      issues.add(
          AddonIssue.builder()
              .code(AddonIssueCode.INSUFFICIENT_NUMBER_OF_REPLICAS)
              .message(
                  "The add-on is unhealthy because it doesn't have the desired number of replicas.")
              .build());
    }
    return addon.settings().toBuilder()
        .status(active && !issues.isEmpty() ? AddonStatus.DEGRADED : addon.settings().status())
        .health(h -> h.issues(issues))
        .build();
  }

  private static boolean hasNodes(EksCluster cluster) {
    return Boolean.TRUE.equals(cluster.settings().computeConfig().enabled())
        || !cluster.fargateProfiles.isEmpty()
        || cluster.nodegroups.values().stream()
            .anyMatch(
                group ->
                    !group.is(NodegroupStatus.CREATING)
                        && !group.is(NodegroupStatus.CREATE_FAILED)
                        && group.settings().scalingConfig().desiredSize() > 0);
  }

  DescribeAddonResponse describe(DescribeAddonRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    return DescribeAddonResponse.builder()
        .addon(described(cluster, cluster.addon(request.addonName())))
        .build();
  }

  ListAddonsResponse list(ListAddonsRequest request, Call call) {
    Page<String> page =
        EksPages.of(
            List.copyOf(eks.cluster(request.clusterName()).addons.keySet()),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListAddonsResponse.builder().addons(page.items()).nextToken(page.next()).build();
  }

  UpdateAddonResponse update(UpdateAddonRequest request, Call call) {
    EksCluster cluster = eks.activeCluster(request.clusterName());
    AddonRecord addon = cluster.addon(request.addonName());
    AddonStatus status = addon.settings().status();
    if (status == AddonStatus.UPDATING
        || status == AddonStatus.CREATING
        || status == AddonStatus.DELETING) {
      throw EksErrors.inUse(
          "Addon %s cannot be updated as it is currently in %s state"
              .formatted(addon.name(), status));
    }
    Map<UpdateParamType, String> params = new EnumMap<>(UpdateParamType.class);
    Addon.Builder changed = addon.settings().toBuilder();
    if (request.addonVersion() != null) {
      supported(addon.name(), cluster.settings().version(), request.addonVersion());
      changed.addonVersion(request.addonVersion());
      params.put(UpdateParamType.ADDON_VERSION, request.addonVersion());
    }
    if (request.serviceAccountRoleArn() != null) {
      changed.serviceAccountRoleArn(request.serviceAccountRoleArn());
      params.put(UpdateParamType.SERVICE_ACCOUNT_ROLE_ARN, request.serviceAccountRoleArn());
    }
    if (request.configurationValues() != null) {
      changed.configurationValues(request.configurationValues());
      params.put(UpdateParamType.CONFIGURATION_VALUES, request.configurationValues());
    }
    if (request.resolveConflicts() != null) {
      params.put(UpdateParamType.RESOLVE_CONFLICTS, request.resolveConflictsAsString());
    }
    Addon wanted = changed.build();
    addon.change(it -> it.status(AddonStatus.UPDATING));
    Update update =
        eks.updates.begin(
            cluster,
            Updates.ofAddon(addon.name()),
            UpdateType.ADDON_UPDATE.toString(),
            params,
            TIME,
            () -> addon.change(it -> wanted.toBuilder().modifiedAt(eks.now())),
            () -> addon.change(it -> it.status(AddonStatus.ACTIVE)));
    return UpdateAddonResponse.builder().update(update).build();
  }

  DeleteAddonResponse delete(DeleteAddonRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    AddonRecord addon = cluster.addon(request.addonName());
    addon.change(it -> it.status(AddonStatus.DELETING));
    eks.context.later(TIME, () -> cluster.addons.remove(addon.name(), addon));
    return DeleteAddonResponse.builder().addon(described(cluster, addon)).build();
  }

  DescribeAddonVersionsResponse describeVersions(DescribeAddonVersionsRequest request, Call call) {
    String name = request.addonName();
    if (name != null && !AddonCatalog.NAMES.contains(name)) {
      throw EksErrors.invalidParameter("Addon specified is not supported");
    }
    List<AddonInfo> found =
        AddonCatalog.NAMES.stream()
            .filter(one -> name == null || one.equals(name))
            .map(
                one ->
                    AddonCatalog.described(
                        one, request.kubernetesVersion(), KubernetesVersion.releasedBy(eks.now())))
            .filter(addon -> request.types().isEmpty() || request.types().contains(addon.type()))
            .filter(
                addon ->
                    request.publishers().isEmpty()
                        || request.publishers().contains(addon.publisher()))
            .filter(addon -> request.owners().isEmpty() || request.owners().contains(addon.owner()))
            .filter(addon -> addon.hasAddonVersions() && !addon.addonVersions().isEmpty())
            .toList();
    Page<AddonInfo> page = EksPages.of(found, request.maxResults(), request.nextToken(), call);
    return DescribeAddonVersionsResponse.builder()
        .addons(page.items())
        .nextToken(page.next())
        .build();
  }
}
