package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterReadyExpectations.GROUP;
import static dev.referee.eks.ClusterReadyExpectations.LAUNCHED;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.FargateProfile;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/**
 * The node groups and Fargate profiles of a cluster, and the Auto Scaling groups behind nodes:
 * whether they failed, or are still being built.
 *
 * <p>For one judgement and one thread.
 */
final class ClusterReadyNodegroups {
  static final Permissions READS =
      Permissions.ofReads(
          "eks:ListNodegroups",
          "eks:DescribeNodegroup",
          "eks:ListFargateProfiles",
          "eks:DescribeFargateProfile",
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeScalingActivities");

  /** How many of each are described: the calls of a broken task are few. */
  private static final int MOST = 5;

  private static final Duration USUAL = Duration.ofMinutes(5);

  private final ActiveCluster cluster;
  private final Instant now;

  ClusterReadyNodegroups(ActiveCluster cluster, Instant now) {
    this.cluster = cluster;
    this.now = now;
  }

  /** Returns the findings about groups and profiles, and about launches. */
  ImmutableList<Finding> findings() {
    return ImmutableList.of(GROUP.evaluate(this::groups), LAUNCHED.evaluate(this::launched));
  }

  private Finding groups() {
    EksClient eks = cluster.eks();
    List<String> names =
        ImmutableList.copyOf(
            eks.listNodegroupsPaginator(request -> request.clusterName(cluster.name()))
                .nodegroups());
    List<Nodegroup> groups =
        names.stream()
            .limit(MOST)
            .flatMap(
                name ->
                    AwsLookups.found(
                        () ->
                            eks.describeNodegroup(
                                    request ->
                                        request.clusterName(cluster.name()).nodegroupName(name))
                                .nodegroup())
                        .stream())
            .map(
                group ->
                    AnswerReader.complete("DescribeNodegroup", group, "nodegroupName", "status"))
            .collect(toImmutableList());
    Optional<Finding> failed = groups.stream().flatMap(this::failed).findFirst();
    if (failed.isPresent()) {
      return failed.get();
    }
    List<FargateProfile> profiles = groups.isEmpty() ? profiles(eks) : List.of();
    return profiles.stream()
        .flatMap(ClusterReadyNodegroups::failed)
        .findFirst()
        .or(() -> groups.stream().flatMap(this::building).findFirst())
        .or(() -> profiles.stream().flatMap(ClusterReadyNodegroups::building).findFirst())
        .orElseGet(
            () ->
                GROUP
                    .satisfied()
                    .seen(
                        names.isEmpty() && profiles.isEmpty()
                            ? "There are no node groups and no Fargate profiles."
                            : "None of %d node groups and %d Fargate profiles has failed."
                                .formatted(names.size(), profiles.size()))
                    .build());
  }

  private List<FargateProfile> profiles(EksClient eks) {
    return eks
        .listFargateProfilesPaginator(request -> request.clusterName(cluster.name()))
        .fargateProfileNames()
        .stream()
        .limit(MOST)
        .flatMap(
            name ->
                AwsLookups.found(
                    () ->
                        eks.describeFargateProfile(
                                request ->
                                    request.clusterName(cluster.name()).fargateProfileName(name))
                            .fargateProfile())
                    .stream())
        .map(
            profile ->
                AnswerReader.complete(
                    "DescribeFargateProfile", profile, "fargateProfileName", "status"))
        .collect(toImmutableList());
  }

  private Stream<Finding> failed(Nodegroup group) {
    String status = group.statusAsString();
    List<software.amazon.awssdk.services.eks.model.Issue> issues =
        group.health() == null ? List.of() : group.health().issues();
    if (issues.isEmpty() && !status.endsWith("_FAILED") && !status.equals("DEGRADED")) {
      return Stream.empty();
    }
    String message =
        issues.isEmpty()
            ? "EKS gives no reason."
            : "%s: %s"
                .formatted(
                    issues.get(0).codeAsString(), UntrustedText.sentence(issues.get(0).message()));
    Finding.Builder finding =
        GROUP
            .unsatisfied()
            .subject(group.nodegroupName())
            .seen("The node group %s is %s. %s".formatted(group.nodegroupName(), status, message))
            .remedy(
                issues.isEmpty()
                    ? "Delete the node group, and create it again."
                    : remedy(issues.get(0).codeAsString(), status));
    Facts.add(
        finding,
        issues,
        software.amazon.awssdk.services.eks.model.Issue::codeAsString,
        issue -> UntrustedText.line(String.join(", ", issue.resourceIds())));
    return Stream.of(
        finding
            .source("https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html")
            .build());
  }

  private static String remedy(String code, String status) {
    String then =
        status.equals("CREATE_FAILED")
            ? " Then delete the node group, and create it again: one that could not be created does"
                + " not recover."
            : "";
    return switch (code) {
          case "NodeCreationFailure" ->
              "Find out why its instances do not join: the next findings go through the causes.";
          case "AsgInstanceLaunchFailures",
              "InstanceLimitExceeded",
              "InsufficientFreeAddresses",
              "Ec2SubnetInvalidConfiguration" ->
              "Fix what the message names: capacity of the instance type in these zones, the quota"
                  + " of vCPUs, free addresses, or the public address setting of the subnets.";
          case "AccessDenied" ->
              "Give the role of the nodes an access entry of type EC2_LINUX, or its line in"
                  + " aws-auth.";
          case "IamNodeRoleNotFound", "IamInstanceProfileNotFound" ->
              "Create what is missing again, with the same name.";
          default -> "Fix what the message names.";
        }
        + then;
  }

  private Stream<Finding> building(Nodegroup group) {
    String status = group.statusAsString();
    if (!status.equals("CREATING") && !status.equals("UPDATING")) {
      return Stream.empty();
    }
    Instant since = group.createdAt() == null ? now : group.createdAt();
    Instant usual = since.plus(USUAL);
    return Stream.of(
        (status.equals("CREATING") && usual.isAfter(now) ? GROUP.pending(usual) : GROUP.pending())
            .subject(group.nodegroupName())
            .seen(
                status.equals("CREATING")
                    ? "The node group %s is CREATING since %s, for %s."
                        .formatted(
                            group.nodegroupName(),
                            Facts.time(since),
                            Facts.duration(Duration.between(since, now)))
                    : "The node group %s is UPDATING.".formatted(group.nodegroupName()))
            .remedy(
                "Wait: a node group usually takes 3 to 5 minutes. EKS gives up after some 20"
                    + " minutes if its instances do not join.")
            .build());
  }

  private static Stream<Finding> failed(FargateProfile profile) {
    String status = profile.statusAsString();
    boolean ill = profile.health() != null && !profile.health().issues().isEmpty();
    return !status.endsWith("_FAILED") && !ill
        ? Stream.empty()
        : Stream.of(
            GROUP
                .unsatisfied()
                .subject(profile.fargateProfileName())
                .seen(
                    "The Fargate profile %s is %s. %s"
                        .formatted(
                            profile.fargateProfileName(),
                            status,
                            ill
                                ? UntrustedText.sentence(profile.health().issues().get(0).message())
                                : "")
                        .strip())
                .remedy("Fix what the message names, and create the profile again.")
                .build());
  }

  private static Stream<Finding> building(FargateProfile profile) {
    return profile.statusAsString().equals("CREATING")
        ? Stream.of(
            GROUP
                .pending()
                .subject(profile.fargateProfileName())
                .seen("The Fargate profile %s is CREATING.".formatted(profile.fargateProfileName()))
                .remedy("Wait: a Fargate profile usually takes 1 to 3 minutes.")
                .build())
        : Stream.empty();
  }

  private Finding launched() {
    AutoScalingClient scaling = cluster.account().client(AutoScalingClient::builder);
    List<AutoScalingGroup> groups =
        scaling
            .describeAutoScalingGroupsPaginator(
                request ->
                    request.filters(
                        Filter.builder()
                            .name("tag-key")
                            .values("kubernetes.io/cluster/" + cluster.name())
                            .build()))
            .autoScalingGroups()
            .stream()
            .map(
                group ->
                    AnswerReader.complete(
                        "DescribeAutoScalingGroups",
                        group,
                        "AutoScalingGroupName",
                        "DesiredCapacity"))
            .collect(toImmutableList());
    List<AutoScalingGroup> less =
        groups.stream()
            .filter(group -> inService(group) < group.desiredCapacity())
            .collect(toImmutableList());
    Optional<Finding> failed =
        less.stream().limit(MOST).flatMap(group -> failed(scaling, group)).findFirst();
    if (failed.isPresent()) {
      return failed.get();
    }
    if (!less.isEmpty()) {
      AutoScalingGroup first = less.get(0);
      return LAUNCHED
          .pending()
          .subject(first.autoScalingGroupName())
          .seen(
              "%s has %d of %d instances in service."
                  .formatted(
                      first.autoScalingGroupName(), inService(first), first.desiredCapacity()))
          .remedy("Wait until the others are launched.")
          .build();
    }
    if (!groups.isEmpty() && groups.stream().allMatch(group -> group.desiredCapacity() == 0)) {
      return LAUNCHED
          .unsatisfied()
          .subject(groups.get(0).autoScalingGroupName())
          .seen("The desired capacity of every Auto Scaling group of the cluster is 0.")
          .remedy(
              "Scale a node group up: aws eks update-nodegroup-config --scaling-config"
                  + " minSize=...,maxSize=...,desiredSize=...")
          .build();
    }
    return LAUNCHED
        .satisfied()
        .seen(
            groups.isEmpty()
                ? "No Auto Scaling group has the tag kubernetes.io/cluster/%s."
                    .formatted(cluster.name())
                : "All %d Auto Scaling groups have their instances.".formatted(groups.size()))
        .build();
  }

  private static long inService(AutoScalingGroup group) {
    return group.instances().stream()
        .filter(instance -> "InService".equals(instance.lifecycleStateAsString()))
        .count();
  }

  /** Returns the finding about the newest activity that launched, if it failed. */
  private static Stream<Finding> failed(AutoScalingClient scaling, AutoScalingGroup group) {
    // The newest come first, so the first page is enough.
    return scaling
        .describeScalingActivities(
            request -> request.autoScalingGroupName(group.autoScalingGroupName()).maxRecords(20))
        .activities()
        .stream()
        .filter(ClusterReadyNodegroups::launches)
        .limit(1)
        .filter(activity -> "Failed".equals(activity.statusCodeAsString()))
        .map(activity -> failed(group, activity));
  }

  private static boolean launches(Activity activity) {
    return activity.description() != null && activity.description().startsWith("Launching");
  }

  private static Finding failed(AutoScalingGroup group, Activity activity) {
    Finding.Builder finding =
        LAUNCHED
            .unsatisfied()
            .subject(group.autoScalingGroupName())
            .seen(
                "%s has %d of %d instances; the last launch failed: %s"
                    .formatted(
                        group.autoScalingGroupName(),
                        inService(group),
                        group.desiredCapacity(),
                        UntrustedText.sentence(activity.statusMessage())))
            .remedy(launchRemedy(Ascii.toLowerCase(UntrustedText.line(activity.statusMessage()))));
    if (activity.startTime() != null) {
      finding.fact("since", Facts.time(activity.startTime()));
    }
    return finding.build();
  }

  private static String launchRemedy(String message) {
    if (message.contains("vcpu") || message.contains("quota") || message.contains("limit")) {
      return "Use a smaller instance type or fewer instances, terminate what is not needed, or ask"
          + " for a higher quota of vCPUs in Service Quotas.";
    }
    if (message.contains("free address") || message.contains("insufficientfreeaddresses")) {
      return "Free addresses in the subnet, or give the group a larger subnet.";
    }
    if (message.contains("capacity")) {
      return "Use other instance types, or subnets in other Availability Zones.";
    }
    if (message.contains("ami") || message.contains("image")) {
      return "Name an AMI that exists in this Region and is shared with this account.";
    }
    return "Fix what the message names; the group then tries again by itself.";
  }
}
