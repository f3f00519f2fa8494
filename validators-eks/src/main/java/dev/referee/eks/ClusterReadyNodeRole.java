package dev.referee.eks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterReadyExpectations.MAPPED;
import static dev.referee.eks.ClusterReadyExpectations.PERMITTED;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AwsLookups;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;

/**
 * The role of nodes that do not join: whether the cluster admits it as nodes, and whether it may do
 * what nodes have to do.
 *
 * <p>For one judgement and one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html">Amazon EKS
 *     node IAM role</a>
 */
final class ClusterReadyNodeRole {
  static final Permissions READS =
      Permissions.ofReads(
          "eks:DescribeAccessEntry",
          "eks:ListPodIdentityAssociations",
          "iam:SimulatePrincipalPolicy",
          "kubernetes:get:configmaps",
          "kubernetes:get:serviceaccounts");

  private static final String SYSTEM = "kube-system";
  private static final String CONFIG_MAP = "CONFIG_MAP";

  private static final String NETWORK_POLICY = "AmazonEKS_CNI_Policy";

  /** The actions that nodes need, by the managed policies that allow them. */
  private static final ImmutableListMultimap<String, String> ACTIONS =
      ImmutableListMultimap.<String, String>builder()
          .putAll("AmazonEKSWorkerNodePolicy", "ec2:DescribeInstances")
          .putAll(
              "AmazonEC2ContainerRegistryPullOnly",
              "ecr:GetAuthorizationToken",
              "ecr:BatchGetImage",
              "ecr:GetDownloadUrlForLayer")
          .putAll(NETWORK_POLICY, "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface")
          .build();

  private final ActiveCluster cluster;

  ClusterReadyNodeRole(ActiveCluster cluster) {
    this.cluster = cluster;
  }

  /** Returns the findings about a role. */
  ImmutableList<Finding> findings(String role) {
    return ImmutableList.of(
        MAPPED.evaluate(() -> mapped(role)), PERMITTED.evaluate(() -> permitted(role)));
  }

  private Finding mapped(String role) {
    String mode =
        cluster.described().accessConfig() == null
            ? CONFIG_MAP
            : nullToEmpty(cluster.described().accessConfig().authenticationModeAsString());
    Optional<AccessEntry> entry = mode.equals(CONFIG_MAP) ? Optional.empty() : entry(role);
    if (entry.isPresent()) {
      return mapped(role, entry.get());
    }
    if (mode.equals("API")) {
      return missing(role, "The cluster has no access entry for %s.".formatted(role))
          .remedy(create(role))
          .build();
    }
    Optional<String> wrong = wrongLine(role);
    return wrong
        .map(
            description ->
                missing(role, description)
                    .remedy(
                        mode.equals(CONFIG_MAP)
                            ? "Add it to mapRoles of the ConfigMap aws-auth in kube-system, with"
                                + " username system:node:{{EC2PrivateDNSName}} and the groups"
                                + " system:bootstrappers and system:nodes."
                            : create(role))
                    .build())
        .orElseGet(
            () ->
                MAPPED.satisfied().subject(role).seen("aws-auth maps %s.".formatted(role)).build());
  }

  private String create(String role) {
    return "Run: aws eks create-access-entry --cluster-name %s --principal-arn %s --type EC2_LINUX"
        .formatted(cluster.name(), role);
  }

  private static Finding.Builder missing(String role, String seen) {
    return MAPPED
        .unsatisfied()
        .subject(role)
        .expected("an access entry of type EC2_LINUX or EC2_WINDOWS, or a line in aws-auth")
        .seen(seen)
        .source("https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html");
  }

  private Finding mapped(String role, AccessEntry entry) {
    String type = nullToEmpty(entry.type());
    return type.startsWith("EC2") || type.startsWith("HYBRID")
        ? MAPPED
            .satisfied()
            .subject(role)
            .seen("%s has an access entry of type %s.".formatted(role, type))
            .build()
        : missing(
                role,
                "The access entry of %s has the type %s, which admits people and not nodes."
                    .formatted(role, type))
            .remedy(
                "Delete the entry and create it again, since its type cannot be changed: aws eks"
                    + " delete-access-entry --cluster-name %s --principal-arn %s. "
                        .formatted(cluster.name(), role)
                    + create(role))
            .build();
  }

