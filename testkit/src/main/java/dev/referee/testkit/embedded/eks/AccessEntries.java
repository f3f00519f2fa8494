package dev.referee.testkit.embedded.eks;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import dev.referee.testkit.EmbeddedClusterAccess;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesResponse;
import software.amazon.awssdk.services.eks.model.UpdateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.UpdateAccessEntryResponse;

/** An emulation of access entries, by which IAM principals are known in a cluster. */
final class AccessEntries {
  static final String STANDARD = "STANDARD";
  static final String EC2 = "EC2";
  static final String EC2_LINUX = "EC2_LINUX";

  /** The groups in Kubernetes of the types of entries that EKS sets them for. */
  private static final Map<String, List<String>> GROUPS =
      Map.of(
          STANDARD,
          List.of(),
          EC2,
          List.of("system:nodes"),
          EC2_LINUX,
          List.of("system:nodes"),
          "EC2_WINDOWS",
          List.of("eks:kube-proxy-windows", "system:nodes"),
          "FARGATE_LINUX",
          List.of("system:bootstrappers", "system:node-proxier", "system:nodes"),
          "HYBRID_LINUX",
          List.of("system:bootstrappers", "system:nodes"),
          "HYPERPOD_LINUX",
          List.of("system:nodes"));

  private final Eks eks;
  final AccessPolicies policies = new AccessPolicies(this);

  AccessEntries(Eks eks) {
    this.eks = eks;
  }

  /**
   * An access entry.
   *
   * @param shown the entry as it is described
   * @param policies the policies that are associated with it, by ARN
   */
  record Entry(AccessEntry shown, Map<String, AssociatedAccessPolicy> policies) {}

  /** Returns the cluster with a name, which has access entries, or throws EKS's error. */
  private EksCluster cluster(String name) {
    EksCluster cluster = eks.cluster(name);
    if (mode(cluster) == AuthenticationMode.CONFIG_MAP) {
      throw EksErrors.invalidRequest(
          "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to"
              + " perform this operation.");
    }
    return cluster;
  }

  static AuthenticationMode mode(EksCluster cluster) {
    return cluster.settings().accessConfig().authenticationMode();
  }

  /** Returns an entry, or throws EKS's error where there is none. */
  Entry get(String clusterName, String principalArn) {
    Entry found = cluster(clusterName).accessEntries.get(principalArn);
    if (found == null) {
      throw EksErrors.notFound(
          "The specified principalArn could not be found. You can view your available access"
              + " entries with 'list-access-entries'.");
    }
    return found;
  }

  CreateAccessEntryResponse create(CreateAccessEntryRequest request, Call call) {
    EksCluster cluster = cluster(request.clusterName());
    String type = request.type() == null ? STANDARD : request.type();
    List<String> groups = GROUPS.get(type);
    if (groups == null) {
      throw EksErrors.invalidParameter("The specified type is invalid: " + type);
    }
    requirePrincipal(request.principalArn());
    boolean own = request.username() != null || request.hasKubernetesGroups();
    if (!type.equals(STANDARD) && own) {
      throw EksErrors.invalidParameter(
          "The username and kubernetesGroups cannot be specified for an access entry of type "
              + type);
    }
    requireGroups(request.kubernetesGroups());
    if (cluster.accessEntries.containsKey(request.principalArn())) {
      throw EksErrors.inUse(
          "The specified access entry resource is already in use on this cluster.");
    }
    AccessEntry entry =
        added(cluster, request.principalArn(), type).shown().toBuilder()
            .kubernetesGroups(type.equals(STANDARD) ? request.kubernetesGroups() : groups)
            .username(
                request.username() == null
                    ? username(request.principalArn(), type)
                    : request.username())
            .tags(Map.copyOf(request.tags()))
            .build();
    replace(cluster, entry);
    return CreateAccessEntryResponse.builder().accessEntry(entry).build();
  }

  private void requirePrincipal(String arn) {
    List<String> parts = Splitter.on(':').limit(6).splitToList(arn);
    boolean known =
        parts.size() == 6
            && parts.get(2).equals("iam")
            && parts.get(5).matches("(role|user)/.+")
            && (!parts.get(4).equals(eks.context.accountId()) || eks.iam.hasPrincipal(arn));
    if (!known) {
      throw EksErrors.invalidParameter("The specified principalArn is invalid: invalid principal.");
    }
  }

  private static void requireGroups(List<String> groups) {
    for (String group : groups) {
      if (group.startsWith("system:")) {
        throw EksErrors.invalidParameter(
            "The kubernetes group name " + group + " is invalid, it cannot start with system:");
      }
    }
  }

  private static String username(String principalArn, String type) {
    if (type.equals(STANDARD)) {
      List<String> parts = Splitter.on(':').limit(6).splitToList(principalArn);
      return parts.get(5).startsWith("role/")
          ? "arn:aws:sts::%s:assumed-role/%s/{{SessionName}}"
              .formatted(parts.get(4), Iterables.getLast(Splitter.on('/').split(parts.get(5))))
          : principalArn;
    }
    return type.startsWith("EC2")
        ? "system:node:{{EC2PrivateDNSName}}"
        : "system:node:{{SessionName}}";
  }

