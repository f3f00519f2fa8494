package dev.referee.eks;

import static dev.referee.eks.WorkloadIdentityExpectations.NARROW;
import static dev.referee.eks.WorkloadIdentityExpectations.TRUST;
import static java.util.Locale.ROOT;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The effect of a role's trust policy: who can assume the role.
 *
 * @param identity the workload's identity
 * @param assignment how the role is assigned to it
 * @param role the role
 * @see <a
 *     href="https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html">Assign
 *     IAM roles to Kubernetes service accounts</a>
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html">Create IAM role
 *     with trust policy required by EKS Pod Identity</a>
 */
record WorkloadIdentityTrust(
    WorkloadIdentitySubject identity, WorkloadIdentityRoleAssignment assignment, Role role) {
  private static final String WEB = "sts:AssumeRoleWithWebIdentity";
  private static final String ASSUME = "sts:AssumeRole";
  private static final String TAG = "sts:TagSession";
  private static final String PODS = "pods.eks.amazonaws.com";
  private static final String OTHER = "referee-unknown";

  /** The prefixes of condition keys that a request has besides the claims of its token. */
  private static final List<String> GLOBAL_KEYS = List.of("aws:", "sts:");

  private static final Policy EVERYTHING =
      Policy.of(
          "everything",
          """
          {"Version": "2012-10-17",
           "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
          """);

  /** Returns the findings whether the service account is admitted, and nobody else. */
  ImmutableList<Finding> findings() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(assignment.isPodIdentity() ? byPodIdentity() : byToken());
    return findings.add(narrow()).build();
  }

  private Finding byToken() {
    Decision decision = withToken(identity.subject(), assignment.audience());
    if (!(decision instanceof Decision.Denied)) {
      return finding(TRUST, decision, "");
    }
    String why;
    Decision anyToken = access(identity.providerArn()).build().to(WEB, role.arn());
    List<String> foreign = foreignKeys(anyToken);
    if (!foreign.isEmpty()) {
      why =
          "No token of this cluster has the condition key %s; its keys are %s and %s"
              .formatted(foreign.get(0), identity.key("sub"), identity.key("aud"));
    } else if (!(anyToken instanceof Decision.CannotKnow open)) {
      why =
          "No statement admits the provider of this cluster's issuer, %s, for %s"
              .formatted(identity.issuer(), WEB);
    } else if (withToken(null, assignment.audience()) instanceof Decision.Denied) {
      why =
          open.keys().contains(identity.key("aud"))
              ? "The condition on %s does not match %s"
                  .formatted(identity.key("aud"), assignment.audience())
              : "A condition does not match any token of this cluster";
    } else {
      why =
          "The condition on %s does not match %s"
              .formatted(identity.key("sub"), identity.subject());
    }
    return finding(TRUST, decision, why);
  }

  /** Decides for a token of the cluster's issuer; a null claim is left open. */
  private Decision withToken(@Nullable String subject, @Nullable String audience) {
    Access.Builder access = access(identity.providerArn());
    if (subject != null) {
      access.known(identity.key("sub"), subject);
    }
    if (audience != null) {
      access.known(identity.key("aud"), audience);
    }
    Decision decision = access.build().to(WEB, role.arn());
    List<String> foreign = foreignKeys(decision);
    return foreign.isEmpty()
        ? decision
        : access.absent(foreign.toArray(String[]::new)).build().to(WEB, role.arn());
  }

  /** Returns the keys that a decision depends on, and that belong to tokens of other issuers. */
  private List<String> foreignKeys(Decision decision) {
    return decision instanceof Decision.CannotKnow open
        ? open.keys().stream()
            .filter(key -> !key.startsWith(identity.key("")))
            .filter(key -> GLOBAL_KEYS.stream().noneMatch(key.toLowerCase(ROOT)::startsWith))
            .sorted()
            .toList()
        : List.of();
  }

  private Access.Builder access(String provider) {
    return Access.of(Principal.federated(provider))
        .resource(policy())
        .known("aws:FederatedProvider", provider);
  }

  private Policy policy() {
    return Policy.of(
        "trust policy of " + role.roleName(), Strings.nullToEmpty(role.assumeRolePolicyDocument()));
  }

  private Finding byPodIdentity() {
    boolean tagged =
        assignment
            .association()
            .map(association -> !Boolean.TRUE.equals(association.disableSessionTags()))
            .orElse(true);
    Decision assumed = asPodIdentity(ASSUME, tagged);
    if (!tagged || !(assumed instanceof Decision.Allowed)) {
      return finding(TRUST, assumed, "It does not admit %s for %s".formatted(PODS, ASSUME));
    }
    return finding(
        TRUST,
        asPodIdentity(TAG, true),
        "It admits %s for %s, but not for %s".formatted(PODS, ASSUME, TAG));
  }

  private Decision asPodIdentity(String action, boolean tagged) {
    Access.Builder access = Access.of(Principal.service(PODS)).resource(policy());
    Map<String, String> tags = identity.sessionTags();
    tags.forEach(
        (tag, value) -> {
          if (tagged) {
            access.known("aws:RequestTag/" + tag, value);
          } else {
            access.absent("aws:RequestTag/" + tag);
          }
        });
    return access.build().to(action, role.arn());
  }

  private Finding finding(Expectation expectation, Decision decision, String why) {
    if (decision instanceof Decision.Allowed) {
      return expectation
          .satisfied()
          .subject(role.arn())
          .organiserFact("decided by", decision.explanation())
          .build();
    }
    Finding.Builder finding =
        decision instanceof Decision.CannotKnow open
            ? expectation
                .unknown(Cause.MISCONFIGURED)
                .seen("It depends on what Referee cannot know: " + String.join(", ", open.keys()))
            : expectation.unsatisfied().seen(why + ".").remedy(remedy());
    return finding.subject(role.arn()).organiserFact("decision", decision.explanation()).build();
  }

  private String remedy() {
    return assignment.isPodIdentity()
        ? ("In the trust policy of %s, allow the service %s both %s and %s: aws iam"
                + " update-assume-role-policy --role-name %s --policy-document file://trust.json")
            .formatted(role.roleName(), PODS, ASSUME, TAG, role.roleName())
        : ("In the trust policy of %s, allow %s to the federated principal %s, with StringEquals %s"
                + " = %s and %s = %s: aws iam update-assume-role-policy --role-name %s"
                + " --policy-document file://trust.json")
            .formatted(
                role.roleName(),
                WEB,
                identity.providerArn(),
                identity.key("sub"),
                identity.subject(),
                identity.key("aud"),
                assignment.audience(),
                role.roleName());
  }

  /** Returns the finding whether others are admitted, too. Only what is certain counts. */
  private Finding narrow() {
    List<String> others = new ArrayList<>();
    String namespace = identity.namespace();
    String account = identity.serviceAccount();
    if (admits(OTHER, OTHER) || admits(OTHER, account)) {
      others.add("service accounts of other namespaces");
    } else if (admits(namespace, OTHER)) {
      others.add("every service account of the namespace " + namespace);
    } else if (admits(namespace + "-" + OTHER, account) || admits(namespace + "-" + OTHER, OTHER)) {
      others.add("service accounts of namespaces whose names begin with " + namespace);
    }
    if (admits(Access.of(Principal.service("ec2.amazonaws.com")))) {
      others.add("EC2 instances, so it can also be a node's role");
    }
    if (admits(
        Access.of(Principal.role("arn:aws:iam::000000000000:role/" + OTHER))
            .identity(EVERYTHING))) {
      others.add("roles of every AWS account");
    }
    if (others.isEmpty()) {
      return NARROW.satisfied().subject(role.arn()).build();
    }
    return NARROW
        .unsatisfied()
        .subject(role.arn())
        .seen("It also admits " + String.join(", and ", others) + ".")
        .remedy(
            assignment.isPodIdentity()
                ? "Remove the statements of the trust policy that admit them."
                : "Name this service account alone: StringEquals %s = %s, and remove other"
                        .formatted(identity.key("sub"), identity.subject())
                    + " statements.")
        .build();
  }

  private boolean admits(String namespace, String account) {
    return withToken(
            WorkloadIdentitySubject.subject(namespace, account),
            assignment.isPodIdentity() ? "sts.amazonaws.com" : assignment.audience())
        instanceof Decision.Allowed;
  }

  private boolean admits(Access.Builder access) {
    return access.resource(policy()).build().to(ASSUME, role.arn()) instanceof Decision.Allowed;
  }

  /**
   * Returns whether an associated role may assume a target role, by the target's trust and its own
   * policies.
   *
   * @param associated the access of the associated role, without policies of resources
   * @param target the target role
   */
  static Decision chained(Access.Builder associated, Role target, Optional<String> externalId) {
    associated.resource(
        Policy.of(
            "trust policy of " + target.roleName(),
            Strings.nullToEmpty(target.assumeRolePolicyDocument())));
    externalId.ifPresent(id -> associated.known("sts:ExternalId", id));
    return associated.build().to(ASSUME, target.arn());
  }
}
