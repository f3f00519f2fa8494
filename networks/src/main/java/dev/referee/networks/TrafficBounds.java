package dev.referee.networks;

import static com.google.common.base.Preconditions.checkState;

import dev.referee.Inconclusive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The traffic that is allowed, as far as it could be seen: some certainly, some possibly.
 *
 * <p>Certain traffic is open, impossible traffic is closed, and anything between is unknown.
 * Immutable and thread-safe.
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

  /** Returns certainly no traffic. */
  public static TrafficBounds none() {
    return NOTHING;
  }

  /** Returns traffic that is certain, and no other. */
  public static TrafficBounds of(Traffic traffic) {
    return new TrafficBounds(traffic, traffic, null);
  }

  /** Returns traffic that is only possible, with the reason. */
  public static TrafficBounds unseen(Traffic possible, Inconclusive reason) {
    return possible.isEmpty() ? NOTHING : new TrafficBounds(Traffic.none(), possible, reason);
  }

  /** Returns the certain traffic. */
  public Traffic certain() {
    return certain;
  }

  /** Returns the possible traffic, which includes the certain traffic. */
  public Traffic possible() {
    return possible;
  }

  /** Returns why some could not be seen; empty if everything could. */
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

  /** Returns the part that is also in the other. */
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

  /** Returns it without other traffic: certain is what is certain here and impossible there. */
  public TrafficBounds minus(TrafficBounds other) {
    return new TrafficBounds(
        certain.minus(other.possible),
        possible.minus(other.certain),
        unseen == null ? other.unseen : unseen);
  }

  /**
   * Returns whether all of some traffic is there.
   *
   * @throws Inconclusive if that is unknown
   */
  public boolean covers(Traffic traffic) {
    return certain.covers(traffic) || (possible.covers(traffic) && cannotSay());
  }

  /**
   * Returns whether there is no traffic.
   *
   * @throws Inconclusive if that is unknown
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
