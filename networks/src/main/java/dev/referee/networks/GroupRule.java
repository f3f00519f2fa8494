package dev.referee.networks;

/**
 * A rule of a security group with one source or destination, as EC2 identifies rules.
 *
 * <p>Immutable.
 *
 * @param id the rule's id, for example {@code sgr-0123}
 * @param groupId the id of its group
 * @param egress whether it is an outbound rule; otherwise it is an inbound rule
 * @param ports the traffic that it allows, for any source or destination
 * @param peer the source or destination
 */
public record GroupRule(String id, String groupId, boolean egress, Traffic ports, RulePeer peer) {

  /** Returns what it lets through when the source or destination has these addresses. */
  public Traffic traffic(Addresses addresses) {
    return ports.and(Traffic.of("-1", addresses));
  }
}
