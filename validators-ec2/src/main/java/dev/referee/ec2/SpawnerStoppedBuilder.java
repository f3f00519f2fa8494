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

  /** Sets whose servers are meant; must be set. */
  public SpawnerStoppedBuilder group(AutoScalingGroups groups) {
    given.set(SpawnerStopped.GROUP, groups);
    return this;
  }

  /** Sets how to tell a strange instance; must be set. */
  public SpawnerStoppedBuilder strange(Instances strange) {
    given.set(SpawnerStopped.STRANGE, strange);
    return this;
  }

  /**
   * Sets what makes user data bad, in place of the calls that start instances (AWS CLI, SDKs,
   * PowerShell). One pattern that is found is enough; comments are left out.
   */
  public SpawnerStoppedBuilder badUserData(Pattern first, Pattern... more) {
    given.set(SpawnerStopped.BAD_USER_DATA, UserDataRule.of(Lists.asList(first, more)));
    return this;
  }

  /** Sets for how long none must come back; 5 minutes by default. */
  public SpawnerStoppedBuilder quietPeriod(Duration quietPeriod) {
    given.set(SpawnerStopped.QUIET_PERIOD, quietPeriod);
    return this;
  }

  /**
   * Sets the hosts and S3 buckets from which servers may fetch what they run; none by default. What
   * is fetched from elsewhere and run is {@code UserDataNotVisible}: nobody can say whether it
   * starts instances.
   *
   * @param sources host names, which stand for what is below them too, and names of buckets
   */
  public SpawnerStoppedBuilder trusted(Collection<String> sources) {
    given.read(SpawnerStopped.TRUSTED, ImmutableList.copyOf(sources));
    return this;
  }

  /**
   * Sets for how long nothing strange must have appeared, until user data that cannot be read is
   * accepted; by default it is never accepted. Until then the check is pending. EC2 lists an
   * instance for an hour after its end; a longer period takes a watch that looks more often.
   */
  public SpawnerStoppedBuilder unseenQuietPeriod(Duration period) {
    given.set(SpawnerStopped.UNSEEN_QUIET_PERIOD, period);
    return this;
  }

  /**
   * Sets in which Regions strange instances are looked for, beside the account's own; in none by
   * default. The group and its servers are those of the account's Region in any case.
   *
   * @param names the names of Regions, as in {@code eu-west-1}
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
   * Sets whether it is enough that the script's role may not start instances any more, although the
   * script is still there; not enough by default. It has to be shown by the policies of the role: a
   * permission for some resources or under conditions is one, and without a role nothing is shown.
   */
  public SpawnerStoppedBuilder acceptRevokedPermission(boolean accepted) {
    given.set(SpawnerStopped.ACCEPT_REVOKED_PERMISSION, accepted);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when the group, or how to tell a strange instance, is not set
   */
  public Check build() {
    return given.check();
  }
}
