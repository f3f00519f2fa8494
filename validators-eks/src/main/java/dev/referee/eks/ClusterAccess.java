package dev.referee.eks;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.referee.eks.ClusterAccessExpectations.ADMINS;
import static dev.referee.eks.ClusterAccessExpectations.ENDPOINT;
import static dev.referee.eks.ClusterAccessExpectations.LOGS;
import static dev.referee.eks.ClusterAccessExpectations.MODE;
import static dev.referee.eks.ClusterAccessExpectations.NO_MORE;
import static dev.referee.eks.ClusterAccessExpectations.ONLY;
import static dev.referee.eks.ClusterAccessExpectations.SECRETS;
import static dev.referee.eks.ClusterAccessExpectations.VIEWERS;
import static dev.referee.spi.Parameter.choice;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.texts;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.eks.ClusterAccessPrincipals.Right;
import dev.referee.kubernetes.Cluster;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Facts;
import dev.referee.spi.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/** A check of who can use a cluster, and from where; see {@link EksChecks#access}. */
final class ClusterAccess extends ClusterCheck {
  private static final Pattern PRINCIPAL =
      Pattern.compile("arn:aws[\\w-]*:iam::\\d{12}:(?:role|user)/[\\w+=,.@/-]+");
  private static final ImmutableSet<String> TYPES =
      ImmutableSet.of("api", "audit", "authenticator", "controllerManager", "scheduler");
  private static final String PRIVATE = "private";

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "eks.access",
          "The cluster is open to those who are asked for, and as far as it is asked");
  static final Parameter<List<String>> ADMIN_ARNS =
      DECLARED.takes(
          texts(
                  "admins",
                  "the ARNs of the roles and users that have to administer the cluster",
                  ClusterAccess::principal)
              .example("arn:aws:iam::111122223333:role/platform"));
  static final Parameter<Boolean> ONLY_ADMINS =
      DECLARED.takes(flag("onlyAdmins", "whether nobody else may administer the cluster"));
  static final Parameter<List<String>> VIEWER_ARNS =
      DECLARED.takes(
          texts(
              "viewers",
              "the ARNs of the roles and users that have to view the cluster, and must not"
                  + " administer it",
              ClusterAccess::principal));
  static final Parameter<String> AUTHENTICATION_MODE =
      DECLARED.takes(
          choice(
              "authenticationMode",
              "the authentication mode that is the least",
              ImmutableMap.of("API_AND_CONFIG_MAP", "API_AND_CONFIG_MAP", "API", "API")));
  static final Parameter<List<String>> OPEN_TO =
      DECLARED.takes(
          texts(
              "endpoint",
              "private, or the CIDR blocks from which the public endpoint may be reached",
              text -> text.equals(PRIVATE) ? text : CidrBlock.parse(text).toString()));
  static final Parameter<Boolean> SECRETS_ENCRYPTED =
      DECLARED.takes(
          flag("secretsEncrypted", "whether secrets have to be encrypted with a KMS key"));
  static final Parameter<List<String>> LOG_TYPES =
      DECLARED.takes(
          texts(
              "logs",
              "the types of control plane logs that have to be enabled: api, audit,"
                  + " authenticator, controllerManager, scheduler",
              ClusterAccess::logType));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Access entries with policies or with groups that RBAC binds, and lines of aws-auth.",
              "A private endpoint where public access from certain blocks is allowed.",
              "The mode API where API_AND_CONFIG_MAP is asked.")
          .expects(
              ImmutableList.<Expectation>builder()
                  .add(ACTIVE)
                  .addAll(ClusterAccessExpectations.ALL)
                  .build())
          .requires(Cluster.READS)
          .requiresIf(
              arguments -> arguments.has(ADMIN_ARNS) || arguments.has(VIEWER_ARNS),
              ClusterAccessPrincipals.READS)
          .refuses(
              ClusterAccess::refusal,
              ADMIN_ARNS,
              ONLY_ADMINS,
              VIEWER_ARNS,
              AUTHENTICATION_MODE,
              OPEN_TO,
              SECRETS_ENCRYPTED,
              LOG_TYPES)
          .build(ClusterAccess::new);

  ClusterAccess(Arguments arguments) {
    super(KIND, arguments);
  }

  private static String principal(String arn) {
    checkArgument(
        PRINCIPAL.matcher(arn).matches(),
        "A principal is the ARN of a role or a user, such as"
            + " arn:aws:iam::111122223333:role/platform, not '%s'",
        arn);
    return arn;
  }

  private static String logType(String type) {
    checkArgument(TYPES.contains(type), "A type of logs is one of %s, not '%s'", TYPES, type);
    return type;
  }

  private static Optional<String> refusal(Arguments arguments) {
    if (arguments.get(ONLY_ADMINS) && !arguments.has(ADMIN_ARNS)) {
      return Optional.of("onlyAdmins needs admins");
    }
    boolean asks =
        Stream.of(ADMIN_ARNS, VIEWER_ARNS, AUTHENTICATION_MODE, OPEN_TO, LOG_TYPES)
            .anyMatch(arguments::has);
    return asks || arguments.get(SECRETS_ENCRYPTED)
        ? Optional.empty()
        : Optional.of(
            "at least one of admins, viewers, authenticationMode, endpoint, secretsEncrypted and"
                + " logs is needed");
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    ClusterAccessPrincipals principals = new ClusterAccessPrincipals(cluster);
    List<String> admins = arguments().find(ADMIN_ARNS).orElse(List.of());
    List<String> viewers = arguments().find(VIEWER_ARNS).orElse(List.of());
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    arguments()
        .find(AUTHENTICATION_MODE)
        .ifPresent(least -> findings.add(mode(cluster, principals.mode(), least)));
    if (!admins.isEmpty()) {
      findings.add(
          have(
              ADMINS,
              admins,
              principals::administers,
              "administers it",
              arn -> grant(cluster, arn, "AmazonEKSClusterAdminPolicy")));
    }
    if (arguments().get(ONLY_ADMINS)) {
      findings.add(ONLY.evaluate(() -> only(principals.othersThan(admins))));
    }
    if (!viewers.isEmpty()) {
      findings.add(
          have(
              VIEWERS,
              viewers,
              principals::views,
              "views it",
              arn -> grant(cluster, arn, "AmazonEKSViewPolicy")));
      findings.add(NO_MORE.evaluate(() -> noMore(viewers, principals)));
    }
    arguments().find(OPEN_TO).ifPresent(open -> findings.add(endpoint(cluster, open)));
    if (arguments().get(SECRETS_ENCRYPTED)) {
      findings.add(secrets(cluster));
    }
    arguments().find(LOG_TYPES).ifPresent(types -> findings.add(logs(cluster, types)));
    return findings.build();
  }

  /**
   * Begins a finding about a setting that is not as asked for. EKS shows a new setting when its
   * update has ended.
   */
  private static Finding.Builder notAsAsked(Expectation expectation, ActiveCluster cluster) {
    return isUpdating(cluster) ? expectation.pending() : expectation.unsatisfied();
  }

  private static String waiting(ActiveCluster cluster) {
    return isUpdating(cluster)
        ? "Wait until EKS has updated the cluster. If the update is about something else: "
        : "";
  }

  private static boolean isUpdating(ActiveCluster cluster) {
    return cluster.described().status() == ClusterStatus.UPDATING;
  }

  private static Finding mode(ActiveCluster cluster, String mode, String least) {
    boolean enough = mode.equals("API") || mode.equals(least);
    return (enough ? MODE.satisfied() : notAsAsked(MODE, cluster))
        .subject(cluster.name())
        .expected(least)
        .seen("The mode is %s.".formatted(mode))
        .remedy(
            waiting(cluster)
                + "Change it, which cannot be undone: aws eks update-cluster-config --name %s"
                    .formatted(cluster.name())
                + " --access-config authenticationMode="
                + (mode.equals("CONFIG_MAP") ? "API_AND_CONFIG_MAP" : least))
        .build();
  }

  private static String grant(ActiveCluster cluster, String arn, String policy) {
    return ("aws eks create-access-entry --cluster-name %s --principal-arn %s; aws eks"
            + " associate-access-policy --cluster-name %s --principal-arn %s --access-scope"
            + " type=cluster --policy-arn arn:aws:eks::aws:cluster-access-policy/%s")
        .formatted(cluster.name(), arn, cluster.name(), arn, policy);
  }

  private static Finding have(
      Expectation expectation,
      List<String> arns,
      Function<String, Optional<Right>> right,
      String verb,
      Function<String, String> remedy) {
    return expectation.evaluate(
        () -> {
          List<String> missing = arns.stream().filter(arn -> right.apply(arn).isEmpty()).toList();
          if (missing.isEmpty()) {
            Finding.Builder good = expectation.satisfied();
            Facts.add(good, arns, arn -> arn, arn -> right.apply(arn).orElseThrow().grant());
            return good.build();
          }
          return expectation
              .unsatisfied()
              .subject(missing.get(0))
              .progress(Progress.of(arns.size() - missing.size(), arns.size()))
              .seen("None of these %s: %s.".formatted(verb, String.join(", ", missing)))
              .remedy("Give it access: " + remedy.apply(missing.get(0)))
              .build();
        });
  }

  private static Finding only(List<Right> others) {
    if (others.isEmpty()) {
      return ONLY.satisfied().build();
    }
    Finding.Builder finding =
        ONLY.unsatisfied()
            .subject(others.get(0).principal())
            .seen("%d others can administer it.".formatted(others.size()))
            .remedy("Take it away: " + others.get(0).remedy());
    Facts.add(finding, others, Right::principal, Right::grant);
    return finding.build();
  }

  private static Finding noMore(List<String> viewers, ClusterAccessPrincipals principals) {
    List<Right> admins =
        viewers.stream().flatMap(arn -> principals.administers(arn).stream()).toList();
    if (admins.isEmpty()) {
      return NO_MORE.satisfied().build();
    }
    Finding.Builder finding =
        NO_MORE
            .unsatisfied()
            .subject(admins.get(0).principal())
            .seen("%d viewers administer the cluster.".formatted(admins.size()))
            .remedy("Take it away: " + admins.get(0).remedy());
    Facts.add(finding, admins, Right::principal, Right::grant);
    return finding.build();
  }

  private static Finding endpoint(ActiveCluster cluster, List<String> open) {
    VpcConfigResponse config = cluster.described().resourcesVpcConfig();
    boolean isPublic = config != null && Boolean.TRUE.equals(config.endpointPublicAccess());
    if (!isPublic) {
      return ENDPOINT.satisfied().subject(cluster.name()).seen("It is private.").build();
    }
    List<String> given =
        config.publicAccessCidrs().isEmpty()
            ? List.of("0.0.0.0/0")
            : List.copyOf(config.publicAccessCidrs());
    List<CidrBlock> allowed =
        open.stream().filter(it -> !it.equals(PRIVATE)).map(CidrBlock::parse).toList();
    List<String> more = given.stream().filter(it -> !isIn(it, allowed)).toList();
    if (more.isEmpty()) {
      return ENDPOINT
          .satisfied()
          .subject(cluster.name())
          .seen("It is public for %s.".formatted(String.join(", ", given)))
          .build();
    }
    return notAsAsked(ENDPOINT, cluster)
        .subject(cluster.name())
        .seen("It is public for %s.".formatted(String.join(", ", more)))
        .remedy(
            waiting(cluster)
                + "Close it: aws eks update-cluster-config --name %s --resources-vpc-config"
                    .formatted(cluster.name())
                + (allowed.isEmpty()
                    ? " endpointPublicAccess=false,endpointPrivateAccess=true"
                    : " publicAccessCidrs=" + String.join(",", open)))
        .build();
  }

  private static boolean isIn(String cidr, List<CidrBlock> allowed) {
    CidrBlock block = dev.referee.aws.AnswerReader.read("DescribeCluster", cidr, CidrBlock::parse);
    return allowed.stream().anyMatch(it -> it.contains(block));
  }

  private static Finding secrets(ActiveCluster cluster) {
    Optional<String> key =
        cluster.described().encryptionConfig().stream()
            .filter(config -> config.resources().contains("secrets") && config.provider() != null)
            .map(config -> Strings.nullToEmpty(config.provider().keyArn()))
            .filter(arn -> !arn.isEmpty())
            .findFirst();
    Optional<ClusterIssue> issue =
        cluster.described().health() == null
            ? Optional.empty()
            : cluster.described().health().issues().stream()
                .filter(it -> Strings.nullToEmpty(it.codeAsString()).startsWith("Kms"))
                .findFirst();
    if (key.isPresent() && issue.isEmpty()) {
      return SECRETS.satisfied().subject(cluster.name()).seen("By " + key.get() + ".").build();
    }
    return (issue.isPresent() ? SECRETS.unsatisfied() : notAsAsked(SECRETS, cluster))
        .subject(cluster.name())
        .seen(
            issue
                .map(it -> "EKS cannot use the key: %s.".formatted(it.codeAsString()))
                .orElse("The cluster has no KMS key of the account for secrets."))
        .remedy(
            issue.isPresent()
                ? "Enable the key, and restore its grant, in the KMS console."
                : waiting(cluster)
                    + "Add a key, which cannot be undone: aws eks associate-encryption-config"
                    + " --cluster-name %s --encryption-config".formatted(cluster.name())
                    + " '[{\"resources\":[\"secrets\"],\"provider\":{\"keyArn\":\"KEY_ARN\"}}]'")
        .build();
  }

  private static Finding logs(ActiveCluster cluster, List<String> types) {
    Set<String> enabled =
        cluster.described().logging() == null
            ? ImmutableSet.of()
            : cluster.described().logging().clusterLogging().stream()
                .filter(setup -> Boolean.TRUE.equals(setup.enabled()))
                .flatMap(setup -> setup.typesAsStrings().stream())
                .collect(ImmutableSet.toImmutableSet());
    Set<String> off = Sets.difference(ImmutableSet.copyOf(types), enabled);
    if (off.isEmpty()) {
      return LOGS.satisfied().subject(cluster.name()).build();
    }
    return notAsAsked(LOGS, cluster)
        .subject(cluster.name())
        .progress(Progress.of(types.size() - off.size(), types.size()))
        .seen("These are off: %s.".formatted(String.join(", ", off)))
        .remedy(
            waiting(cluster)
                + "Enable them: aws eks update-cluster-config --name %s --logging"
                    .formatted(cluster.name())
                + " '{\"clusterLogging\":[{\"types\":[\"%s\"],\"enabled\":true}]}'"
                    .formatted(String.join("\",\"", off)))
        .build();
  }
}
