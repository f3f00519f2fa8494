package dev.referee.ec2;

import com.google.common.collect.Lists;
import dev.referee.Check;
import dev.referee.spi.Arguments;

/** Builds the check that {@link Ec2Checks#fleetServes} begins. Not thread-safe. */
public final class FleetServesBuilder {
  private final Arguments.Builder given = FleetServes.KIND.arguments();

  FleetServesBuilder() {}

  /** Sets whose instances are meant; must be set. */
  public FleetServesBuilder group(AutoScalingGroups groups) {
    given.set(FleetServes.GROUP, groups);
    return this;
  }

  /**
   * Sets whether several groups serve as one fleet, so that what one lacks another may have, as in
   * a change from blue to green; by default each has to serve by itself.
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

  /** Sets in how many Availability Zones they have to be at least; 1 by default. */
  public FleetServesBuilder zones(int zones) {
    given.set(FleetServes.ZONES, zones);
    return this;
  }

  /**
   * Sets whether the health checks of load balancers count; they do by default, for every target
   * group that is attached to the group, and for those that {@link #targetGroups} names.
   */
  public FleetServesBuilder loadBalancerHealth(boolean counts) {
    given.set(FleetServes.IGNORE_LOAD_BALANCERS, !counts);
    return this;
  }

  /**
   * Sets target groups in which the instances have to be healthy, attached to the group or not, by
   * name or ARN; none by default. Naming them keeps anybody from passing by detaching them.
   */
  public FleetServesBuilder targetGroups(String first, String... more) {
    given.read(FleetServes.TARGET_GROUPS, Lists.asList(first, more));
    return this;
  }

  /**
   * Sets whether instances count as well that are not in the group, when every target group that
   * counts says that they are healthy, as when somebody replaced servers by hand; they do not by
   * default, for nothing brings them back.
   */
  public FleetServesBuilder acceptOutsiders(boolean accepted) {
    given.set(FleetServes.ACCEPT_OUTSIDERS, accepted);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when the group is not set, or when load balancers do not count
   *     and target groups are named, or outsiders accepted
   */
  public Check build() {
    return given.check();
  }
}
