package dev.referee.networks;

/**
 * A rule of a security group with one source or destination, as EC2 numbers rules.
 *
 * <p>Immutable.
 *
 * @param id the rule's id, for example {@code sgr-0123}
 * @param groupId the group that it belongs to
 * @param egress whether it lets traffic out; otherwise it lets traffic in
 * @param ports what it lets through, were the other end anybody
 * @param far the other end
 */
public record GroupRule(String id, String groupId, boolean egress, Traffic ports, RulePeer far) {

  /** Returns what it lets through when the other end has these addresses. */
  public Traffic traffic(Addresses addresses) {
    return ports.and(Traffic.of("-1", addresses));
  }
}