  /** Adds an entry as EKS makes it for itself, and returns it. */
  private Entry added(EksCluster cluster, String principalArn, String type) {
    List<String> parts = Splitter.on(':').limit(6).splitToList(principalArn);
    List<String> path = Splitter.on('/').splitToList(parts.get(5));
    AccessEntry entry =
        AccessEntry.builder()
            .clusterName(cluster.name())
            .principalArn(principalArn)
            .accessEntryArn(
                eks.arn(
                    "access-entry/%s/%s/%s/%s/%s"
                        .formatted(
                            cluster.name(),
                            path.get(0),
                            parts.get(4),
                            Iterables.getLast(path),
                            eks.ids.uuid())))
            .kubernetesGroups(GROUPS.get(type))
            .username(username(principalArn, type))
            .type(type)
            .tags(Map.of())
            .createdAt(eks.now())
            .modifiedAt(eks.now())
            .build();
    Entry made = new Entry(entry, new LinkedHashMap<>());
    cluster.accessEntries.put(principalArn, made);
    return made;
  }

  static void replace(EksCluster cluster, AccessEntry changed) {
    cluster.accessEntries.computeIfPresent(
        changed.principalArn(), (same, before) -> new Entry(changed, before.policies()));
  }

  /** Adds the entry of who created a cluster, as soon as the cluster has entries. */
  void showCreator(EksCluster cluster) {
    boolean wanted = cluster.settings().accessConfig().bootstrapClusterCreatorAdminPermissions();
    if (!wanted || cluster.creatorIsShown || mode(cluster) == AuthenticationMode.CONFIG_MAP) {
      return;
    }
    cluster.creatorIsShown = true;
    if (!cluster.accessEntries.containsKey(cluster.creatorArn)) {
      String admin = AccessPolicies.CLUSTER_ADMIN;
      added(cluster, cluster.creatorArn, STANDARD)
          .policies()
          .put(admin, AccessPolicies.everywhere(admin, eks.context));
    }
  }

  /** Lets nodes with a role join a cluster, unless the role has an entry already. */
  void admitNodes(EksCluster cluster, String roleArn, String type) {
    if (mode(cluster) != AuthenticationMode.CONFIG_MAP
        && !cluster.accessEntries.containsKey(roleArn)) {
      added(cluster, roleArn, type);
    }
  }

  /** Returns the principals that a cluster admits. */
  EmbeddedClusterAccess of(EksCluster cluster) {
    AuthenticationMode mode = mode(cluster);
    boolean hidden = mode == AuthenticationMode.CONFIG_MAP;
    return new EmbeddedClusterAccess(
        mode,
        hidden ? cluster.creatorArn : null,
        hidden
            ? List.of()
            : cluster.accessEntries.values().stream()
                .map(
                    entry ->
                        new EmbeddedClusterAccess.Entry(
                            entry.shown(), List.copyOf(entry.policies().values())))
                .toList());
  }

  DescribeAccessEntryResponse describe(DescribeAccessEntryRequest request, Call call) {
    return DescribeAccessEntryResponse.builder()
        .accessEntry(get(request.clusterName(), request.principalArn()).shown())
        .build();
  }

  ListAccessEntriesResponse list(ListAccessEntriesRequest request, Call call) {
    Page<String> page =
        EksPages.of(
            cluster(request.clusterName()).accessEntries.values().stream()
                .filter(entry -> AccessPolicies.has(entry, request.associatedPolicyArn()))
                .map(entry -> entry.shown().principalArn())
                .toList(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListAccessEntriesResponse.builder()
        .accessEntries(page.items())
        .nextToken(page.next())
        .build();
  }

  UpdateAccessEntryResponse update(UpdateAccessEntryRequest request, Call call) {
    AccessEntry before = get(request.clusterName(), request.principalArn()).shown();
    if (!before.type().equals(STANDARD)) {
      throw EksErrors.invalidRequest(
          "An access entry of type " + before.type() + " cannot be updated");
    }
    requireGroups(request.kubernetesGroups());
    AccessEntry.Builder changed = before.toBuilder().modifiedAt(call.now());
    if (request.hasKubernetesGroups()) {
      changed.kubernetesGroups(request.kubernetesGroups());
    }
    if (request.username() != null) {
      changed.username(request.username());
    }
    AccessEntry now = changed.build();
    replace(eks.cluster(request.clusterName()), now);
    return UpdateAccessEntryResponse.builder().accessEntry(now).build();
  }

  DeleteAccessEntryResponse delete(DeleteAccessEntryRequest request, Call call) {
    get(request.clusterName(), request.principalArn());
    eks.cluster(request.clusterName()).accessEntries.remove(request.principalArn());
    return DeleteAccessEntryResponse.builder().build();
  }
}
