package dev.referee.eks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterUpgradedExpectations.CONTROL_PLANE;
import static dev.referee.eks.ClusterUpgradedExpectations.INSIGHTS;
import static dev.referee.eks.ClusterUpgradedExpectations.KUBELETS;
import static dev.referee.eks.ClusterUpgradedExpectations.PROXY;
import static dev.referee.eks.ClusterUpgradedExpectations.UPDATE;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.number;
import static dev.referee.spi.Parameter.text;

import com.google.common.collect.ImmutableList;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.Pages;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Facts;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.Category;
import software.amazon.awssdk.services.eks.model.ErrorDetail;
import software.amazon.awssdk.services.eks.model.InsightSummary;
import software.amazon.awssdk.services.eks.model.Update;

/** A check that a cluster has been upgraded; see {@link EksChecks#clusterUpgraded}. */
final class ClusterUpgraded extends ClusterCheck {
  private static final Permissions READS =
      Cluster.READS
          .and(
              Permissions.ofReads(
                  "eks:DescribeUpdate",
                  "eks:ListUpdates",
                  "eks:ListInsights",
                  "kubernetes:list:nodes",
                  "kubernetes:get:daemonsets.apps"))
          .and(ClusterUpgradedNodegroups.READS)
          .and(ClusterUpgradedAddons.READS);

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "eks.cluster-upgraded",
          "The cluster has been upgraded: control plane, nodes and add-ons have the version");
  static final Parameter<KubernetesMinorVersion> VERSION =
      DECLARED.takes(
          text("version", "the Kubernetes version that the cluster must have, e.g. 1.35")
              .as(KubernetesMinorVersion::given)
              .mandatory()
              .example("1.35"));
  static final Parameter<Boolean> OR_NEWER =
      DECLARED.takes(flag("orNewer", "whether a newer version is accepted, too"));
  static final Parameter<Integer> MAX_SKEW =
      DECLARED.takes(
          number(
                  "maxSkew",
                  "how many minor versions nodes may be behind the control plane, as far as"
                      + " Kubernetes allows it")
              .between(0, 3)
              .defaultValue(0));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Updates by eksctl, CloudFormation, Terraform, the console or the CLI, also with"
                  + " force.",
              "A rollback to the version, within the time in which EKS allows it.",
              "New node groups in the place of the old ones.",
              "Self-managed nodes, nodes of Karpenter, Fargate and Auto Mode with the version.",
              "Add-ons of any version that EKS lists for the version, and self-managed ones.",
              "Insights in error after the update: the nodes and add-ons themselves are judged.")
          .expects(ClusterUpgradedExpectations.ALL)
          .requires(READS)
          .build(ClusterUpgraded::new);

  /** How many updates are read to find the last one of the version. */
  private static final int UPDATES = 6;

  private final KubernetesMinorVersion wanted;
  private final boolean orNewer;
  private final int maxSkew;

  ClusterUpgraded(Arguments arguments) {
    super(KIND, arguments);
    this.wanted = arguments.get(VERSION);
    this.orNewer = arguments.get(OR_NEWER);
    this.maxSkew = arguments.get(MAX_SKEW);
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    Optional<KubernetesMinorVersion> version =
        KubernetesMinorVersion.in(cluster.described().version());
    boolean meant = version.filter(this::isMeant).isPresent();
    if (!meant || "UPDATING".equals(cluster.described().statusAsString())) {
      List<Finding> findings = change(cluster, version, meant);
      if (!meant || findings.stream().anyMatch(finding -> !finding.isSatisfied())) {
        return findings;
      }
    }
    KubernetesMinorVersion is = version.orElseThrow();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        CONTROL_PLANE
            .satisfied()
            .subject(cluster.name())
            .seen("The control plane has Kubernetes %s.".formatted(is))
            .build());
    findings.add(
        ClusterUpgradedExpectations.GROUPS.evaluate(
            new ClusterUpgradedNodegroups(cluster, is, skew(is))::finding));
    findings.add(KUBELETS.evaluate(() -> kubelets(cluster, is)));
    findings.add(
        ClusterUpgradedExpectations.ADDONS.evaluate(
            new ClusterUpgradedAddons(cluster, is)::finding));
    findings.add(PROXY.evaluate(() -> proxy(cluster, is)));
    return findings;
  }

  private boolean isMeant(KubernetesMinorVersion version) {
    return orNewer ? version.compareTo(wanted) >= 0 : version.equals(wanted);
  }

  /** Returns how far nodes may be behind a control plane. */
  private int skew(KubernetesMinorVersion version) {
    return Math.min(maxSkew, allowed(version));
  }

  /**
   * Returns how far Kubernetes lets nodes be behind.
   *
   * @see <a href="https://kubernetes.io/releases/version-skew-policy/">Version skew policy</a>
   */
  private static int allowed(KubernetesMinorVersion version) {
    return version.compareTo(new KubernetesMinorVersion(1, 28)) < 0 ? 2 : 3;
  }

  /**
   * Returns the findings about a control plane that changes, or does not have the version.
   *
   * @param meant whether it has the version now
   */
  private List<Finding> change(
      ActiveCluster cluster, Optional<KubernetesMinorVersion> version, boolean meant) {
    List<Update> last = new ArrayList<>();
    Finding seen =
        UPDATE.evaluate(
            () -> {
              lastOfVersion(cluster).ifPresent(last::add);
              return UPDATE
                  .satisfied()
                  .seen("The last update of the version did not fail.")
                  .build();
            });
    String is = version.map(KubernetesMinorVersion::toString).orElse("an unknown version");
    Optional<Update> running =
        last.stream().filter(update -> "InProgress".equals(update.statusAsString())).findFirst();
    if (running.isPresent()) {
      return ImmutableList.of(running(cluster, is, running.get()));
    }
    Optional<Update> failed =
        last.stream()
            .filter(
                update ->
                    "Failed".equals(update.statusAsString())
                        || "Cancelled".equals(update.statusAsString()))
            .findFirst();
    if (meant) {
      return ImmutableList.of(seen);
    }
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    // The insights about the version block the update to it.
    findings.add(INSIGHTS.evaluate(() -> insights(cluster)));
    findings.add(failed.map(update -> failed(cluster, update)).orElse(seen));
    // What could not be seen may be an update in progress.
    Finding.Builder behind =
        seen.cause().map(CONTROL_PLANE::unknown).orElseGet(CONTROL_PLANE::unsatisfied);
    boolean rolledBack =
        last.stream().anyMatch(update -> "VersionRollback".equals(update.typeAsString()))
            && version.filter(one -> one.compareTo(wanted) < 0).isPresent();
    findings.add(
        behind
            .subject(cluster.name())
            .expected("Kubernetes " + wanted + (orNewer ? " or newer" : ""))
            .seen(
                "The control plane has Kubernetes %s%s."
                    .formatted(is, rolledBack ? ", since it was rolled back" : ""))
            .remedy(remedy(cluster, version))
            .source("https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html")
            .build());
    return findings.build();
  }

  private String remedy(ActiveCluster cluster, Optional<KubernetesMinorVersion> version) {
    if (version.filter(is -> is.compareTo(wanted) > 0).isPresent()) {
      return "Roll the version back, which EKS allows to the previous version within 7 days of the"
          + " update: first the node groups, then aws eks update-cluster-version --name %s"
              .formatted(cluster.name())
          + " --kubernetes-version %s.".formatted(wanted);
    }
    KubernetesMinorVersion next =
        version
            .map(is -> new KubernetesMinorVersion(is.major(), is.minor() + 1))
            .filter(one -> one.compareTo(wanted) < 0)
            .orElse(wanted);
    return "Update the control plane: aws eks update-cluster-version --name %s --kubernetes-version %s."
            .formatted(cluster.name(), next)
        + (next.equals(wanted)
            ? ""
            : " EKS updates one minor version at a time, and the node groups before the next one.");
  }

  private static boolean isOfVersion(Update update) {
    String type = nullToEmpty(update.typeAsString());
    return type.equals("VersionUpdate") || type.equals("VersionRollback");
  }

  /** Returns the last update of the version of the control plane. */
  private static Optional<Update> lastOfVersion(ActiveCluster cluster) {
    return ImmutableList.copyOf(
            cluster.eks().listUpdatesPaginator(request -> request.name(cluster.name())).updateIds())
        .stream()
        .limit(UPDATES)
        .map(
            id ->
                AnswerReader.complete(
                    "DescribeUpdate",
                    cluster
                        .eks()
                        .describeUpdate(request -> request.name(cluster.name()).updateId(id))
                        .update(),
                    "status",
                    "type",
                    "createdAt"))
        .filter(ClusterUpgraded::isOfVersion)
        .max(Comparator.comparing(Update::createdAt));
  }

  private static Finding running(ActiveCluster cluster, String is, Update update) {
    String to =
        update.params().stream()
            .filter(param -> "Version".equals(param.typeAsString()))
            .map(param -> " to " + UntrustedText.line(param.value()))
            .findFirst()
            .orElse("");
    return CONTROL_PLANE
        .pending()
        .subject(cluster.name())
        .seen(
            "The control plane has Kubernetes %s; %s%s is in progress since %s."
                .formatted(
                    is,
                    "VersionRollback".equals(update.typeAsString()) ? "a rollback" : "an update",
                    to,
                    Facts.time(update.createdAt())))
        .remedy("Wait: EKS usually takes some 10 minutes to update a control plane.")
        .build();
  }

  private static Finding failed(ActiveCluster cluster, Update update) {
    List<ErrorDetail> errors = update.errors();
    Finding.Builder finding =
        UPDATE
            .unsatisfied()
            .subject(cluster.name())
            .seen(
                "The update of %s is %s: %s"
                    .formatted(
                        Facts.time(update.createdAt()),
                        update.statusAsString(),
                        errors.isEmpty()
                            ? "EKS gives no reason."
                            : errors.get(0).errorCodeAsString()
                                + ": "
                                + UntrustedText.sentence(errors.get(0).errorMessage())))
            .remedy("Fix what the message names, and start the update again.");
    Facts.add(
        finding,
        errors,
        ErrorDetail::errorCodeAsString,
        error -> UntrustedText.line(String.join(", ", error.resourceIds())));
    return finding.build();
  }

  private Finding insights(ActiveCluster cluster) {
    List<InsightSummary> against =
        cluster
            .eks()
            .listInsightsPaginator(
                request ->
                    request
                        .clusterName(cluster.name())
                        .filter(
                            filter ->
                                filter
                                    .categories(Category.UPGRADE_READINESS)
                                    .kubernetesVersions(wanted.toString())))
            .insights()
            .stream()
            .filter(
                insight ->
                    insight.insightStatus() != null
                        && "ERROR".equals(insight.insightStatus().statusAsString()))
            .collect(toImmutableList());
    Finding.Builder finding =
        (against.isEmpty() ? INSIGHTS.satisfied() : INSIGHTS.unsatisfied())
            .subject(cluster.name())
            .seen(
                against.isEmpty()
                    ? "No insight about %s is in error.".formatted(wanted)
                    : "%d insights about %s are in error, and EKS refuses the update."
                        .formatted(against.size(), wanted))
            .remedy(
                "Fix what they name, and refresh them: aws eks start-insights-refresh. If the usage"
                    + " is over, update with --force: EKS looks at the last 30 days.");
    Facts.add(
        finding,
        against,
        insight -> UntrustedText.line(insight.name()),
        insight -> UntrustedText.line(insight.insightStatus().reason()));
    return finding.build();
  }

  private Finding kubelets(ActiveCluster cluster, KubernetesMinorVersion is) {
    List<ClusterReadyNode> nodes = Pages.all(cluster.kubernetes().nodes(), ClusterReadyNode::of);
    List<ClusterReadyNode> wrong =
        nodes.stream()
            .filter(
                node -> node.version().filter(version -> version.isWithin(skew(is), is)).isEmpty())
            .collect(toImmutableList());
    boolean newer =
        wrong.stream()
            .anyMatch(
                node -> node.version().filter(version -> version.compareTo(is) > 0).isPresent());
    Finding.Builder finding =
        (wrong.isEmpty() ? KUBELETS.satisfied() : KUBELETS.unsatisfied())
            .expected(
                skew(is) == 0
                    ? "kubelets of Kubernetes " + is
                    : "kubelets at most %d minor versions behind %s".formatted(skew(is), is))
            .seen(
                nodes.isEmpty()
                    ? "There are no nodes."
                    : "%d of %d nodes have such a version."
                        .formatted(nodes.size() - wrong.size(), nodes.size()))
            .remedy(
                newer
                    ? "Replace the nodes whose kubelet is newer than the control plane: Kubernetes"
                        + " does not support that."
                    : "Update managed node groups with aws eks update-nodegroup-version; replace"
                        + " self-managed nodes by ones of a newer AMI; delete the pods on old"
                        + " Fargate nodes, and the NodeClaims of old Karpenter nodes.");
    Facts.add(
        finding,
        wrong,
        ClusterReadyNode::name,
        node -> node.version().map(KubernetesMinorVersion::toString).orElse("an unknown version"));
    return finding.build();
  }

  private static Finding proxy(ActiveCluster cluster, KubernetesMinorVersion is) {
    @Nullable DaemonSet set =
        cluster
            .kubernetes()
            .apps()
            .daemonSets()
            .inNamespace("kube-system")
            .withName("kube-proxy")
            .get();
    Optional<KubernetesMinorVersion> version =
        set == null || set.getSpec() == null || set.getSpec().getTemplate() == null
            ? Optional.empty()
            : set.getSpec().getTemplate().getSpec().getContainers().stream()
                .map(container -> nullToEmpty(container.getImage()))
                .filter(image -> image.contains("kube-proxy"))
                .flatMap(image -> KubernetesMinorVersion.in(tag(image)).stream())
                .findFirst();
    if (version.isEmpty()) {
      return PROXY
          .satisfied()
          .seen(
              set == null
                  ? "There is no DaemonSet kube-proxy."
                  : "The image of kube-proxy does not tell its version.")
          .build();
    }
    boolean fits = version.get().isWithin(allowed(is), is);
    return (fits ? PROXY.satisfied() : PROXY.unsatisfied())
        .subject("kube-proxy")
        .seen("kube-proxy has %s, the control plane %s.".formatted(version.get(), is))
        .remedy(
            "Update kube-proxy to %s: aws eks update-addon --cluster-name %s --addon-name kube-proxy"
                .formatted(is, cluster.name()))
        .source("https://kubernetes.io/releases/version-skew-policy/")
        .build();
  }

  private static String tag(String image) {
    String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
    return name.substring(name.lastIndexOf(':') + 1);
  }
}
