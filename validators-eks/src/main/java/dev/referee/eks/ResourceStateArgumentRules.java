package dev.referee.eks;

import static dev.referee.eks.ResourceState.MATCH;
import static dev.referee.eks.ResourceState.MAY_BE_ABSENT;

import dev.referee.Expectation;
import dev.referee.spi.Arguments;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules for several parameters of {@link ResourceState} together. */
final class ResourceStateArgumentRules {
  private ResourceStateArgumentRules() {}

  /** Refuses Secrets, whatever they are called. */
  static Optional<String> secrets(Arguments arguments) {
    return ResourceState.type(arguments).isOfSecrets()
        ? Optional.of(
            "Secrets are never read; judge what uses them, for example the status of an"
                + " ExternalSecret")
        : Optional.empty();
  }

  /** Refuses codes of several findings. */
  static Optional<String> codes(Arguments arguments) {
    Set<String> codes =
        ResourceStateExpectations.ALL.stream()
            .filter(expectation -> !expectation.equals(ResourceStateExpectations.CLAIM))
            .map(Expectation::code)
            .collect(Collectors.toCollection(HashSet::new));
    List<CelClaim> claims = ResourceState.claims(arguments);
    for (int i = 0; i < claims.size(); i++) {
      String code = claims.get(i).expectation("resource", i + 1).code();
      if (!codes.add(code)) {
        return Optional.of("The code %s is of several findings".formatted(code));
      }
    }
    return Optional.empty();
  }

  /** Refuses fields that the kind does not have, if Referee knows it. */
  static Optional<String> fields(Arguments arguments) {
    ResourceType type = ResourceState.type(arguments);
    ModelledFields fields = ModelledFields.of(type);
    String wrong =
        ResourceState.claims(arguments).stream()
            .flatMap(claim -> fields.unknownIn(claim.that()).stream())
            .distinct()
            .collect(Collectors.joining("; "));
    return wrong.isEmpty() ? Optional.empty() : Optional.of("claims: " + wrong);
  }

  /** Refuses what says nothing, or what is easily misread. */
  static Optional<String> nothing(Arguments arguments) {
    MatchQuantity match = arguments.get(MATCH);
    boolean claimed = !ResourceState.claims(arguments).isEmpty();
    if (match.isNone() && claimed) {
      return Optional.of("With match 0 there are no claims: write the opposite, and match all");
    }
    if (arguments.get(MAY_BE_ABSENT) && !(match.isAll() && claimed)) {
      return Optional.of("mayBeAbsent needs claims, and match all");
    }
    return Optional.empty();
  }
}
