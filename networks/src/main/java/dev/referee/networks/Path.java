package dev.referee.networks;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import java.util.List;
import java.util.Optional;

/**
 * The path of traffic through a network, hop by hop, with the rule or route that decides at each.
 *
 * <p>A hop is a {@link Finding} of one of the {@link HopExpectations}: satisfied where it lets the
 * traffic pass, unsatisfied where it does not, pending where AWS is still making it, and unknown
 * where it cannot be seen. They stand in the order of the way; where routes part, one way after the
 * other.
 *
 * <p>Immutable.
 */
public final class Path {
  private final ImmutableList<Finding> hops;
  private final Traffic through;

  Path(List<Finding> hops, Traffic through) {
    this.hops = ImmutableList.copyOf(hops);
    this.through = through;
  }

  /** Returns the hops, in the order of the way. */
  public List<Finding> hops() {
    return hops;
  }

  /** Returns the first hop that is not there, not yet there, or cannot be seen. */
  public Optional<Finding> firstBroken() {
    return hops.stream().filter(hop -> !hop.isSatisfied()).findFirst();
  }

  /**
   * Returns what of the traffic gets through every hop, as far as that can be seen, counting those
   * that AWS is still making.
   */
  public Traffic through() {
    return through;
  }

  /** Returns whether a hop could not be seen. */
  public Optional<Finding> firstUnseen() {
    return hops.stream().filter(hop -> hop.state() == Finding.State.UNKNOWN).findFirst();
  }

  @Override
  public String toString() {
    return hops.stream().map(hop -> hop.code() + " " + hop.state()).toList().toString();
  }
}
