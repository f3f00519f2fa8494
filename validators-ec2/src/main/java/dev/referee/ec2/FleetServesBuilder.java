package dev.referee.ec2;

import com.google.common.collect.Lists;
import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link Ec2Checks#fleetServes}. Not thread-safe. */
public final class FleetServesBuilder {
  private final Arguments.Builder given = FleetServes.KIND.arguments();

  FleetServesBuilder() {}

  /** Sets the groups; must be set. */
  public FleetServesBuilder group(AutoScalingGroups groups) {
    given.set(FleetServes.GROUP, groups);
    return this;
  }

  /**
   * Sets whether several groups serve as one fleet, so that one may compensate for another, as in a
   * blue/green deployment; by default each has to serve by itself.
   */
  public FleetServesBuilder together(boolean together) {
    given.set(FleetServes.TOGETHER, together);
    return this;
  }

  /**
   * Sets how many instances have to serve; by default the group's desired capacity, which anyone
   * who may edit the group can lower to 1.
   */
  public FleetServesBuilder atLeast(int instances) {
    given.set(FleetServes.AT_LEAST, instances);
    return this;
  }

  /** Sets the minimum number of Availability Zones; 1 by default. */
  public FleetServesBuilder zones(int zones) {
    given.set(FleetServes.ZONES, zones);
    return this;
  }

  /**
   * Sets whether the health checks of load balancers count; by default they do, for every target
   * group that is attached to the group, and for those in {@link #targetGroups}.
   */
  public FleetServesBuilder loadBalancerHealth(boolean counts) {
    given.set(FleetServes.IGNORE_LOAD_BALANCERS, !counts);
    return this;
  }

  /**
   * Sets target groups in which the instances have to be healthy, attached to the group or not, by
   * name or ARN; none by default. If they are named, nobody can pass by detaching them.
   */
  public FleetServesBuilder targetGroups(String first, String... more) {
    given.read(FleetServes.TARGET_GROUPS, Lists.asList(first, more));
    return this;
  }

  /**
   * Sets whether instances outside the group also count if they are healthy in every target group
   * that counts, for example manually replaced servers; by default they do not, because nothing
   * replaces them.
   */
  public FleetServesBuilder acceptOutsiders(boolean accepted) {
    given.set(FleetServes.ACCEPT_OUTSIDERS, accepted);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if the group is not set, or if load balancers are ignored and
   *     target groups are named or outsiders accepted
   */
  public Check build() {
    return given.check();
  }
}
