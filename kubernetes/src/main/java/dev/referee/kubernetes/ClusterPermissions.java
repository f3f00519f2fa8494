package dev.referee.kubernetes;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import io.fabric8.kubernetes.api.model.authorization.v1.NonResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectRulesReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check that the role which judges has the permissions in a cluster that other checks need.
 *
 * <p>It asks for the role's rules in one request, and for each permission that is not in them: what
 * EKS's access policies allow is in no rules. Both change nothing, and everyone who is logged in
 * may ask.
 *
 * <p>Immutable and thread-safe.
 *
 * @param needed the permissions of the checks
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking
 *     API access</a>
 */
public record ClusterPermissions(Permissions needed) implements Check {
  /** What it finds. */
  public static final Expectation PERMITTED =
      Expectation.of(
          "ClusterPermissionMissing",
          "cluster",
          "The role has the required permissions in the cluster");

  private static final String ANY = "*";

  @Override
  public String id() {
    return "doctor.cluster";
  }

  @Override
  public String claim() {
    return "The cluster can be judged";
  }

  @Override
  public List<Expectation> expectations() {
    return ImmutableList.of(PERMITTED);
  }

  @Override
  public Permissions permissions() {
    return Cluster.READS.and(
        Permissions.ofReads(
            "kubernetes:create:selfsubjectrulesreviews.authorization.k8s.io",
            "kubernetes:create:selfsubjectaccessreviews.authorization.k8s.io"));
  }

  @Override
  public Verdict judge(CheckContext context) {
    return context.verdict(PERMITTED.evaluate(() -> permitted(context.target(Cluster.class))));
  }

  private Finding permitted(Cluster cluster) {
    Optional<software.amazon.awssdk.services.eks.model.Cluster> described = cluster.describe();
    if (described.isEmpty() || described.get().endpoint() == null) {
      return PERMITTED.satisfied().seen("There is no cluster yet.").build();
    }
    String name = described.get().name();
    ImmutableList<String> missing = missing(cluster.client(described.get()));
    return missing.isEmpty()
        ? PERMITTED
            .satisfied()
            .subject(name)
            .seen("The cluster %s allows everything that is needed.".formatted(name))
            .build()
        : PERMITTED
            .unsatisfied()
            .subject(name)
            .seen("The cluster %s does not allow %s.".formatted(name, String.join(", ", missing)))
            .remedy(
                "Apply the ClusterRole that 'referee policy --cluster-role' prints, and put the"
                    + " role into its group by an access entry.")
            .build();
  }

  private ImmutableList<String> missing(KubernetesClient client) {
    SubjectRulesReviewStatus rules = rules(client);
    return RbacRules.of(needed).stream()
        .map(RbacPermission::of)
        .filter(permission -> !isIn(rules, permission))
        .filter(permission -> !isAllowed(client, permission))
        .map(RbacPermission::action)
        .collect(toImmutableList());
  }

  /**
   * Returns the rules of the namespace {@code default}, among which are those of all namespaces.
   */
  private static SubjectRulesReviewStatus rules(KubernetesClient client) {
    SubjectRulesReviewStatus status =
        client
            .authorization()
            .v1()
            .selfSubjectRulesReview()
            .create(
                new SelfSubjectRulesReviewBuilder()
                    .withNewSpec()
                    .withNamespace("default")
                    .endSpec()
                    .build())
            .getStatus();
    return status == null ? new SubjectRulesReviewStatus() : status;
  }

  private static boolean isIn(SubjectRulesReviewStatus rules, RbacPermission permission) {
    return permission.isPath()
        ? rules.getNonResourceRules().stream().anyMatch(rule -> allows(rule, permission))
        : rules.getResourceRules().stream().anyMatch(rule -> allows(rule, permission));
  }

  private static boolean allows(NonResourceRule rule, RbacPermission permission) {
    return has(rule.getVerbs(), permission.verb())
        && has(rule.getNonResourceURLs(), permission.resource());
  }

  private static boolean allows(ResourceRule rule, RbacPermission permission) {
    return has(rule.getVerbs(), permission.verb())
        && has(rule.getApiGroups(), permission.group())
        && has(rule.getResources(), permission.ruleName())
        && rule.getResourceNames().isEmpty();
  }

  private static boolean has(List<String> named, String wanted) {
    return named.contains(wanted) || named.contains(ANY);
  }

  private static boolean isAllowed(KubernetesClient client, RbacPermission permission) {
    SelfSubjectAccessReviewBuilder review = new SelfSubjectAccessReviewBuilder();
    SelfSubjectAccessReview accessReview =
        permission.isPath()
            ? review
                .withNewSpec()
                .withNewNonResourceAttributes(permission.resource(), permission.verb())
                .endSpec()
                .build()
            : review
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(permission.verb())
                .withGroup(permission.group())
                .withResource(permission.resource())
                .withSubresource(permission.subresource())
                .endResourceAttributes()
                .endSpec()
                .build();
    @Nullable SelfSubjectAccessReview answered =
        client.authorization().v1().selfSubjectAccessReview().create(accessReview);
    return answered != null
        && answered.getStatus() != null
        && Boolean.TRUE.equals(answered.getStatus().getAllowed());
  }
}
