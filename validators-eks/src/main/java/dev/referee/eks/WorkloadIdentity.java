package dev.referee.eks;

import static dev.referee.eks.WorkloadIdentityExpectations.ACCOUNT;
import static dev.referee.eks.WorkloadIdentityExpectations.ASSIGNED;
import static dev.referee.eks.WorkloadIdentityExpectations.AUDIENCE;
import static dev.referee.eks.WorkloadIdentityExpectations.NAMED;
import static dev.referee.eks.WorkloadIdentityExpectations.PROVIDER;
import static dev.referee.eks.WorkloadIdentityExpectations.ROLE;
import static dev.referee.eks.WorkloadIdentityExpectations.TRUST;
import static dev.referee.eks.WorkloadIdentityExpectations.WORKLOAD;
import static dev.referee.spi.Parameter.map;
import static dev.referee.spi.Parameter.text;
import static dev.referee.spi.Parameter.texts;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.Pages;
import dev.referee.resources.RolePolicies;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

/** A check that a workload uses a role of its own; see {@link EksChecks#workloadIdentity}. */
final class WorkloadIdentity extends ClusterCheck {
  /** The selected workload: a Deployment, or the pods with certain labels. */
  sealed interface Workload {}

  /** A Deployment. */
  record Named(String deployment) implements Workload {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    Named {
      if (!NAME.matcher(deployment).matches()) {
        throw new IllegalArgumentException("'" + deployment + "' is no name of a Deployment");
      }
    }

    @Override
    public String toString() {
      return "deployment " + deployment;
    }
  }

  /** Pods with labels. */
  record Labelled(Map<String, String> labels) implements Workload {
    Labelled {
      labels = ImmutableMap.copyOf(labels);
    }

