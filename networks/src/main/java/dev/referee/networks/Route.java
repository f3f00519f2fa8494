package dev.referee.networks;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A route of a route table.
 *
 * <p>Immutable.
 *
 * @param destination the destination in the table: a CIDR block, or the id of a prefix list
 * @param blocks the CIDR blocks of the destination: the block itself, or those of the prefix list
 * @param target its target
 * @param blackhole whether its target no longer exists, so that its traffic is dropped
 * @param propagated whether a virtual private gateway propagated it
 */
public record Route(
    String destination,
    List<String> blocks,
    RouteTarget target,
    boolean blackhole,
    boolean propagated) {

  /** Keeps the blocks as they are. */
  public Route {
    blocks = ImmutableList.copyOf(blocks);
  }

  boolean isLocal() {
    return target.kind() == RouteTarget.Kind.LOCAL;
  }

  /** Returns a description of the kind of gateway that a private subnet may route this to. */
  public String outboundGateway() {
    return PathTracer.gateway(Addresses.of(blocks));
  }

  /** Returns the priority among routes to the same block: the lowest is used. */
  int rank() {
    if (propagated) {
      return 2;
    }
    return destination.startsWith("pl-") ? 1 : 0;
  }

  /** Returns it as in AWS's console: {@code 0.0.0.0/0 -> nat-0a1b2c3d4e5f60718 (active)}. */
  @Override
  public String toString() {
    return destination + " -> " + target + (blackhole ? " (blackhole)" : " (active)");
  }
}
