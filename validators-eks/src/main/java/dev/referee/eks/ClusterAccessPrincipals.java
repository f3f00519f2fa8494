package dev.referee.eks;

import com.google.common.base.Strings;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Permissions;
import dev.referee.aws.AwsLookups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;

/**
 * The IAM principals that a cluster admits, and what they may do. An access entry takes precedence
 * over a line of {@code aws-auth} for the same principal. Reads what it needs, when it needs it.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html">
 *     Migrating existing aws-auth ConfigMap entries to access entries</a>
 */
final class ClusterAccessPrincipals {
  static final Permissions READS =
      Permissions.ofReads(
              "eks:DescribeAccessEntry",
              "eks:ListAccessEntries",
              "eks:ListAssociatedAccessPolicies",
              "kubernetes:get:configmaps")
          .and(ClusterAccessBindings.READS);

  private static final String POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKS";
  private static final String MASTERS = "system:masters";
  private static final Set<String> ADMIN = Set.of("ClusterAdminPolicy");
  private static final ImmutableList<String> NEAR_ADMIN =
      ImmutableList.of("ClusterAdminPolicy", "AdminPolicy");
  private static final Set<String> VIEW =
      Set.of("ClusterAdminPolicy", "AdminPolicy", "AdminViewPolicy", "EditPolicy", "ViewPolicy");

  private final ActiveCluster cluster;
  private final Supplier<ClusterAccessBindings> bindings;
  private final Supplier<ClusterAccessConfigMap> configMap;
  private final Supplier<Set<String>> entries;

  ClusterAccessPrincipals(ActiveCluster cluster) {
    this.cluster = cluster;
    this.bindings = Suppliers.memoize(() -> ClusterAccessBindings.read(cluster.kubernetes()));
    this.entries = Suppliers.memoize(() -> hasEntries() ? list("") : ImmutableSet.of());
    this.configMap =
        Suppliers.memoize(
            () ->
                mode().contains("CONFIG_MAP")
                    ? ClusterAccessConfigMap.read(
                        cluster
                            .kubernetes()
                            .configMaps()
                            .inNamespace("kube-system")
                            .withName("aws-auth")
                            .get())
                    : ClusterAccessConfigMap.NONE);
  }

  /**
   * Somebody who can administer the cluster, or view it.
   *
   * @param principal the principal, the group or the user
   * @param grant by what
   * @param remedy how to take it away
   */
  record Right(String principal, String grant, String remedy) {}

  /** Returns the authentication mode; clusters of before there were modes have CONFIG_MAP. */
  String mode() {
    var config = cluster.described().accessConfig();
    return config == null ? "CONFIG_MAP" : Strings.nullToEmpty(config.authenticationModeAsString());
  }

  private boolean hasEntries() {
    return !mode().equals("CONFIG_MAP");
  }

  /** Returns by what a principal administers the whole cluster, if so. */
  Optional<Right> administers(String arn) {
    return right(arn, ADMIN, true);
  }

  /** Returns by what a principal may view something of the cluster, if so. */
  Optional<Right> views(String arn) {
    return right(arn, VIEW, false);
  }

  private Optional<Right> right(String arn, Set<String> policies, boolean admin) {
    Optional<List<AssociatedAccessPolicy>> entry =
        hasEntries() ? associated(arn) : Optional.empty();
    if (entry.isEmpty()) {
      return configMap.get().lines().stream()
          .filter(line -> line.arn().equalsIgnoreCase(withoutPath(arn)))
          .findFirst()
          .flatMap(line -> byLine(line, admin));
    }
    Optional<Right> byPolicy =
        entry.get().stream()
            .filter(policy -> policies.contains(shortName(policy)))
            .filter(policy -> !admin || isCluster(policy))
            .findFirst()
            .map(policy -> byPolicy(arn, policy));
    return byPolicy.isPresent() ? byPolicy : entry(arn).flatMap(it -> byEntry(it, admin));
  }

  /** Returns the policies of a principal's access entry; empty if it has none. */
  private Optional<List<AssociatedAccessPolicy>> associated(String arn) {
    return AwsLookups.foundOrInconclusive(
        () ->
            cluster
                .eks()
                .listAssociatedAccessPoliciesPaginator(
                    request -> request.clusterName(cluster.name()).principalArn(arn))
                .stream()
                .flatMap(page -> page.associatedAccessPolicies().stream())
                .toList());
  }

  private Optional<AccessEntry> entry(String arn) {
    return AwsLookups.foundOrInconclusive(
        () ->
            cluster
                .eks()
                .describeAccessEntry(
                    request -> request.clusterName(cluster.name()).principalArn(arn))
                .accessEntry());
  }

  private Right byPolicy(String arn, AssociatedAccessPolicy policy) {
    return new Right(
        arn,
        "its access entry has AmazonEKS%s %s"
            .formatted(
                shortName(policy),
                isCluster(policy)
                    ? "for the cluster"
                    : "for " + String.join(", ", policy.accessScope().namespaces())),
        "aws eks disassociate-access-policy --cluster-name %s --principal-arn %s --policy-arn %s"
            .formatted(cluster.name(), arn, policy.policyArn()));
  }

  private static boolean isCluster(AssociatedAccessPolicy policy) {
    return policy.accessScope() != null && policy.accessScope().type() == AccessScopeType.CLUSTER;
  }

