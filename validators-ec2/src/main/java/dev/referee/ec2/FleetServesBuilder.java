package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Builds the check that {@link Ec2Checks#fleetServes} begins. Not thread-safe. */
public final class FleetServesBuilder {
  private @Nullable AutoScalingGroups groups;
  private boolean together;
  private OptionalInt atLeast = OptionalInt.empty();
  private int zones = 1;
  private boolean loadBalancerHealth = true;
  private boolean outsidersAccepted;
  private ImmutableList<String> targetGroups = ImmutableList.of();

  FleetServesBuilder() {}

  /** Sets whose instances are meant; must be set. */
  public FleetServesBuilder group(AutoScalingGroups groups) {
    this.groups = groups;
    return this;
  }

  /**
   * Sets whether several groups serve as one fleet, so that what one lacks another may have, as in
   * a change from blue to green; by default each has to serve by itself.
   */
  public FleetServesBuilder together(boolean together) {
    this.together = together;
    return this;
  }

  /**
   * Sets how many instances have to serve; by default the group's desired capacity, which anyone
   * who may edit the group can lower to 1.
   */
  public FleetServesBuilder atLeast(int instances) {
    checkArgument(instances > 0, "At least one instance has to serve, and this is %s", instances);
    this.atLeast = OptionalInt.of(instances);
    return this;
  }

  /** Sets in how many Availability Zones they have to be at least; 1 by default. */
  public FleetServesBuilder zones(int zones) {
    checkArgument(zones > 0, "Instances are in at least one zone, and this is %s", zones);
    this.zones = zones;
    return this;
  }

  /**
   * Sets whether the health checks of load balancers count; they do by default, for every target
   * group that is attached to the group, and for those that {@link #targetGroups} names.
   */
  public FleetServesBuilder loadBalancerHealth(boolean counts) {
    this.loadBalancerHealth = counts;
    return this;
  }

  /**
   * Sets target groups in which the instances have to be healthy, attached to the group or not, by
   * name or ARN; none by default. Naming them keeps anybody from passing by detaching them.
   */
  public FleetServesBuilder targetGroups(String first, String... more) {
    this.targetGroups = ImmutableList.<String>builder().add(first).add(more).build();
    return this;
  }

  /**
   * Sets whether instances count as well that are not in the group, when every target group that
   * counts says that they are healthy, as when somebody replaced servers by hand; they do not by
   * default, for nothing brings them back.
   */
  public FleetServesBuilder acceptOutsiders(boolean accepted) {
    this.outsidersAccepted = accepted;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when the group is not set, or when load balancers do not count
   *     and target groups are named, or outsiders accepted
   */
  public Check build() {
    checkState(groups != null, "Say whose instances: group(AutoScalingGroups.named(..))");
    checkState(
        loadBalancerHealth || targetGroups.isEmpty(),
        "Target groups are named, %s, so their health counts: leave out loadBalancerHealth(false)",
        targetGroups);
    checkState(
        loadBalancerHealth || !outsidersAccepted,
        "Who is not in the group is known by load balancers only: leave out"
            + " loadBalancerHealth(false), or acceptOutsiders(true)");
    return new FleetServes(
        new FleetServesParameters(
            groups, together, atLeast, zones, loadBalancerHealth, outsidersAccepted, targetGroups));
  }
}
