package dev.referee.network;

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
public final class Reach {
  private static final Reach NOTHING = new Reach(Traffic.none(), Traffic.none(), null);

  private final Traffic surely;
  private final Traffic perhaps;
  private final @Nullable Inconclusive unseen;

  private Reach(Traffic surely, Traffic perhaps, @Nullable Inconclusive unseen) {
    this.surely = surely;
    this.perhaps = perhaps;
    this.unseen = unseen;
  }

  /** Returns no traffic, for sure. */
  public static Reach nothing() {
    return NOTHING;
  }

  /** Returns traffic that is there for sure, and no other. */
  public static Reach of(Traffic traffic) {
    return new Reach(traffic, traffic, null);
  }

  /** Returns traffic of which nobody can say whether it is there, and why. */
  public static Reach unseen(Traffic perhaps, Inconclusive why) {
    return perhaps.isEmpty() ? NOTHING : new Reach(Traffic.none(), perhaps, why);
  }

  /** Returns the traffic that is there. */
  public Traffic surely() {
    return surely;
  }

  /** Returns the traffic that may be there; that which is there among it. */
  public Traffic perhaps() {
    return perhaps;
  }

  /** Returns why some could not be seen; empty when all could. */
  public Optional<Inconclusive> unseen() {
    return Optional.ofNullable(unseen);
  }

  /** Returns the traffic of both. */
  public Reach plus(Reach other) {
    return new Reach(
        surely.plus(other.surely),
        perhaps.plus(other.perhaps),
        unseen == null ? other.unseen : unseen);
  }

  /** Returns the part of it that is in the other, too. */
  public Reach and(Reach other) {
    return new Reach(
        surely.and(other.surely),
        perhaps.and(other.perhaps),
        unseen == null ? other.unseen : unseen);
  }

  /** Returns the part of it that is within some traffic. */
  public Reach and(Traffic traffic) {
    return and(of(traffic));
  }

  /** Returns it without other traffic: what is there surely, and is not even perhaps in that. */
  public Reach minus(Reach other) {
    return new Reach(
        surely.minus(other.perhaps),
        perhaps.minus(other.surely),
        unseen == null ? other.unseen : unseen);
  }

  /**
   * Returns whether all of some traffic is there.
   *
   * @throws Inconclusive when nobody can say
   */
  public boolean covers(Traffic traffic) {
    return surely.covers(traffic) || (perhaps.covers(traffic) && cannotSay());
  }

  /**
   * Returns whether there is no traffic.
   *
   * @throws Inconclusive when nobody can say
   */
  public boolean isEmpty() {
    return perhaps.isEmpty() || (surely.isEmpty() && cannotSay());
  }

  private boolean cannotSay() {
    checkState(unseen != null, "What is not sure has a reason");
    throw unseen;
  }

  @Override
  public String toString() {
    return unseen == null ? surely.toString() : surely + ", perhaps " + perhaps;
  }
}
