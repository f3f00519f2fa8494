package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.network.Addresses;
import dev.referee.network.Instances;
import dev.referee.network.Traffic;
import org.jspecify.annotations.Nullable;

/** Builds the check that {@link Ec2Checks#egress} begins. Not thread-safe. */
public final class EgressBuilder {
  private static final Addresses IPV4 = Addresses.of("0.0.0.0/0");
  private static final Addresses IPV6 = Addresses.of("::/0");

  private @Nullable Subnets subnets;
  private @Nullable Instances instances;
  private Addresses to = Addresses.internet().and(IPV4);
  private ImmutableList<String> services = ImmutableList.of();
  private ImmutableList<String> ports = ImmutableList.of("tcp 443");
  private boolean publicAllowed;

  EgressBuilder() {}

  /** Sets which subnets are meant; these or {@link #instances instances} must be set. */
  public EgressBuilder subnets(Subnets subnets) {
    this.subnets = subnets;
    return this;
  }

  /** Sets which instances are meant: then their security groups are looked at as well. */
  public EgressBuilder instances(Instances instances) {
    this.instances = instances;
    return this;
  }

  /** Asks for the Internet over IPv6 too; over IPv4 only by default. */
  public EgressBuilder ipv6() {
    this.to = to.plus(Addresses.internet().and(IPV6));
    return this;
  }

  /**
   * Asks for these addresses in place of the Internet.
   *
   * @param first a CIDR block, of IPv4 or IPv6
   * @param more others
   */
  public EgressBuilder to(String first, String... more) {
    this.to = Addresses.of(first).plus(Addresses.of(more));
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
    this.services = ImmutableList.<String>builder().add(first).add(more).build();
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
    ImmutableList<String> given = ImmutableList.<String>builder().add(first).add(more).build();
    given.forEach(each -> Traffic.of(each, Addresses.all()));
    this.ports = given;
    return this;
  }

  /**
   * Sets whether the subnets may lead to an internet gateway, which makes them public; they must
   * not by default.
   */
  public EgressBuilder publicAllowed(boolean allowed) {
    this.publicAllowed = allowed;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when neither subnets nor instances are set, or both are
   */
  public Check build() {
    checkState(
        (subnets == null) != (instances == null),
        "Say from where, by one of them: subnets(Subnets.tagged(..)),"
            + " instances(Instances.named(..))");
    checkArgument(!to.isEmpty(), "Say to which addresses");
    return new Egress(new EgressParameters(subnets, instances, to, services, ports, publicAllowed));
  }
}
