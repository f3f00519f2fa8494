package dev.referee.ec2;

import dev.referee.Check;
import dev.referee.spi.Arguments;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A builder of the check {@link Ec2Checks#portsOpen}.
 *
 * <p>Traffic is written as protocol, ports, direction, and source or destination, for example
 * {@code tcp 443 from 0.0.0.0/0}. Without ports, all ports of the protocol are meant, and {@code
 * all} is every protocol; ICMP has types, and possibly codes, for example {@code icmp 8/0}. {@code
 * from} is inbound traffic, {@code to} is outbound traffic. The source or destination is
 *
 * <ul>
 *   <li>addresses and blocks, for example {@code 10.0.0.0/8, 2001:db8::/32};
 *   <li>a security group, for example {@code sg-0123}, {@code group app} or {@code group tagged
 *       Role=app};
 *   <li>a prefix list, for example {@code pl-0123} or {@code prefix list office};
 *   <li>for forbidden traffic, {@code anywhere}: the internet, see {@link #forbidden}.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class PortsOpenBuilder {
  private final Arguments.Builder given = PortsOpen.KIND.arguments();
  private final Set<PortsOpen.Direction> nothingElse = EnumSet.noneOf(PortsOpen.Direction.class);

  PortsOpenBuilder() {}

  /** Sets which security groups are judged; must be set. */
  public PortsOpenBuilder groups(SecurityGroupSelector groups) {
    given.set(PortsOpen.GROUPS, groups);
    return this;
  }

  /**
   * Sets the required traffic; none by default.
   *
   * @throws IllegalArgumentException if a text cannot be parsed, or is about anywhere
   */
  public PortsOpenBuilder required(String... sentences) {
    given.read(PortsOpen.REQUIRED, List.of(sentences));
    return this;
  }

  /**
   * Sets the traffic that may be open although it is forbidden, or although nothing else may be;
   * none by default. Required traffic may always be open.
   *
   * @throws IllegalArgumentException if a text cannot be parsed, or is about anywhere
   */
  public PortsOpenBuilder allowed(String... sentences) {
    given.read(PortsOpen.ALLOWED, List.of(sentences));
    return this;
  }

  /**
   * Sets the forbidden traffic, instead of {@code tcp 22, 3389 from anywhere}; without arguments
   * nothing is forbidden.
   *
   * <p>There are two forms. {@code tcp 22 from 10.0.0.0/8} forbids every address in that block,
   * including single ones, and including the private address of a member if a rule refers to a
   * group. {@code tcp 22 from anywhere} forbids the internet as a whole; {@code 0.0.0.0/0} and
   * {@code ::/0} have the same meaning, each for IPv4 and IPv6. To forbid every single address, use
   * {@link #nothingElseIn}. A port is open to anywhere if all rules together allow more public IPv4
   * addresses than a /8 block has, or more public IPv6 addresses than a /32 block. Beyond these
   * limits, AWS calls a range public; the number of blocks does not matter, and groups in rules
   * have only private addresses. Required or allowed traffic is subtracted first. A port that is
   * named here and required from the same source is a contradiction, which {@link #build} refuses.
   *
   * @throws IllegalArgumentException if a text cannot be parsed
   * @see <a href=
   *     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html">
   *     What AWS calls public</a>
   */
  public PortsOpenBuilder forbidden(String... sentences) {
    given.read(PortsOpen.FORBIDDEN, sentences.length == 0 ? PortsOpen.NOTHING : List.of(sentences));
    return this;
  }

  /** Allows no inbound traffic except what is required or allowed. */
  public PortsOpenBuilder nothingElseIn() {
    return nothingElse(PortsOpen.Direction.IN);
  }

  /** Allows no outbound traffic except what is required or allowed. */
  public PortsOpenBuilder nothingElseOut() {
    return nothingElse(PortsOpen.Direction.OUT);
  }

  private PortsOpenBuilder nothingElse(PortsOpen.Direction direction) {
    nothingElse.add(direction);
    given.set(PortsOpen.NOTHING_ELSE, Set.copyOf(nothingElse));
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if the groups are not set, if nothing is required of them, or if
   *     required traffic is forbidden, even by default; the message names every mistake
   */
  public Check build() {
    return given.check();
  }
}
