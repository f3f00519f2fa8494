package dev.referee.ec2;

import com.google.common.collect.Lists;
import dev.referee.Check;
import dev.referee.resources.Instances;
import dev.referee.spi.Arguments;

/** A builder of the check {@link Ec2Checks#egress}. Not thread-safe. */
public final class EgressBuilder {
  private final Arguments.Builder given = Egress.KIND.arguments();

  EgressBuilder() {}

  /** Sets which subnets are meant; these or {@link #instances instances} must be set. */
  public EgressBuilder subnets(Subnets subnets) {
    given.set(Egress.FROM, subnets.selector());
    return this;
  }

  /** Sets which instances are meant: then their security groups are looked at as well. */
  public EgressBuilder instances(Instances instances) {
    given.set(Egress.FROM, instances);
    return this;
  }

  /** Asks for the Internet over IPv6 too; over IPv4 only by default. */
  public EgressBuilder ipv6() {
    given.set(Egress.OVER_IPV6, true);
    return this;
  }

  /**
   * Asks for these addresses in place of the Internet.
   *
   * @param first a CIDR block, of IPv4 or IPv6
   * @param more others
   */
  public EgressBuilder to(String first, String... more) {
    given.read(Egress.TO, Lists.asList(first, more));
    return this;
  }

  /**
   * Asks for services by VPC endpoints, and for nothing else: the Internet must not be reachable.
   *
   * @param first a service's name, as in {@code ssm} or {@code com.amazonaws.eu-west-1.s3}; a short
   *     one is of the account's Region
   * @param more others
   */
  public EgressBuilder onlyServices(String first, String... more) {
    given.read(Egress.ONLY_SERVICES, Lists.asList(first, more));
    return this;
  }

  /**
   * Sets what has to get through; {@code tcp 443} by default.
   *
   * @param first a protocol with its ports, as in {@code tcp 80, 443}
   * @param more others
   * @throws IllegalArgumentException when one cannot be read
   */
  public EgressBuilder ports(String first, String... more) {
    given.read(Egress.PORTS, Lists.asList(first, more));
    return this;
  }

  /**
   * Sets whether the subnets may lead to an internet gateway, which makes them public; they must
   * not by default.
   */
  public EgressBuilder publicAllowed(boolean allowed) {
    given.set(Egress.PUBLIC_ALLOWED, allowed);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when neither subnets nor instances are set, or both are
   */
  public Check build() {
    return given.check();
  }
}