  private Optional<AccessEntry> entry(String role) {
    return AwsLookups.found(
        () ->
            cluster
                .eks()
                .describeAccessEntry(
                    request -> request.clusterName(cluster.name()).principalArn(role))
                .accessEntry());
  }

  /** Returns what is wrong with the line of a role in aws-auth; empty if nothing is. */
  private Optional<String> wrongLine(String role) {
    @Nullable ConfigMap config =
        cluster.kubernetes().configMaps().inNamespace(SYSTEM).withName("aws-auth").get();
    if (config == null || config.getData() == null) {
      return Optional.of(
          "%s has no access entry, and there is no ConfigMap aws-auth.".formatted(role));
    }
    List<Map<?, ?>> lines = lines(config.getData().get("mapRoles"));
    // The ConfigMap knows roles without their path.
    String plain =
        role.substring(0, role.indexOf('/') + 1) + role.substring(role.lastIndexOf('/') + 1);
    Optional<Map<?, ?>> line =
        lines.stream()
            .filter(one -> plain.equalsIgnoreCase(String.valueOf(one.get("rolearn")).strip()))
            .findFirst();
    if (line.isEmpty()) {
      return Optional.of(
          lines.stream()
                  .anyMatch(one -> String.valueOf(one.get("rolearn")).contains("instance-profile"))
              ? "aws-auth names an instance profile; it has to name the role %s.".formatted(plain)
              : "%s has no access entry, and aws-auth does not name it.".formatted(role));
    }
    boolean nodes =
        line.get().get("groups") instanceof Collection<?> groups && groups.contains("system:nodes");
    return nodes
        ? Optional.empty()
        : Optional.of("aws-auth names %s, but not in the group system:nodes.".formatted(role));
  }

  private static List<Map<?, ?>> lines(@Nullable String yaml) {
    if (yaml == null) {
      return List.of();
    }
    try {
      Object read = Serialization.unmarshal(yaml, Object.class);
      return read instanceof List<?> list
          ? list.stream()
              .filter(Map.class::isInstance)
              .<Map<?, ?>>map(line -> (Map<?, ?>) line)
              .collect(toImmutableList())
          : List.of();
    } catch (RuntimeException notYaml) {
      return List.of();
    }
  }

  private Finding permitted(String role) {
    List<String> denied =
        cluster
            .account()
            .client(IamClient::builder)
            .simulatePrincipalPolicyPaginator(
                request -> request.policySourceArn(role).actionNames(ACTIONS.values()))
            .evaluationResults()
            .stream()
            .filter(result -> !"allowed".equals(result.evalDecisionAsString()))
            .map(EvaluationResult::evalActionName)
            .collect(toImmutableList());
    ListMultimap<String, String> lacking =
        ArrayListMultimap.create(Multimaps.filterValues(ACTIONS, denied::contains));
    if (lacking.containsKey(NETWORK_POLICY) && networkHasOwnRole()) {
      lacking.removeAll(NETWORK_POLICY);
    }
    if (lacking.isEmpty()) {
      return PERMITTED
          .satisfied()
          .subject(role)
          .seen("%s may do what nodes have to do.".formatted(role))
          .build();
    }
    return PERMITTED
        .unsatisfied()
        .subject(role)
        .seen("%s may not do %s.".formatted(role, join(ACTIONS.values(), lacking::containsValue)))
        .remedy(
            "Attach %s to the role, or policies that allow the same. If the role has them, look for a permissions boundary or a Deny."
                .formatted(join(ACTIONS.keySet(), lacking::containsKey)))
        .build();
  }

  /** Joins those that are meant, in their order. */
  private static String join(Collection<String> all, Predicate<String> meant) {
    return all.stream().filter(meant).collect(Collectors.joining(", "));
  }

  /** Says whether aws-node has a role of its own, by IRSA or Pod Identity. */
  private boolean networkHasOwnRole() {
    @Nullable ServiceAccount account =
        cluster.kubernetes().serviceAccounts().inNamespace(SYSTEM).withName("aws-node").get();
    return (account != null
            && account.getMetadata().getAnnotations() != null
            && account.getMetadata().getAnnotations().containsKey("eks.amazonaws.com/role-arn"))
        || !cluster
            .eks()
            .listPodIdentityAssociations(
                request ->
                    request
                        .clusterName(cluster.name())
                        .namespace(SYSTEM)
                        .serviceAccount("aws-node"))
            .associations()
            .isEmpty();
  }
}
