package dev.referee.eks;

import com.google.common.base.Strings;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociationSummary;

/**
 * The assignment of a role to a service account: a Pod Identity association, or else the annotation
 * of IRSA. If there are both, new pods get Pod Identity.
 *
 * @param roleArn the ARN of the role, as it was written
 * @param audience the audience of the tokens of IRSA
 * @param association the association, for Pod Identity
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html">Grant
 *     Kubernetes workloads access to AWS</a>
 */
record WorkloadIdentityRoleAssignment(
    String roleArn, String audience, Optional<PodIdentityAssociation> association) {
  static final Permissions READS =
      Permissions.ofReads("eks:DescribePodIdentityAssociation", "eks:ListPodIdentityAssociations");
  static final String ANNOTATION = "eks.amazonaws.com/role-arn";

  private static final String AUDIENCE = "eks.amazonaws.com/audience";
  private static final String STS = "sts.amazonaws.com";
  private static final Pattern ROLE =
      Pattern.compile("arn:aws[\\w-]*:iam::(\\d{12}):role/(?:[\\w+=,.@/-]*/)?([\\w+=,.@-]{1,64})");

  /**
   * Reads the assignment.
   *
   * @param annotations the annotations of the service account
   */
  static Optional<WorkloadIdentityRoleAssignment> read(
      ActiveCluster cluster, String namespace, String account, Map<String, String> annotations) {
    Optional<PodIdentityAssociation> association = association(cluster, namespace, account);
    if (association.isPresent()) {
      return Optional.of(
          new WorkloadIdentityRoleAssignment(association.get().roleArn(), "", association));
    }
    return Optional.ofNullable(annotations.get(ANNOTATION))
        .filter(arn -> !arn.isBlank())
        .map(
            arn ->
                new WorkloadIdentityRoleAssignment(
                    arn, annotations.getOrDefault(AUDIENCE, STS), Optional.empty()));
  }

  private static Optional<PodIdentityAssociation> association(
      ActiveCluster cluster, String namespace, String account) {
    return cluster
        .eks()
        .listPodIdentityAssociationsPaginator(
            request ->
                request.clusterName(cluster.name()).namespace(namespace).serviceAccount(account))
        .stream()
        .flatMap(page -> page.associations().stream())
        .map(PodIdentityAssociationSummary::associationId)
        .findFirst()
        .flatMap(
            id ->
                AwsLookups.foundOrInconclusive(
                    () ->
                        cluster
                            .eks()
                            .describePodIdentityAssociation(
                                request -> request.clusterName(cluster.name()).associationId(id))
                            .association()))
        .map(found -> AnswerReader.complete("DescribePodIdentityAssociation", found, "roleArn"));
  }

  boolean isPodIdentity() {
    return association.isPresent();
  }

  /** Returns whether the ARN is that of a role. */
  boolean isRole() {
    return ROLE.matcher(roleArn).matches();
  }

  /** Returns the name of the role; a phrase if it is no ARN of a role. */
  String roleName() {
    Matcher arn = ROLE.matcher(roleArn);
    return arn.matches() ? arn.group(2) : "the role";
  }

  /** Returns the account of the role; empty if it is no ARN of a role. */
  String roleAccount() {
    Matcher arn = ROLE.matcher(roleArn);
    return arn.matches() ? arn.group(1) : "";
  }

  /** Returns the role that an association makes its role assume further, if any. */
  Optional<String> target() {
    return association
        .map(association -> Strings.nullToEmpty(association.targetRoleArn()))
        .filter(arn -> !arn.isEmpty());
  }

  /** Returns how the role was assigned. */
  String how() {
    return isPodIdentity()
        ? "the Pod Identity association " + association.orElseThrow().associationId()
        : "the annotation " + ANNOTATION;
  }
}
