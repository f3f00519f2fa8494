package dev.referee.iam;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.iam.PolicyType.IDENTITY;
import static dev.referee.iam.PolicyType.PERMISSIONS_BOUNDARY;
import static dev.referee.iam.PolicyType.SERVICE_CONTROL;
import static dev.referee.iam.PolicyType.SESSION;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All requests for one action, for any resource and in any context.
 *
 * @param action the requested action
 * @param policies the policies that take part, by level
 */
record AnyRequest(String action, ImmutableListMultimap<PolicyType, Collection<Policy>> policies) {
  private static final ImmutableList<PolicyType> TYPES =
      ImmutableList.of(IDENTITY, PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL);

  /** Returns that none of them is allowed, or what may allow some. */
  Decision decide() {
    for (PolicyType type : TYPES) {
      Optional<Statement> deny =
          statements(type)
              .filter(statement -> !statement.allows() && statement.coversAny(action))
              .findFirst();
      if (deny.isPresent()) {
        return new Decision.ExplicitlyDenied(deny.get().matched(type, action));
      }
    }
    for (PolicyType type : TYPES) {
      boolean absent = policies.get(type).isEmpty();
      if (absent ? type == IDENTITY : policies.get(type).stream().anyMatch(this::allowsNone)) {
        return new Decision.ImplicitlyDenied(type, names(type), action);
      }
    }
    return cannotKnow();
  }

  private boolean allowsNone(Collection<Policy> level) {
    return level.stream().allMatch(policy -> policy.unreadable().isEmpty())
        && level.stream().flatMap(policy -> policy.statements().stream()).noneMatch(this::mayAllow);
  }

  private boolean mayAllow(Statement statement) {
    return statement.allows() && statement.coversAction(action);
  }

  private Decision cannotKnow() {
    Set<String> unreadable =
        policies.values().stream()
            .flatMap(Collection::stream)
            .filter(policy -> policy.unreadable().isPresent())
            .map(Policy::name)
            .collect(toImmutableSet());
    ImmutableList<String> reasons =
        Stream.concat(
                statements(IDENTITY)
                    .filter(this::mayAllow)
                    .map(statement -> statement.matched(IDENTITY, action).explanation()),
                unreadable.stream().map(name -> name + " cannot be read"))
            .collect(toImmutableList());
    return new Decision.CannotKnow(Set.of(), unreadable, reasons);
  }

  private Stream<Statement> statements(PolicyType type) {
    return policies.get(type).stream()
        .flatMap(Collection::stream)
        .flatMap(policy -> policy.statements().stream());
  }

  private ImmutableList<String> names(PolicyType type) {
    return policies.get(type).stream()
        .flatMap(Collection::stream)
        .map(Policy::name)
        .collect(toImmutableList());
  }
}
