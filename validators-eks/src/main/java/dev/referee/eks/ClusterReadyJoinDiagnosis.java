package dev.referee.eks;

import static com.google.common.base.Strings.isNullOrEmpty;
import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterReadyExpectations.NAMED;
import static dev.referee.eks.ClusterReadyExpectations.ROLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A diagnosis of instances that run and do not join their cluster as nodes, step by step: role,
 * admission, permissions, user data, DNS, network.
 *
 * <p>Instances are those with the tag {@code kubernetes.io/cluster/NAME}. One instance of each role
 * and subnet stands for all of them. For one judgement and one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html">Troubleshoot
 *     problems with Amazon EKS clusters and nodes</a>
 */
final class ClusterReadyJoinDiagnosis {
  static final Permissions READS =
      Permissions.ofReads(
              "ec2:DescribeInstanceAttribute", "ec2:DescribeInstances", "iam:GetInstanceProfile")
          .and(ClusterReadyNodeRole.READS)
          .and(ClusterReadyNetwork.READS);

  /** How many groups of equal instances are looked at. */
  private static final int MOST = 3;

  /** How long an instance usually takes to join. */
  static final Duration USUAL = Duration.ofMinutes(5);

  /** The ways in which user data names the cluster, of AL2023, AL2, Bottlerocket and Windows. */
  private static final ImmutableList<Pattern> NAMES =
      ImmutableList.of(
          Pattern.compile(
              "(?m)^[ \\t]{0,20}cluster:[ \\t]*\\r?\\n(?:[ \\t]{1,40}\\S[^\\n]{0,4000}\\n){0,8}?"
                  + "[ \\t]{1,40}name:[ \\t]{1,10}[\"']?([A-Za-z0-9][A-Za-z0-9_-]{0,99})"),
          Pattern.compile(
              "bootstrap\\.sh[ \\t]{1,10}[\"']?([A-Za-z0-9][A-Za-z0-9_-]{0,99})[\"']?(?:\\s|$)"),
          Pattern.compile(
              "cluster-name[\"']?[ \\t]{0,10}=[ \\t]{0,10}[\"']([A-Za-z0-9][A-Za-z0-9_-]{0,99})"),
          Pattern.compile("-EKSClusterName[ \\t]{1,10}[\"']?([A-Za-z0-9][A-Za-z0-9_-]{0,99})"));

  private final ActiveCluster cluster;
  private final Instant now;
  private final ImmutableList<Instance> missing;

  /**
   * Reads the instances.
   *
   * @param joined the ids of those that have joined
   * @throws dev.referee.Inconclusive if they could not be seen
   */
  ClusterReadyJoinDiagnosis(ActiveCluster cluster, Set<String> joined, Instant now) {
    this.cluster = cluster;
    this.now = now;
    this.missing =
        ec2()
            .describeInstancesPaginator(
                request ->
                    request.filters(
                        Filter.builder()
                            .name("tag-key")
                            .values("kubernetes.io/cluster/" + cluster.name())
                            .build(),
                        Filter.builder().name("instance-state-name").values("running").build()))
            .reservations()
            .stream()
            .flatMap(reservation -> reservation.instances().stream())
            .map(
                instance ->
                    AnswerReader.complete(
                        "DescribeInstances", instance, "InstanceId", "LaunchTime"))
            .filter(instance -> !joined.contains(instance.instanceId()))
            .collect(toImmutableList());
  }

  private Ec2Client ec2() {
    return cluster.account().client(Ec2Client::builder);
  }

  /** Returns until when the youngest instance may take; empty if none is young. */
  Optional<Instant> starting() {
    return missing.stream()
        .map(instance -> instance.launchTime().plus(USUAL))
        .filter(now::isBefore)
        .max(Instant::compareTo);
  }

  /** Returns the ids of the instances that should have joined by now. */
  ImmutableList<String> late() {
    return missing.stream()
        .filter(this::isLate)
        .map(Instance::instanceId)
        .collect(toImmutableList());
  }

  private boolean isLate(Instance instance) {
    return !instance.launchTime().plus(USUAL).isAfter(now);
  }

