package dev.referee.ec2;

import dev.referee.Check;
import dev.referee.spi.Arguments;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A builder of the check {@link Ec2Checks#portsOpen}.
 *
 * <p>Traffic is said in sentences: protocol, ports, direction, other end, for example {@code tcp
 * 443 from 0.0.0.0/0}. Without ports all of the protocol are meant, and {@code all} is every
 * protocol; ICMP has types, and perhaps codes, for example {@code icmp 8/0}. {@code from} is
 * traffic that comes in, {@code to} is traffic that goes out. The other end is
 *
 * <ul>
 *   <li>addresses and blocks, for example {@code 10.0.0.0/8, 2001:db8::/32};
 *   <li>a security group, for example {@code sg-0123}, {@code group app} or {@code group tagged
 *       Role=app};
 *   <li>a prefix list, for example {@code pl-0123} or {@code prefix list office};
 *   <li>where it is forbidden, {@code anywhere}: the Internet, see {@link #forbidden}.
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
   * Sets what has to be open; nothing by default.
   *
   * @throws IllegalArgumentException when a sentence cannot be read, or is about anywhere
   */
  public PortsOpenBuilder required(String... sentences) {
    given.read(PortsOpen.REQUIRED, List.of(sentences));
    return this;
  }

  /**
   * Sets what may be open although it is forbidden, or although nothing else may be; nothing by
   * default. What is required may be open anyway.
   *
   * @throws IllegalArgumentException when a sentence cannot be read, or is about anywhere
   */
  public PortsOpenBuilder allowed(String... sentences) {
    given.read(PortsOpen.ALLOWED, List.of(sentences));
    return this;
  }

  /**
   * Sets what must not be open, in place of {@code tcp 22, 3389 from anywhere}; without sentences
   * nothing is forbidden.
   *
   * <p>There are two ways of saying it. {@code tcp 22 from 10.0.0.0/8} forbids every address in
   * that block: also a single one, and also the private address of a member, where a rule refers to
   * a group. {@code tcp 22 from anywhere} forbids the Internet as a whole, and {@code 0.0.0.0/0}
   * and {@code ::/0} are read as that: each means anywhere, over IPv4 and over IPv6. To forbid
   * every single address, use {@link #nothingElseIn}. It is open to anywhere when all rules
   * together let in more public IPv4 addresses than a block of /8 has, or more public IPv6
   * addresses than a block of /32. These are the bounds beyond which AWS calls a range public; in
   * how many pieces it is written does not matter, and groups that rules refer to have private
   * addresses only. What is required or allowed is taken off before; a port that is named here, and
   * required from the same other end, is a contradiction, which {@link #build} refuses.
   *
   * @throws IllegalArgumentException when a sentence cannot be read
   * @see <a href=
   *     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html">
   *     What AWS calls public</a>
   */
  public PortsOpenBuilder forbidden(String... sentences) {
    given.read(PortsOpen.FORBIDDEN, sentences.length == 0 ? PortsOpen.NOTHING : List.of(sentences));
    return this;
  }

  /** Sets that nothing may come in but what is required or allowed. */
  public PortsOpenBuilder nothingElseIn() {
    return nothingElse(PortsOpen.Direction.IN);
  }

  /** Sets that nothing may go out but what is required or allowed. */
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
   * @throws IllegalStateException when the groups are not set, nothing is asked of them, or what is
   *     required is forbidden, also by default; names every mistake
   */
  public Check build() {
    return given.check();
  }
}
