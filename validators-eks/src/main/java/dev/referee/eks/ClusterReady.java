package dev.referee.eks;

import static dev.referee.eks.ClusterReadyExpectations.ACTIVE;
import static dev.referee.eks.ClusterReadyExpectations.GROUP;
import static dev.referee.eks.ClusterReadyExpectations.HEALTHY;
import static dev.referee.eks.ClusterReadyExpectations.JOINED;
import static dev.referee.eks.ClusterReadyExpectations.LAUNCHED;
import static dev.referee.eks.ClusterReadyExpectations.ROLE;
import static dev.referee.eks.ClusterReadyExpectations.STACK;
import static dev.referee.spi.Parameter.number;
import static dev.referee.spi.Parameter.text;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.Pages;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.resources.Selector;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.Facts;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.eks.model.ClusterIssue;

/** A check that a cluster and its nodes exist and work; see {@link EksChecks#clusterReady}. */
final class ClusterReady extends DeclaredCheck {
  private static final Permissions READS =
      Cluster.READS
          .and(ClusterReadyStack.READS)
          .and(ClusterReadyNodegroups.READS)
          .and(ClusterReadyNodes.READS)
          .and(ClusterReadyPods.READS)
          .and(ClusterReadyJoinDiagnosis.READS);

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "eks.cluster-ready", "The cluster and its nodes exist and work, however they were made");
  static final Parameter<Integer> NODES =
      DECLARED.takes(
          number("nodes", "how many nodes have to be Ready at least").atLeast(1).defaultValue(1));
  static final Parameter<Integer> ZONES =
      DECLARED.takes(
          number("zones", "in how many Availability Zones Ready nodes have to be at least")
              .atLeast(1)
              .defaultValue(1));
  static final Parameter<KubernetesMinorVersion> VERSION =
      DECLARED.takes(
          text("version", "the Kubernetes version of the cluster and of these nodes, e.g. 1.34")
              .defaultText("any")
              .as(KubernetesMinorVersion::given)
              .example("1.34"));
  static final Parameter<String> STACK_NAME =
      DECLARED.takes(
          text(
                  "stack",
                  "the CloudFormation stack that creates the cluster, for progress and failures")
              .defaultText("the stacks of eksctl for the cluster"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "A cluster made with eksctl, CloudFormation, Terraform, the console or the CLI.",
              "Nodes of managed node groups, of self-managed Auto Scaling groups, of Karpenter, of"
                  + " Fargate and of Auto Mode, and any mixture of them.",
              "More nodes and zones than required, and further nodes that are not Ready.",
              "A node group that failed, when there are enough nodes of another one.",
              "Another network plugin instead of the VPC CNI, and its replacement of kube-proxy.",
              "Auto Mode and Fargate without the DaemonSets that are built into them.",
              "CoreDNS as a Deployment or a DaemonSet, as an add-on of EKS or self-managed.",
              "A cluster that is being updated, as long as it works.")
          .expects(ClusterReadyExpectations.ALL)
          .requires(READS)
          .build(ClusterReady::new);

  /** The expectations of what builds nodes. */
  private static final ImmutableSet<Expectation> BUILDERS =
      ImmutableSet.of(STACK, GROUP, LAUNCHED, ROLE);

  /** How long EKS usually takes to create a control plane. */
  private static final Duration USUAL = Duration.ofMinutes(15);

  ClusterReady(Arguments arguments) {
    super(KIND, arguments);
  }

  @Override
  public Verdict judge(CheckContext context) {
    Cluster target = context.target(Cluster.class);
    Optional<software.amazon.awssdk.services.eks.model.Cluster> described = target.describe();
    if (described.isEmpty()) {
      return context.verdict(absent(context, target));
    }
    ActiveCluster cluster = new ActiveCluster(target, described.get());
    Finding active = active(cluster, context.now());
    Optional<Finding> unhealthy = health(cluster);
    if (!active.isSatisfied()) {
      List<Finding> findings = new ArrayList<>();
      stack(context, target, cluster.name()).ifPresent(findings::add);
      findings.add(active);
      unhealthy.ifPresent(findings::add);
      return context.verdict(findings);
    }
    try {
      return working(context, cluster, active, unhealthy);
    } catch (KubernetesClientException e) {
      throw ClusterCheck.unexpected(cluster, e);
    }
  }

  private Optional<Finding> stack(CheckContext context, Cluster target, String name) {
    String given =
        arguments()
            .find(STACK_NAME)
            .or(
                () ->
                    target
                        .selector()
                        .filter(Selector.Tagged.class::isInstance)
                        .map(Selector.Tagged.class::cast)
                        .filter(tag -> tag.key().equals("aws:cloudformation:stack-name"))
                        .map(Selector.Tagged::value))
            .orElse("");
    ClusterReadyStack stack =
        new ClusterReadyStack(
            target.account().client(CloudFormationClient::builder), context.now(), given, name);
    ImmutableList.Builder<Finding> found = ImmutableList.builder();
    Finding seen =
        STACK.evaluate(
            () -> {
              stack.finding().ifPresent(found::add);
              return STACK.satisfied().build();
            });
    return seen.isSatisfied() ? found.build().stream().findFirst() : Optional.of(seen);
  }

  private List<Finding> absent(CheckContext context, Cluster target) {
    String name =
        target
            .selector()
            .filter(Selector.Named.class::isInstance)
            .map(selector -> ((Selector.Named) selector).name())
            .orElse("");
    Optional<Finding> stack = stack(context, target, name);
    boolean coming = stack.filter(finding -> finding.state() == Finding.State.PENDING).isPresent();
    Finding missing =
        (coming
                ? ACTIVE.pending()
                : unseen(stack.stream()).map(ACTIVE::unknown).orElseGet(ACTIVE::unsatisfied))
            .seen("There is no such cluster%s: %s.".formatted(coming ? " yet" : "", target.name()))
            .remedy(
                coming
                    ? "Wait: CloudFormation is still creating what the cluster needs."
                    : "Create the cluster. If you have, compare its name, its Region and its"
                        + " account.")
            .build();
    return stack.map(finding -> List.of(finding, missing)).orElseGet(() -> List.of(missing));
  }

  private static Finding active(ActiveCluster cluster, Instant now) {
    String status = cluster.described().statusAsString();
    Instant created = Optional.ofNullable(cluster.described().createdAt()).orElse(now);
    Finding.Builder finding =
        switch (cluster.described().status()) {
          case ACTIVE, UPDATING ->
              ACTIVE.satisfied().seen("The cluster %s is %s.".formatted(cluster.name(), status));
          case CREATING, PENDING ->
              (created.plus(USUAL).isAfter(now)
                      ? ACTIVE.pending(created.plus(USUAL))
                      : ACTIVE.pending())
                  .seen(
                      "The cluster %s is %s since %s, for %s."
                          .formatted(
                              cluster.name(),
                              status,
                              Facts.time(created),
                              Facts.duration(Duration.between(created, now))))
                  .remedy(
                      "Wait: EKS usually takes 8 to 15 minutes to create a control plane. Referee"
                          + " says so as soon as anything fails.");
          case DELETING ->
              ACTIVE
                  .unsatisfied()
                  .seen("The cluster %s is being deleted.".formatted(cluster.name()))
                  .remedy("Wait until it is deleted, and create it again.");
          default ->
              ACTIVE
                  .unsatisfied()
                  .seen("The cluster %s is %s.".formatted(cluster.name(), status))
                  .remedy("Fix what its health issues name, delete it, and create it again.");
        };
    return finding.subject(cluster.name()).build();
  }

  /** Returns the finding about health issues; empty if there are none. */
  private static Optional<Finding> health(ActiveCluster cluster) {
    if (cluster.described().health() == null || cluster.described().health().issues().isEmpty()) {
      return Optional.empty();
    }
    List<ClusterIssue> issues = cluster.described().health().issues();
    Finding.Builder finding =
        HEALTHY
            .unsatisfied()
            .subject(cluster.name())
            .seen(
                "EKS reports of %s: %s: %s"
                    .formatted(
                        cluster.name(),
                        issues.get(0).codeAsString(),
                        UntrustedText.sentence(issues.get(0).message())))
            .remedy("Fix what the message names.")
            .source("https://docs.aws.amazon.com/eks/latest/APIReference/API_ClusterIssue.html");
    Facts.add(
        finding,
        issues,
        ClusterIssue::codeAsString,
        issue -> UntrustedText.line(String.join(", ", issue.resourceIds())));
    return Optional.of(finding.build());
  }

  private Verdict working(
      CheckContext context, ActiveCluster cluster, Finding active, Optional<Finding> unhealthy) {
    ImmutableList.Builder<ClusterReadyNodes> read = ImmutableList.builder();
    Finding seen =
        JOINED.evaluate(
            () -> {
              read.add(nodes(context, cluster));
              return JOINED.satisfied().build();
            });
    Optional<ClusterReadyNodes> nodes = read.build().stream().findFirst();
    List<Finding> findings = new ArrayList<>();
    findings.add(active);
    unhealthy.ifPresent(findings::add);
    if (nodes.isEmpty()) {
      // A node group that failed says nothing as long as others may have enough nodes.
      new ClusterReadyNodegroups(cluster, context.now())
          .findings().stream()
              .map(finding -> isDecided(finding) ? undecided(finding, seen) : finding)
              .forEach(findings::add);
      findings.add(seen);
      return context.verdict(findings);
    }
    if (nodes.get().haveJoined()) {
      findings.add(nodes.get().joined());
      findings.addAll(
          nodes.get().findings(KubernetesMinorVersion.in(cluster.described().version())));
      findings.addAll(new ClusterReadyPods(cluster, nodes.get()).findings());
      return context.verdict(findings).withFixedAt(nodes.get().completeAt());
    }
    Optional<Finding> stack = stack(context, cluster.target(), cluster.name());
    findings.addAll(missing(context, cluster, nodes.get(), stack));
    stack.ifPresent(finding -> findings.add(0, finding));
    return context.verdict(findings);
  }

  private static boolean isDecided(Finding finding) {
    return finding.state() == Finding.State.UNSATISFIED;
  }

  private static Finding undecided(Finding finding, Finding seen) {
    Finding.Builder undecided =
        finding.expectation().unknown(seen.cause().orElse(Cause.UNREACHABLE));
    finding.subject().ifPresent(undecided::subject);
    finding.seen().ifPresent(undecided::seen);
    finding.remedy().ifPresent(undecided::remedy);
    return undecided.build();
  }

  private ClusterReadyNodes nodes(CheckContext context, ActiveCluster cluster) {
    return new ClusterReadyNodes(
        Pages.all(cluster.kubernetes().nodes(), ClusterReadyNode::of),
        arguments().get(NODES),
        arguments().get(ZONES),
        arguments().find(VERSION),
        context.now());
  }

  /** Explains why nodes are missing. */
  private static List<Finding> missing(
      CheckContext context,
      ActiveCluster cluster,
      ClusterReadyNodes nodes,
      Optional<Finding> stack) {
    List<Finding> findings =
        new ArrayList<>(new ClusterReadyNodegroups(cluster, context.now()).findings());
    boolean coming =
        Stream.concat(stack.stream(), findings.stream())
            .anyMatch(finding -> finding.state() == Finding.State.PENDING);
    Optional<Instant> until = Optional.empty();
    ImmutableList<String> late = ImmutableList.of();
    try {
      ClusterReadyJoinDiagnosis join =
          new ClusterReadyJoinDiagnosis(cluster, nodes.instances(), context.now());
      until = join.starting();
      late = join.late();
      findings.addAll(join.findings());
    } catch (Inconclusive unseen) {
      findings.add(ROLE.evaluate(rethrow(unseen)));
    }
    // What could not be seen may still be building nodes.
    Optional<Cause> unseen = unseen(Stream.concat(stack.stream(), findings.stream()));
    findings.add(
        coming || until.isPresent()
            ? nodes.coming(until)
            : unseen.isPresent() ? nodes.unseen(unseen.get()) : nodes.missing(late));
    return findings;
  }

  private static Supplier<Finding> rethrow(Inconclusive unseen) {
    return () -> {
      throw unseen;
    };
  }

  /** Returns why what may still be building could not be seen; empty if it could. */
  private static Optional<Cause> unseen(Stream<Finding> findings) {
    return findings
        .filter(finding -> BUILDERS.contains(finding.expectation()))
        .flatMap(finding -> finding.cause().stream())
        .findFirst();
  }
}
