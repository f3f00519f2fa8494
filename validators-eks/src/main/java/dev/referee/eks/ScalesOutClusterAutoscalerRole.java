package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.PERMITTED;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.resources.RolePolicies;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The role of Cluster Autoscaler: by Pod Identity, by IRSA, or that of the node that it runs on;
 * and whether it may resize groups by its own policies.
 */
record ScalesOutClusterAutoscalerRole(ActiveCluster cluster, ScalesOutDeployment controller) {
  static final Permissions READS =
      RolePolicies.READS
          .and(WorkloadIdentityRoleAssignment.READS)
          .and(WorkloadIdentityNodeRole.READS)
          .and(Permissions.ofReads("kubernetes:get:serviceaccounts"));

  private static final String ACTION = "autoscaling:SetDesiredCapacity";
  private static final ImmutableList<String> TAG_KEYS =
      ImmutableList.of("aws:ResourceTag/", "autoscaling:ResourceTag/");

  /** Returns the finding that it may resize a group. */
  Finding permitted(List<ScalesOutClusterAutoscalerGroups.Group> groups) {
    Workload workload = controller.workload();
    String account =
        workload.template().getSpec() == null
            ? ""
            : Strings.nullToEmpty(workload.template().getSpec().getServiceAccountName());
    Optional<WorkloadIdentityRoleAssignment> assigned = assigned(account);
    RolePolicies roles = new RolePolicies(cluster.account().client(IamClient::builder));
    Optional<Role> role =
        assigned.isPresent()
            ? assigned
                .filter(assignment -> assignment.isRole() && !isOfOtherAccount(assignment))
                .flatMap(assignment -> roles.role(assignment.roleName()))
            : ofNode();
    if (role.isEmpty()) {
      return missing(account, assigned);
    }
    List<Decision> decisions =
        groups.stream()
            .map(
                group ->
                    access(roles, role.get(), group)
                        .to(ACTION, group.described().autoScalingGroupARN()))
            .collect(toImmutableList());
    return finding(role.get(), groups, decisions, roles.unread());
  }

  private boolean isOfOtherAccount(WorkloadIdentityRoleAssignment assigned) {
    return assigned.isRole()
        && !cluster.described().arn().contains(":" + assigned.roleAccount() + ":");
  }

  private Optional<WorkloadIdentityRoleAssignment> assigned(String account) {
    String namespace = controller.workload().namespace();
    String name = account.isEmpty() ? "default" : account;
    ServiceAccount serviceAccount =
        cluster.kubernetes().serviceAccounts().inNamespace(namespace).withName(name).get();
    return WorkloadIdentityRoleAssignment.read(
        cluster,
        namespace,
        name,
        serviceAccount == null || serviceAccount.getMetadata().getAnnotations() == null
            ? Map.of()
            : serviceAccount.getMetadata().getAnnotations());
  }

  private Optional<Role> ofNode() {
    return controller.workload().pods(cluster.kubernetes()).stream()
        .filter(pod -> !pod.node().isEmpty())
        .findFirst()
        .flatMap(pod -> WorkloadIdentityNodeRole.of(cluster, pod.node()));
  }

  private Finding missing(String account, Optional<WorkloadIdentityRoleAssignment> assigned) {
    boolean foreign = assigned.filter(this::isOfOtherAccount).isPresent();
    return (foreign ? PERMITTED.unknown(Cause.MISCONFIGURED) : PERMITTED.unsatisfied())
        .subject(controller.workload().label())
        .expected("a role that may do " + ACTION)
        .seen(
            assigned
                .map(
                    assignment ->
                        foreign
                            ? "The role %s belongs to another account."
                                .formatted(Workload.shown(assignment.roleArn()))
                            : "There is no role %s."
                                .formatted(Workload.shown(assignment.roleArn())))
                .orElse("Its pods have no role."))
        .remedy(
            "Assign one to its service account: aws eks create-pod-identity-association"
                + " --cluster-name %s --namespace %s --service-account %s --role-arn ROLE_ARN."
                    .formatted(
                        cluster.name(),
                        controller.workload().namespace(),
                        account.isEmpty() ? "NAME" : account))
        .build();
  }

  /** Policies often ask for tags of the group. */
  private Access access(
      RolePolicies roles, Role role, ScalesOutClusterAutoscalerGroups.Group group) {
    Access.Builder access = roles.access(role);
    access.known("aws:RequestedRegion", cluster.account().region().id());
    access.known("aws:SecureTransport", "true");
    List<String> usual =
        List.of(
            "k8s.io/cluster-autoscaler/enabled",
            "k8s.io/cluster-autoscaler/" + cluster.name(),
            "kubernetes.io/cluster/" + cluster.name(),
            "eks:cluster-name");
    for (String key : TAG_KEYS) {
      group.tags().forEach((tag, value) -> access.known(key + tag, value));
      usual.stream()
          .filter(tag -> !group.tags().containsKey(tag))
          .forEach(tag -> access.absent(key + tag));
    }
    return access.build();
  }

  private static Finding finding(
      Role role,
      List<ScalesOutClusterAutoscalerGroups.Group> groups,
      List<Decision> decisions,
      Cause unread) {
    boolean allowed = decisions.stream().anyMatch(decision -> decision instanceof Decision.Allowed);
    boolean denied = decisions.stream().allMatch(decision -> decision instanceof Decision.Denied);
    Finding.Builder finding =
        (allowed
                ? PERMITTED.satisfied()
                : denied ? PERMITTED.unsatisfied() : PERMITTED.unknown(unread))
            .subject(role.arn())
            .expected("it may do " + ACTION)
            .seen(
                allowed
                    ? "Its policies allow it."
                    : denied
                        ? "Its policies allow it for none of the groups."
                        : "It depends on what Referee cannot know.");
    if (denied) {
      finding.remedy(
          "Allow autoscaling:SetDesiredCapacity and autoscaling:TerminateInstanceInAutoScalingGroup"
              + " on the groups, and autoscaling:Describe*: aws iam put-role-policy --role-name %s"
                  .formatted(role.roleName())
              + " --policy-name autoscaler --policy-document file://policy.json. Conditions on tags"
              + " have to match the tags of the groups.");
    }
    for (int i = 0; i < Math.min(10, groups.size()); i++) {
      finding.organiserFact(groups.get(i).name(), decisions.get(i).explanation());
    }
    Facts.add(
        finding,
        groups,
        ScalesOutClusterAutoscalerGroups.Group::name,
        group ->
            decisions.get(groups.indexOf(group)) instanceof Decision.Allowed ? "allowed" : "not");
    return finding.build();
  }
}
