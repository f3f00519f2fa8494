package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Builds the check that {@link Ec2Checks#portsOpen} begins.
 *
 * <p>Traffic is said in sentences: protocol, ports, direction, other end, as in {@code tcp 443 from
 * 0.0.0.0/0}. Without ports all of the protocol are meant, and {@code all} is every protocol; ICMP
 * has types, and perhaps codes, as in {@code icmp 8/0}. {@code from} is traffic that comes in,
 * {@code to} is traffic that goes out. The other end is
 *
 * <ul>
 *   <li>addresses and blocks, as in {@code 10.0.0.0/8, 2001:db8::/32};
 *   <li>a security group, as in {@code sg-0123}, {@code group app} or {@code group tagged
 *       Role=app};
 *   <li>a prefix list, as in {@code pl-0123} or {@code prefix list office};
 *   <li>where it is forbidden, {@code anywhere}: the Internet, see {@link #forbidden}.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class PortsOpenBuilder {
  private static final ImmutableList<Demand> ADMINISTRATION =
      ImmutableList.of(Demand.parse("tcp 22, 3389 from anywhere"));

  private @Nullable JudgedGroups groups;
  private ImmutableList<Demand> required = ImmutableList.of();
  private ImmutableList<Demand> allowed = ImmutableList.of();
  private ImmutableList<Demand> forbidden = ADMINISTRATION;
  private boolean byDefault = true;
  private boolean nothingElseIn;
  private boolean nothingElseOut;

  PortsOpenBuilder() {}

  /** Sets which security groups are judged; must be set. */
  public PortsOpenBuilder groups(JudgedGroups groups) {
    this.groups = groups;
    return this;
  }

  /**
   * Sets what has to be open; nothing by default.
   *
   * @throws IllegalArgumentException when a sentence cannot be read, or is about anywhere
   */
  public PortsOpenBuilder required(String... sentences) {
    this.required = definite(sentences);
    return this;
  }

  /**
   * Sets what may be open although it is forbidden, or although nothing else may be; nothing by
   * default. What is required may be open anyway.
   *
   * @throws IllegalArgumentException when a sentence cannot be read, or is about anywhere
   */
  public PortsOpenBuilder allowed(String... sentences) {
    this.allowed = definite(sentences);
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
    this.forbidden =
        Arrays.stream(sentences)
            .flatMap(sentence -> Demand.forbidden(sentence).stream())
            .collect(toImmutableList());
    this.byDefault = false;
    return this;
  }

  /** Sets that nothing may come in but what is required or allowed. */
  public PortsOpenBuilder nothingElseIn() {
    this.nothingElseIn = true;
    return this;
  }

  /** Sets that nothing may go out but what is required or allowed. */
  public PortsOpenBuilder nothingElseOut() {
    this.nothingElseOut = true;
    return this;
  }

  private static ImmutableList<Demand> definite(String... sentences) {
    ImmutableList<Demand> demands =
        Arrays.stream(sentences).map(Demand::parse).collect(toImmutableList());
    for (Demand demand : demands) {
      checkArgument(
          !(demand.end() instanceof Demand.Anywhere),
          "'%s' does not say how much of it: write 0.0.0.0/0 for all of IPv4, ::/0 for all of"
              + " IPv6, or both",
          demand);
    }
    return demands;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when the groups are not set, or nothing is asked of them
   * @throws IllegalArgumentException when what is required is forbidden, also by default
   */
  public Check build() {
    checkState(groups != null, "Say which are judged: groups(JudgedGroups.named(..))");
    checkState(
        !required.isEmpty() || !forbidden.isEmpty() || nothingElseIn || nothingElseOut,
        "Say what is asked: required(\"tcp 443 from 0.0.0.0/0\"), forbidden(..) or"
            + " nothingElseIn()");
    Contradictions.refuse(required, forbidden, byDefault);
    return new PortsOpen(
        new PortsOpenParameters(
            groups, required, allowed, forbidden, nothingElseIn, nothingElseOut));
  }
}