  private static String shortName(AssociatedAccessPolicy policy) {
    String arn = Strings.nullToEmpty(policy.policyArn());
    return arn.substring(arn.lastIndexOf('/') + 1).replaceFirst("^AmazonEKS", "");
  }

  private Optional<Right> byEntry(AccessEntry entry, boolean admin) {
    return bound(Strings.nullToEmpty(entry.username()), entry.kubernetesGroups(), admin)
        .map(
            binding ->
                new Right(
                    entry.principalArn(),
                    "its access entry has the %s %s, bound by the %s"
                        .formatted(
                            binding.kind().equals("Group") ? "group" : "user",
                            binding.name(),
                            binding.where()),
                    "aws eks update-access-entry --cluster-name %s --principal-arn %s"
                            .formatted(cluster.name(), entry.principalArn())
                        + " --kubernetes-groups []"));
  }

  private Optional<Right> byLine(ClusterAccessConfigMap.Line line, boolean admin) {
    String remedy =
        "eksctl delete iamidentitymapping --cluster %s --arn %s"
            .formatted(cluster.name(), line.arn());
    if (line.groups().contains(MASTERS)) {
      return Optional.of(
          new Right(line.arn(), "its line in aws-auth has the group " + MASTERS, remedy));
    }
    return bound(line.username(), line.groups(), admin)
        .map(
            binding ->
                new Right(
                    line.arn(),
                    "its line in aws-auth has the %s %s, bound by the %s"
                        .formatted(
                            binding.kind().equals("Group") ? "group" : "user",
                            binding.name(),
                            binding.where()),
                    remedy));
  }

  private Optional<ClusterAccessBindings.Bound> bound(
      String username, List<String> groups, boolean admin) {
    return bindings.get().bound().stream()
        .filter(binding -> binding.isOf(username, groups))
        .filter(
            binding ->
                admin ? binding.administers() && binding.namespace().isEmpty() : binding.views())
        .findFirst();
  }

  /** Returns everybody but some principals who can administer the cluster or a part of it. */
  ImmutableList<Right> othersThan(List<String> admins) {
    ImmutableSet.Builder<String> known = ImmutableSet.builder();
    admins.forEach(arn -> known.add(arn, withoutPath(arn)));
    ImmutableSet<String> expected = known.build();
    List<Right> others = new ArrayList<>();
    if (hasEntries()) {
      others.addAll(entryAdmins(expected));
    } else {
      others.add(
          new Right(
              "the creator of the cluster",
              "in the mode CONFIG_MAP it is an administrator whom nothing shows",
              "aws eks update-cluster-config --name %s --access-config".formatted(cluster.name())
                  + " authenticationMode=API_AND_CONFIG_MAP, and delete the access entry that"
                  + " appears"));
    }
    configMap.get().lines().stream()
        .filter(line -> !expected.contains(line.arn()))
        .flatMap(line -> byLine(line, true).stream())
        .filter(
            line ->
                entries.get().stream().noneMatch(arn -> withoutPath(arn).equals(line.principal())))
        .forEach(others::add);
    bindings.get().bound().stream()
        .filter(binding -> binding.administers() && binding.isEverybody())
        .map(
            binding ->
                new Right(
                    binding.name(),
                    "bound by the " + binding.where(),
                    "kubectl delete the %s".formatted(binding.where())))
        .forEach(others::add);
    return ImmutableList.copyOf(others);
  }

  private List<Right> entryAdmins(Set<String> expected) {
    ImmutableSet.Builder<String> listed = ImmutableSet.builder();
    for (String policy : NEAR_ADMIN) {
      listed.addAll(list(POLICY + policy));
    }
    ImmutableSet<String> withPolicy = listed.build();
    boolean byGroup = bindsOwnSubjects();
    List<Right> others = new ArrayList<>();
    for (String arn : byGroup ? entries.get() : withPolicy) {
      if (!expected.contains(arn)) {
        (withPolicy.contains(arn) ? nearAdmin(arn) : Optional.<Right>empty())
            .or(
                () ->
                    byGroup ? entry(arn).flatMap(entry -> byEntry(entry, true)) : Optional.empty())
            .ifPresent(others::add);
      }
    }
    return others;
  }

  private Optional<Right> nearAdmin(String arn) {
    return associated(arn).orElse(List.of()).stream()
        .filter(policy -> NEAR_ADMIN.contains(shortName(policy)))
        .filter(policy -> isCluster(policy) || ADMIN.contains(shortName(policy)))
        .findFirst()
        .map(policy -> byPolicy(arn, policy));
  }

  /** Returns whether RBAC makes groups or users administrators that EKS does not make itself. */
  private boolean bindsOwnSubjects() {
    return bindings.get().bound().stream()
        .filter(ClusterAccessBindings.Bound::administers)
        .anyMatch(
            binding -> !binding.name().startsWith("system:") && !binding.name().startsWith("eks:"));
  }

  /** Returns the principals with access entries, with one policy or any. */
  private Set<String> list(String policyArn) {
    return cluster
        .eks()
        .listAccessEntriesPaginator(
            request ->
                request
                    .clusterName(cluster.name())
                    .associatedPolicyArn(policyArn.isEmpty() ? null : policyArn))
        .stream()
        .flatMap(page -> page.accessEntries().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Returns an ARN as aws-auth has it: the authenticator knows no paths. */
  static String withoutPath(String arn) {
    int type = arn.indexOf('/');
    int name = arn.lastIndexOf('/');
    return type < 0 ? arn : arn.substring(0, type) + arn.substring(name);
  }
}
