package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.referee.Check;
import dev.referee.resources.Instances;
import dev.referee.spi.Arguments;
import java.time.Duration;
import java.util.Collection;
import java.util.regex.Pattern;

/** A builder of the check {@link Ec2Checks#spawnerStopped}. Not thread-safe. */
public final class SpawnerStoppedBuilder {
  private final Arguments.Builder given = SpawnerStopped.KIND.arguments();

  SpawnerStoppedBuilder() {}

  /** Sets the groups; must be set. */
  public SpawnerStoppedBuilder group(AutoScalingGroups groups) {
    given.set(SpawnerStopped.GROUP, groups);
    return this;
  }

  /** Sets the strange instances; must be set. */
  public SpawnerStoppedBuilder strange(Instances strange) {
    given.set(SpawnerStopped.STRANGE, strange);
    return this;
  }

  /**
   * Sets the patterns of bad user data, instead of the calls that start instances (AWS CLI, SDKs,
   * PowerShell). One match is enough; comments are ignored.
   */
  public SpawnerStoppedBuilder badUserData(Pattern first, Pattern... more) {
    given.set(
        SpawnerStopped.BAD_USER_DATA, SpawnerStoppedUserDataRule.of(Lists.asList(first, more)));
    return this;
  }

  /** Sets for how long no strange instance may come back; 5 minutes by default. */
  public SpawnerStoppedBuilder quietPeriod(Duration quietPeriod) {
    given.set(SpawnerStopped.QUIET_PERIOD, quietPeriod);
    return this;
  }

  /**
   * Sets the hosts and S3 buckets from which servers may download code that they run; none by
   * default. Code from elsewhere is {@code UserDataNotVisible}: it is unknown whether it starts
   * instances.
   *
   * @param sources host names, which include their subdomains, and names of buckets
   */
  public SpawnerStoppedBuilder trusted(Collection<String> sources) {
    given.read(SpawnerStopped.TRUSTED, ImmutableList.copyOf(sources));
    return this;
  }

  /**
   * Sets after how long without strange instances unreadable user data is accepted; by default it
   * is never accepted. Until then the check is pending. EC2 lists a terminated instance for an
   * hour; a longer period needs more frequent sweeps.
   */
  public SpawnerStoppedBuilder unseenQuietPeriod(Duration period) {
    given.set(SpawnerStopped.UNSEEN_QUIET_PERIOD, period);
    return this;
  }

  /**
   * Sets the Regions in which to look for strange instances, in addition to the account's own; none
   * by default. The group and its servers are always those of the account's Region.
   *
   * @param names the names of Regions, for example {@code eu-west-1}
   */
  public SpawnerStoppedBuilder regions(Collection<String> names) {
    given.read(SpawnerStopped.REGIONS, ImmutableList.copyOf(names));
    return this;
  }

  /** Looks for strange instances in all Regions that are enabled for the account. */
  public SpawnerStoppedBuilder allRegions() {
    given.set(SpawnerStopped.REGIONS, SpawnerStoppedRegions.ALL);
    return this;
  }

  /**
   * Sets whether it is enough that the script's role may no longer start instances, although the
   * script is still there; by default it is not. The policies of the role have to show it: a
   * permission for some resources or under conditions counts as a permission, and without a role
   * nothing is shown.
   */
  public SpawnerStoppedBuilder acceptRevokedPermission(boolean accepted) {
    given.set(SpawnerStopped.ACCEPT_REVOKED_PERMISSION, accepted);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if the group or the strange instances are not set
   */
  public Check build() {
    return given.check();
  }
}
