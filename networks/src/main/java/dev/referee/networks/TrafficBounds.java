package dev.referee.networks;

import static com.google.common.base.Preconditions.checkState;

import dev.referee.Inconclusive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The traffic that is allowed, as far as it could be seen: some certainly, some possibly.
 *
 * <p>What is surely there decides that something is open; what is not even perhaps there decides
 * that it is closed; between the two nobody can say. Immutable and thread-safe.
 */
public final class TrafficBounds {
  private static final TrafficBounds NOTHING =
      new TrafficBounds(Traffic.none(), Traffic.none(), null);

  private final Traffic certain;
  private final Traffic possible;
  private final @Nullable Inconclusive unseen;

  private TrafficBounds(Traffic certain, Traffic possible, @Nullable Inconclusive unseen) {
    this.certain = certain;
    this.possible = possible;
    this.unseen = unseen;
  }

  /** Returns no traffic, for sure. */
  public static TrafficBounds nothing() {
    return NOTHING;
  }

  /** Returns traffic that is there for sure, and no other. */
  public static TrafficBounds of(Traffic traffic) {
    return new TrafficBounds(traffic, traffic, null);
  }

  /** Returns traffic of which nobody can say whether it is there, and why. */
  public static TrafficBounds unseen(Traffic possible, Inconclusive why) {
    return possible.isEmpty() ? NOTHING : new TrafficBounds(Traffic.none(), possible, why);
  }

  /** Returns the traffic that is there. */
  public Traffic certain() {
    return certain;
  }

  /** Returns the traffic that may be there; that which is there among it. */
  public Traffic possible() {
    return possible;
  }

  /** Returns why some could not be seen; empty when all could. */
  public Optional<Inconclusive> unseen() {
    return Optional.ofNullable(unseen);
  }

  /** Returns the traffic of both. */
  public TrafficBounds plus(TrafficBounds other) {
    return new TrafficBounds(
        certain.plus(other.certain),
        possible.plus(other.possible),
        unseen == null ? other.unseen : unseen);
  }

  /** Returns the part of it that is in the other, too. */
  public TrafficBounds and(TrafficBounds other) {
    return new TrafficBounds(
        certain.and(other.certain),
        possible.and(other.possible),
        unseen == null ? other.unseen : unseen);
  }

  /** Returns the part of it that is within some traffic. */
  public TrafficBounds and(Traffic traffic) {
    return and(of(traffic));
  }

  /** Returns it without other traffic: what is there surely, and is not even perhaps in that. */
  public TrafficBounds minus(TrafficBounds other) {
    return new TrafficBounds(
        certain.minus(other.possible),
        possible.minus(other.certain),
        unseen == null ? other.unseen : unseen);
  }

  /**
   * Returns whether all of some traffic is there.
   *
   * @throws Inconclusive when nobody can say
   */
  public boolean covers(Traffic traffic) {
    return certain.covers(traffic) || (possible.covers(traffic) && cannotSay());
  }

  /**
   * Returns whether there is no traffic.
   *
   * @throws Inconclusive when nobody can say
   */
  public boolean isEmpty() {
    return possible.isEmpty() || (certain.isEmpty() && cannotSay());
  }

  private boolean cannotSay() {
    checkState(unseen != null, "Uncertain traffic needs a reason");
    throw unseen;
  }

  @Override
  public String toString() {
    return unseen == null ? certain.toString() : certain + ", perhaps " + possible;
  }
}