    @Override
    public String toString() {
      return "pods with " + labels;
    }
  }

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "eks.workload-identity",
          "The workload uses its own role, which has the permissions that are asked for");
  static final Parameter<String> NAMESPACE =
      DECLARED.takes(text("namespace", "the namespace of the workload").defaultValue("default"));
  static final OneOf<Workload> WORKLOADS =
      DECLARED.takes(
          OneOf.<Workload>of(
                  text("deployment", "the name of the workload's Deployment").as(Named::new),
                  map("pods", "labels that all pods of the workload have").as(Labelled::new))
              .example("deployment", "orders"));
  static final Parameter<List<WorkloadIdentityAction>> ALLOWS =
      DECLARED.takes(
          texts(
                  "allows",
                  "the actions that the role has to allow, each with the ARN of a resource or"
                      + " for any resource",
                  WorkloadIdentityAction::parse)
              .example("s3:GetObject arn:aws:s3:::orders/new"));
  static final Parameter<List<WorkloadIdentityAction>> DENIES =
      DECLARED.takes(
          texts(
              "denies",
              "the actions that the role must not allow, each with the ARN of a resource or for"
                  + " any resource",
              WorkloadIdentityAction::parse));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "IRSA and Pod Identity, also with a target role in the same account.",
              "Every trust policy that admits this service account and no other, whatever its"
                  + " operators and its form; several service accounts by name.",
              "The agent as an add-on, installed otherwise, or built into Auto Mode.")
          .expects(
              ImmutableList.<dev.referee.Expectation>builder()
                  .add(ACTIVE)
                  .addAll(WorkloadIdentityExpectations.ALL)
                  .build())
          .requires(
              Cluster.READS
                  .and(WorkloadIdentityRoleAssignment.READS)
                  .and(WorkloadIdentityAgent.READS)
                  .and(WorkloadIdentityNodeRole.READS)
                  .and(RolePolicies.READS)
                  .and(
                      Permissions.ofReads(
                          "iam:GetOpenIDConnectProvider",
                          "kubernetes:get:serviceaccounts",
                          "kubernetes:list:pods")))
          .requires(
              arguments ->
                  arguments.get(WORKLOADS) instanceof Named
                      ? Permissions.ofReads("kubernetes:get:deployments.apps")
                      : Permissions.none(),
              Permissions.ofReads("kubernetes:get:deployments.apps"))
          .build(WorkloadIdentity::new);

  private final String namespace;
  private final Workload workload;
  private final WorkloadIdentityPermissions permissions;

  WorkloadIdentity(Arguments arguments) {
    super(KIND, arguments);
    this.namespace = arguments.get(NAMESPACE);
    this.workload = arguments.get(WORKLOADS);
    this.permissions =
        new WorkloadIdentityPermissions(
            ImmutableList.copyOf(arguments.find(ALLOWS).orElse(List.of())),
            ImmutableList.copyOf(arguments.find(DENIES).orElse(List.of())));
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    Optional<WorkloadIdentityPods> found = pods(cluster);
    if (found.isEmpty()) {
      return List.of(
          WORKLOAD
              .unsatisfied()
              .subject(subject())
              .seen("There is no such Deployment.")
              .remedy("Create it, or correct its name: kubectl get deployments -n " + namespace)
              .build());
    }
    WorkloadIdentityPods pods = found.get();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(WORKLOAD.satisfied().subject(subject()).build());
    findings.add(pods.run(subject()));
    String account = pods.serviceAccount();
    if (account.equals("default")) {
      return findings.add(unnamed(cluster, pods)).build();
    }
    findings.add(NAMED.satisfied().subject(account).build());
    ServiceAccount serviceAccount =
        cluster.kubernetes().serviceAccounts().inNamespace(namespace).withName(account).get();
    if (serviceAccount == null) {
      return findings.add(missing(account)).build();
    }
    findings.add(ACCOUNT.satisfied().subject(account).build());
    Map<String, String> annotations =
        Optional.ofNullable(serviceAccount.getMetadata().getAnnotations()).orElse(Map.of());
    return WorkloadIdentityRoleAssignment.read(cluster, namespace, account, annotations)
        .map(
            assignment ->
                findings.addAll(new Judging(cluster, pods, account, assignment).findings()).build())
        .orElseGet(() -> findings.add(unassigned(cluster, pods, account)).build());
  }

  private String subject() {
    return namespace + ": " + workload;
  }

  /** Returns the workload's pods; empty if there is no such workload. */
  private Optional<WorkloadIdentityPods> pods(ActiveCluster cluster) {
    var client = cluster.kubernetes();
    var pods = client.pods().inNamespace(namespace);
    if (workload instanceof Labelled labelled) {
      return Optional.of(
          WorkloadIdentityPods.of(
              namespace, Optional.empty(), Pages.all(pods.withLabels(labelled.labels()))));
    }
    String name = ((Named) workload).deployment();
    Deployment deployment = client.apps().deployments().inNamespace(namespace).withName(name).get();
    if (deployment == null) {
      return Optional.empty();
    }
    List<Pod> selected = Pages.all(pods.withLabelSelector(deployment.getSpec().getSelector()));
    return Optional.of(WorkloadIdentityPods.of(namespace, Optional.of(deployment), selected));
  }

  private Finding unnamed(ActiveCluster cluster, WorkloadIdentityPods pods) {
    Finding.Builder finding =
        NAMED
            .unsatisfied()
            .subject("default")
            .seen(
                "They use the service account default, which every pod of the namespace %s gets"
                        .formatted(namespace)
                    + " that names none.")
            .remedy(
                "Create a service account for the workload, and name it in the pod template:"
                    + " kubectl"
                    + " set serviceaccount %s NAME -n %s".formatted(kubectlName(), namespace));
    explainNode(finding, cluster, pods);
    return finding.build();
  }

  private Finding missing(String account) {
    return ACCOUNT
        .unsatisfied()
        .subject(account)
        .seen(
            "There is no service account %s in the namespace %s, so no new pod can be created."
                .formatted(account, namespace))
        .remedy("Create it: kubectl create serviceaccount %s -n %s".formatted(account, namespace))
        .build();
  }

  private Finding unassigned(ActiveCluster cluster, WorkloadIdentityPods pods, String account) {
    Finding.Builder finding =
        ASSIGNED
            .unsatisfied()
            .subject(account)
            .seen(
                "The service account has no annotation %s, and the cluster has no Pod Identity"
                        .formatted(WorkloadIdentityRoleAssignment.ANNOTATION)
                    + " association for it. Its pods have the node's role at most.")
            .remedy(
                "Create an association: aws eks create-pod-identity-association --cluster-name %s"
                        .formatted(cluster.name())
                    + " --namespace %s --service-account %s --role-arn ROLE_ARN. Or for IRSA:"
                        .formatted(namespace, account)
                    + " kubectl annotate serviceaccount %s -n %s %s=ROLE_ARN"
                        .formatted(account, namespace, WorkloadIdentityRoleAssignment.ANNOTATION));
    explainNode(finding, cluster, pods);
    return finding.build();
  }

  private void explainNode(
      Finding.Builder finding, ActiveCluster cluster, WorkloadIdentityPods pods) {
    pods.running().stream()
        .filter(pod -> !pods.onFargate(pod))
        .findFirst()
        .ifPresent(pod -> new WorkloadIdentityNodeRole(cluster, permissions).explain(finding, pod));
  }

  private String kubectlName() {
    return workload instanceof Named named ? "deployment " + named.deployment() : "deployment NAME";
  }

  /** The judging of an assigned role. */
  private final class Judging {
    private final ActiveCluster cluster;
    private final WorkloadIdentityPods pods;
    private final WorkloadIdentityRoleAssignment assignment;
    private final WorkloadIdentitySubject identity;
    private final IamClient iam;
    private final RolePolicies roles;

    Judging(
        ActiveCluster cluster,
        WorkloadIdentityPods pods,
        String account,
        WorkloadIdentityRoleAssignment assignment) {
      this.cluster = cluster;
      this.pods = pods;
      this.assignment = assignment;
      this.identity = WorkloadIdentitySubject.of(cluster, namespace, account);
      this.iam = cluster.account().client(IamClient::builder);
      this.roles = new RolePolicies(iam);
    }

    ImmutableList<Finding> findings() {
      ImmutableList.Builder<Finding> findings = ImmutableList.builder();
      findings.add(
          ASSIGNED
              .satisfied()
              .subject(identity.serviceAccount())
              .seen("By %s.".formatted(assignment.how()))
              .build());
      if (assignment.isPodIdentity()) {
        findings.addAll(new WorkloadIdentityAgent(cluster).findings(pods));
      } else if (isOwnAccount(assignment.roleAccount())) {
        findings.addAll(provider());
      }
      findings.addAll(role());
      return findings.add(pods.tokens(assignment), pods.keys()).build();
    }

    private boolean isOwnAccount(String account) {
      return account.isEmpty() || account.equals(identity.account());
    }

    private ImmutableList<Finding> provider() {
      String arn = identity.providerArn();
      var provider =
          AwsLookups.foundOrInconclusive(
              () -> iam.getOpenIDConnectProvider(it -> it.openIDConnectProviderArn(arn)));
      if (provider.isEmpty()) {
        return ImmutableList.of(
            PROVIDER
                .unsatisfied()
                .subject(arn)
                .seen("There is no OIDC provider for https://%s.".formatted(identity.issuer()))
                .remedy(
                    "Create it: aws iam create-open-id-connect-provider --url https://%s"
                            .formatted(identity.issuer())
                        + " --client-id-list %s; or: eksctl utils associate-iam-oidc-provider"
                            .formatted(assignment.audience())
                        + " --cluster %s --approve".formatted(cluster.name()))
                .build());
      }
      List<String> audiences = provider.get().clientIDList();
      Finding providerExists = PROVIDER.satisfied().subject(arn).build();
      return ImmutableList.of(
          providerExists,
          audiences.contains(assignment.audience())
              ? AUDIENCE.satisfied().subject(arn).build()
              : AUDIENCE
                  .unsatisfied()
                  .subject(arn)
                  .expected("the audience " + assignment.audience())
                  .seen(
                      audiences.isEmpty()
                          ? "It accepts no audience."
                          : "It accepts " + String.join(", ", audiences) + ".")
                  .remedy(
                      "Add it: aws iam add-client-id-to-open-id-connect-provider"
                          + " --open-id-connect-provider-arn %s --client-id %s"
                              .formatted(arn, assignment.audience()))
                  .build());
    }

    private ImmutableList<Finding> role() {
      if (!assignment.isRole()) {
        return ImmutableList.of(wrongRole("The value of %s is no ARN of a role."));
      }
      if (!isOwnAccount(assignment.roleAccount())) {
        return ImmutableList.of(
            ROLE.unknown(Cause.MISCONFIGURED)
                .subject(assignment.roleArn())
                .seen(
                    "The role belongs to the account %s, which Referee does not read."
                        .formatted(assignment.roleAccount()))
                .build());
      }
      Optional<Role> role = roles.role(assignment.roleName());
      if (role.isEmpty()) {
        return ImmutableList.of(wrongRole("The role of %s does not exist."));
      }
      if (!role.get().arn().equals(assignment.roleArn())) {
        return ImmutableList.of(
            wrongRole("The ARN in %s has another path: the role is " + role.get().arn() + "."));
      }
      return ImmutableList.<Finding>builder()
          .add(ROLE.satisfied().subject(assignment.roleArn()).build())
          .addAll(new WorkloadIdentityTrust(identity, assignment, role.get()).findings())
          .addAll(permissions(role.get()))
          .build();
    }

    private Finding wrongRole(String seen) {
      return ROLE.unsatisfied()
          .subject(identity.serviceAccount())
          .seen(seen.formatted(assignment.how()))
          .remedy(
              "Create the role, or assign another one, by its full ARN: aws iam get-role"
                  + " --role-name NAME --query Role.Arn")
          .build();
    }

    private ImmutableList<Finding> permissions(Role role) {
      Access.Builder access = inContext(roles.access(role));
      Optional<String> target = assignment.target();
      return target.isEmpty()
          ? permissions.findings(access.build(), role.arn(), role.roleName(), roles.unread())
          : targeted(access, target.get());
    }

    /** Judges the target role, which the pods use in the end. */
    private ImmutableList<Finding> targeted(Access.Builder associated, String arn) {
      Optional<Role> target =
          Splitter.on(':').splitToList(arn).contains(identity.account())
              ? roles.role(arn.substring(arn.lastIndexOf('/') + 1))
              : Optional.empty();
      if (target.isEmpty()) {
        return ImmutableList.of(
            TRUST
                .unknown(Cause.MISCONFIGURED)
                .subject(arn)
                .seen("The target role is not in the cluster's account, or does not exist.")
                .build());
      }
      Decision chained =
          WorkloadIdentityTrust.chained(
              associated,
              target.get(),
              assignment
                  .association()
                  .flatMap(association -> Optional.ofNullable(association.externalId())));
      if (chained instanceof Decision.Denied) {
        return ImmutableList.of(
            TRUST
                .unsatisfied()
                .subject(arn)
                .seen("%s may not assume the target role.".formatted(assignment.roleName()))
                .remedy(
                    "Allow %s sts:AssumeRole on the target role, and admit it in the target role's"
                            .formatted(assignment.roleName())
                        + " trust policy with the association's external ID.")
                .organiserFact("decision", chained.explanation())
                .build());
      }
      Access access = inContext(roles.access(target.get())).build();
      return permissions.findings(access, arn, target.get().roleName(), roles.unread());
    }

    /** Adds what is known of requests that a pod sends. */
    private Access.Builder inContext(Access.Builder access) {
      access.known("aws:SecureTransport", "true");
      access.known("aws:RequestedRegion", cluster.account().region().id());
      if (assignment.isPodIdentity()) {
        identity
            .sessionTags()
            .forEach((tag, value) -> access.known("aws:PrincipalTag/" + tag, value));
      }
      return access;
    }
  }
}
