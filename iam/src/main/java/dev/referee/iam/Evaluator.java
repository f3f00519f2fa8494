package dev.referee.iam;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An evaluator of a request by the policies of one kind.
 *
 * <p>Policies are in levels: within a level any policy may allow, and every level has to allow.
 */
final class Evaluator {
  /** The services that resource control policies certainly govern; AWS adds services over time. */
  private static final ImmutableSet<String> RESOURCE_CONTROLLED =
      ImmutableSet.of("s3", "sts", "kms", "sqs", "secretsmanager");

  /** The services with gateway endpoints, whose policies treat an account as its root user. */
  private static final ImmutableSet<String> WITH_GATEWAYS = ImmutableSet.of("s3", "dynamodb");

  private final Request request;
  private final Principal caller;
  private final ImmutableListMultimap<PolicyType, Collection<Policy>> policies;

  Evaluator(Request request, ImmutableListMultimap<PolicyType, Collection<Policy>> policies) {
    this.request = request;
    this.caller = request.principal();
    this.policies = policies;
  }

  /** Returns the names of the policies of a kind. */
  ImmutableList<String> policies(PolicyType type) {
    return policies.get(type).stream()
        .flatMap(Collection::stream)
        .map(Policy::name)
        .distinct()
        .collect(toImmutableList());
  }

  /** Returns what a limiting kind of policy allows: everything, if there is none. */
  MatchingStatements limit(PolicyType type) {
    return applies(type) && policies.containsKey(type)
        ? allowed(type).or(MatchingStatements.of(governs(type).not()))
        : MatchingStatements.UNLIMITED;
  }

  /** Returns what the policies of a kind allow: nothing, if there is none. */
  MatchingStatements allowed(PolicyType type) {
    return policies.containsKey(type)
        ? find(type, true, names(type))
            .reduce(MatchingStatements.UNLIMITED, MatchingStatements::and)
        : MatchingStatements.NONE;
  }

  /**
   * Returns the possible names of a principal; for gateway endpoints only "everybody" is certain.
   */
  private Function<Grantees.Meant, Ternary> names(PolicyType type) {
    Ternary unknown =
        Ternary.unknown(
            UnknownReason.rule("to whom it applies, if it is a gateway endpoint's policy"));
    return type == PolicyType.VPC_ENDPOINT && WITH_GATEWAYS.contains(request.service())
        ? meant -> meant.direct().or(meant.anyhow().and(unknown))
        : Grantees.Meant::anyhow;
  }

  /** Returns what the resource's policy grants to some of a principal's names. */
  MatchingStatements granted(Function<Grantees.Meant, Ternary> names) {
    if (policies.containsKey(PolicyType.RESOURCE)) {
      return find(PolicyType.RESOURCE, true, names)
          .reduce(MatchingStatements.NONE, MatchingStatements::or);
    }
    return request.isKeyOrTrust()
        ? MatchingStatements.of(
            Ternary.unknown(UnknownReason.policy("the policy of " + request.resource(), "missing")))
        : MatchingStatements.NONE;
  }

  /** Returns what the policies of a kind deny. */
  MatchingStatements denied(PolicyType type) {
    return applies(type)
        ? find(type, false, names(type))
            .reduce(MatchingStatements.NONE, MatchingStatements::or)
            .and(MatchingStatements.of(governs(type)))
        : MatchingStatements.NONE;
  }

  /** Returns, for each level, the result of the statements with one effect. */
  private Stream<MatchingStatements> find(
      PolicyType type, boolean allows, Function<Grantees.Meant, Ternary> names) {
    return policies.get(type).stream()
        .map(
            level ->
                level.stream()
                    .map(policy -> find(type, policy, allows, names))
                    .reduce(MatchingStatements.NONE, MatchingStatements::or));
  }

  private MatchingStatements find(
      PolicyType type, Policy policy, boolean allows, Function<Grantees.Meant, Ternary> names) {
    MatchingStatements found =
        policy
            .unreadable()
            .map(
                why ->
                    MatchingStatements.of(
                        Ternary.unknown(UnknownReason.policy(policy.name(), why))))
            .orElse(MatchingStatements.NONE);
    for (Statement statement : policy.statements()) {
      if (statement.allows() == allows) {
        Ternary covered = statement.covers(request, type);
        Ternary matches =
            covered.isFalse()
                ? covered
                : covered.and(concerns(statement, type, names)).in(statement.place());
        found =
            found.or(
                matches.isTrue()
                    ? new MatchingStatements(
                        matches, ImmutableSet.of(statement.matched(type, request.action())))
                    : MatchingStatements.of(matches));
      }
    }
    return found;
  }

  private Ternary concerns(
      Statement statement, PolicyType type, Function<Grantees.Meant, Ternary> by) {
    if (statement.grantees().isEmpty() == type.namesPrincipals()) {
      return Ternary.unknown(
          UnknownReason.policy(
              statement.policy(),
              type.namesPrincipals() ? "a statement has no Principal" : "it has a Principal"));
    }
    return type.namesPrincipals()
        ? by.apply(
            statement
                .grantees()
                .mean(
                    caller,
                    statement.allows(),
                    policies.containsKey(PolicyType.PERMISSIONS_BOUNDARY)))
        : Ternary.TRUE;
  }

  /** Returns whose requests a kind of policy applies to. */
  private boolean applies(PolicyType type) {
    return switch (type) {
      case RESOURCE -> true;
      case RESOURCE_CONTROL -> !caller.isServiceLinked();
      case SERVICE_CONTROL -> caller.isEntity() && !caller.isServiceLinked();
      case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, VPC_ENDPOINT -> caller.isEntity();
    };
  }

  private Ternary governs(PolicyType type) {
    return type != PolicyType.RESOURCE_CONTROL || RESOURCE_CONTROLLED.contains(request.service())
        ? Ternary.TRUE
        : Ternary.unknown(
            UnknownReason.rule("whether resource control policies govern " + request.service()));
  }
}