  /** Returns the findings about instances that should have joined by now. */
  ImmutableList<Finding> findings() {
    Map<String, Instance> kinds = new TreeMap<>();
    missing.stream()
        .filter(this::isLate)
        .forEach(instance -> kinds.putIfAbsent(kind(instance), instance));
    return kinds.values().stream()
        .limit(MOST)
        .flatMap(instance -> findings(instance).stream())
        .distinct()
        .collect(toImmutableList());
  }

  private static String kind(Instance instance) {
    return profile(instance).orElse("") + " " + instance.subnetId();
  }

  private static Optional<String> profile(Instance instance) {
    return Optional.ofNullable(instance.iamInstanceProfile())
        .map(profile -> nullToEmpty(profile.arn()))
        .filter(arn -> !arn.isEmpty());
  }

  private List<Finding> findings(Instance instance) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    ImmutableList.Builder<String> roles = ImmutableList.builder();
    findings.add(
        ROLE.evaluate(
            () -> {
              Optional<String> role = role(instance);
              role.ifPresent(roles::add);
              return role(instance, role);
            }));
    ClusterReadyNodeRole judged = new ClusterReadyNodeRole(cluster);
    roles.build().forEach(role -> findings.addAll(judged.findings(role)));
    findings.add(NAMED.evaluate(() -> named(instance)));
    findings.addAll(new ClusterReadyNetwork(cluster).findings(instance));
    return findings.build();
  }

  /** Returns the ARN of the role of an instance. */
  private Optional<String> role(Instance instance) {
    return profile(instance)
        .flatMap(
            arn ->
                AwsLookups.found(
                    () ->
                        cluster
                            .account()
                            .client(IamClient::builder)
                            .getInstanceProfile(
                                request ->
                                    request.instanceProfileName(
                                        arn.substring(arn.lastIndexOf('/') + 1)))
                            .instanceProfile()))
        .flatMap(profile -> profile.roles().stream().findFirst())
        .map(role -> AnswerReader.complete("GetInstanceProfile", role, "Arn", "RoleName").arn());
  }

  private static Finding role(Instance instance, Optional<String> role) {
    String id = instance.instanceId();
    return role.map(
            arn -> ROLE.satisfied().subject(id).seen("%s has %s.".formatted(id, arn)).build())
        .orElseGet(
            () ->
                ROLE.unsatisfied()
                    .subject(id)
                    .expected("an instance profile with a role")
                    .seen(
                        profile(instance)
                            .map(arn -> "The instance profile %s contains no role.".formatted(arn))
                            .orElse("%s has no instance profile.".formatted(id)))
                    .remedy(
                        "Launch the nodes with an instance profile that contains the role of the"
                            + " nodes.")
                    .build());
  }

  private Finding named(Instance instance) {
    String id = instance.instanceId();
    String encoded =
        Optional.ofNullable(
                ec2()
                    .describeInstanceAttribute(
                        request -> request.instanceId(id).attribute("userData"))
                    .userData())
            .map(data -> nullToEmpty(data.value()))
            .orElse("");
    if (isNullOrEmpty(encoded)) {
      return NAMED
          .unsatisfied()
          .subject(id)
          .seen("%s has no user data, so nothing tells it which cluster to join.".formatted(id))
          .remedy(
              "Launch the nodes with user data that names the cluster %s: a NodeConfig for Amazon"
                      .formatted(cluster.name())
                  + " Linux 2023, settings.kubernetes for Bottlerocket.")
          .build();
    }
    List<String> names = names(decoded(encoded));
    if (names.isEmpty() || names.contains(cluster.name())) {
      return NAMED
          .satisfied()
          .subject(id)
          .seen(
              names.isEmpty()
                  ? "Referee finds no name of a cluster in the user data of %s.".formatted(id)
                  : "The user data of %s names the cluster %s.".formatted(id, cluster.name()))
          .build();
    }
    return NAMED
        .unsatisfied()
        .subject(id)
        .seen(
            "The user data of %s names the cluster %s, not %s."
                .formatted(id, names.stream().collect(joining(", ")), cluster.name()))
        .remedy(
            "Correct the name in the launch template, and replace the instances: user data runs"
                + " only at the first start.")
        .build();
  }

  private static String decoded(String encoded) {
    try {
      return new String(BaseEncoding.base64().decode(encoded), UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  /** Returns the names of clusters in user data. */
  static List<String> names(String userData) {
    return NAMES.stream()
        .map(pattern -> pattern.matcher(userData))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .distinct()
        .collect(toImmutableList());
  }
}
