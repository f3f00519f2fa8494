package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import java.util.List;

/** The expectations of {@link ResourceState}, in the order in which to fix them. */
final class ResourceStateExpectations {
  static final Expectation SERVED =
      Expectation.of("KindNotServed", "resource kind", "The cluster knows the kind of resource");
  static final Expectation THERE =
      Expectation.of("ResourceMissing", "resource", "Enough resources exist");
  static final Expectation NOT_TOO_MANY =
      Expectation.of("TooManyResources", "resources", "No more resources are so than asked for");

  /** Stands for the claims of a game. */
  static final Expectation CLAIM =
      Expectation.of("Claim1NotMet", "resource", "The first claim of the game holds, and so on");

  /** What describes them without a game. */
  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(ClusterCheck.ACTIVE, SERVED, THERE, CLAIM, NOT_TOO_MANY);

  private ResourceStateExpectations() {}

  static ImmutableList<Expectation> of(
      ResourceType type, MatchQuantity match, List<CelClaim> claims) {
    ImmutableList.Builder<Expectation> all = ImmutableList.builder();
    all.add(ClusterCheck.ACTIVE, SERVED);
    if (!match.isNone()) {
      all.add(THERE);
    }
    all.addAll(ofClaims(type, claims));
    if (match.isExact()) {
      all.add(NOT_TOO_MANY);
    }
    return all.build();
  }

  static ImmutableList<Expectation> ofClaims(ResourceType type, List<CelClaim> claims) {
    ImmutableList.Builder<Expectation> all = ImmutableList.builder();
    for (int i = 0; i < claims.size(); i++) {
      all.add(claims.get(i).expectation(type.kind(), i + 1));
    }
    return all.build();
  }
}
