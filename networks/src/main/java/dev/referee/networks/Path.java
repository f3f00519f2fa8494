package dev.referee.networks;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import java.util.List;
import java.util.Optional;

/**
 * The path of traffic through a network, hop by hop, with the rule or route that decides at each.
 *
 * <p>A hop is a {@link Finding} of one of the {@link HopExpectations}: satisfied if it lets the
 * traffic pass, unsatisfied if it does not, pending if AWS is still creating it, and unknown if it
 * cannot be seen. The hops are in the order of the path; if routes branch, one branch follows the
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

  /** Returns the hops, in the order of the path. */
  public List<Finding> hops() {
    return hops;
  }

  /** Returns the first hop that is unsatisfied, pending or unknown. */
  public Optional<Finding> firstBroken() {
    return hops.stream().filter(hop -> !hop.isSatisfied()).findFirst();
  }

  /**
   * Returns the traffic that gets through every hop, as far as that can be seen, including hops
   * that AWS is still creating.
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
