package dev.referee.eks;

import java.util.Collection;

/** How EC2 sells the capacity of new nodes, as an organiser asks for it. */
enum ScalesOutCapacity {
  SPOT("spot"),
  ON_DEMAND("on-demand"),
  MIXED("spot and on-demand");

  private final String words;

  ScalesOutCapacity(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Returns whether interruptions of spot nodes have to be expected. */
  boolean hasSpot() {
    return this != ON_DEMAND;
  }

  /**
   * What a source of nodes can launch. Where both are possible, spot is launched first.
   *
   * @param spot whether it can launch spot nodes
   * @param onDemand whether it can launch on-demand nodes
   * @param known whether it says so itself
   */
  record Offer(boolean spot, boolean onDemand, boolean known) {
    /** Returns the word for it. */
    String words() {
      return !known
          ? "not said"
          : spot && onDemand
              ? "spot and on-demand"
              : spot ? "spot" : onDemand ? "on-demand" : "none";
    }
  }

  /** Returns whether these sources of nodes together give what is asked for. */
  boolean isGivenBy(Collection<Offer> offers) {
    return switch (this) {
      case SPOT -> offers.stream().anyMatch(offer -> offer.known() && offer.spot());
      case ON_DEMAND ->
          offers.stream().anyMatch(offer -> offer.known() && offer.onDemand() && !offer.spot());
      case MIXED ->
          offers.stream().anyMatch(offer -> offer.known() && offer.spot())
              && offers.stream().anyMatch(offer -> offer.known() && offer.onDemand());
    };
  }

  /** Returns whether nodes of these types are what is asked for. */
  boolean isSeenIn(Collection<String> types) {
    return switch (this) {
      case SPOT -> types.contains("spot");
      case ON_DEMAND -> !types.isEmpty() && types.stream().allMatch("on-demand"::equals);
      case MIXED -> types.contains("spot") && types.contains("on-demand");
    };
  }
}
