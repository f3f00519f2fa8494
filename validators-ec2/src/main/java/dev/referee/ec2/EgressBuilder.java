package dev.referee.ec2;

import com.google.common.collect.Lists;
import dev.referee.Check;
import dev.referee.resources.Instances;
import dev.referee.spi.Arguments;

/** A builder of the check {@link Ec2Checks#egress}. Not thread-safe. */
public final class EgressBuilder {
  private final Arguments.Builder given = Egress.KIND.arguments();

  EgressBuilder() {}

  /** Sets the subnets; these or {@link #instances instances} must be set. */
  public EgressBuilder subnets(Subnets subnets) {
    given.set(Egress.FROM, subnets.selector());
    return this;
  }

  /** Sets the instances; then their security groups are also judged. */
  public EgressBuilder instances(Instances instances) {
    given.set(Egress.FROM, instances);
    return this;
  }

  /** Requires the internet over IPv6, too; by default only over IPv4. */
  public EgressBuilder ipv6() {
    given.set(Egress.OVER_IPV6, true);
    return this;
  }

  /**
   * Requires these addresses instead of the internet.
   *
   * @param first a CIDR block, of IPv4 or IPv6
   * @param more others
   */
  public EgressBuilder to(String first, String... more) {
    given.read(Egress.TO, Lists.asList(first, more));
    return this;
  }

  /**
   * Requires services through VPC endpoints, and nothing else: the internet must not be reachable.
   *
   * @param first a service's name, for example {@code ssm} or {@code com.amazonaws.eu-west-1.s3}; a
   *     short name refers to the account's Region
   * @param more others
   */
  public EgressBuilder onlyServices(String first, String... more) {
    given.read(Egress.ONLY_SERVICES, Lists.asList(first, more));
    return this;
  }

  /**
   * Sets the ports of the traffic; {@code tcp 443} by default.
   *
   * @param first a protocol with its ports, for example {@code tcp 80, 443}
   * @param more others
   * @throws IllegalArgumentException if one cannot be parsed
   */
  public EgressBuilder ports(String first, String... more) {
    given.read(Egress.PORTS, Lists.asList(first, more));
    return this;
  }

  /**
   * Sets whether the subnets may have a route to an internet gateway, which makes them public; by
   * default they must not.
   */
  public EgressBuilder publicAllowed(boolean allowed) {
    given.set(Egress.PUBLIC_ALLOWED, allowed);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if neither subnets nor instances are set, or both
   */
  public Check build() {
    return given.check();
  }
}
