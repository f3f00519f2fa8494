package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The Regions, in addition to the account's own, in which strange instances are looked for.
 *
 * @param names their names; empty if only the account's own Region is judged
 * @param all whether all Regions are meant that are enabled for the account
 */
record SpawnerStoppedRegions(ImmutableSet<String> names, boolean all) {
  static final SpawnerStoppedRegions OWN = new SpawnerStoppedRegions(ImmutableSet.of(), false);
  static final SpawnerStoppedRegions ALL = new SpawnerStoppedRegions(ImmutableSet.of(), true);
  private static final CharMatcher REGION =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9')).or(CharMatcher.is('-'));

  static final Permissions READS_ALL = Permissions.ofReads("ec2:DescribeRegions");

  /**
   * Reads the names of Regions, or {@code all}.
   *
   * @throws IllegalArgumentException if one cannot be a name
   */
  static SpawnerStoppedRegions named(Collection<String> names) {
    if (ImmutableSet.copyOf(names).equals(ImmutableSet.of("all"))) {
      return ALL;
    }
    names.forEach(
        name ->
            checkArgument(
                REGION.matchesAllOf(name) && name.contains("-"),
                "A Region is written like eu-west-1, not like '%s'",
                name));
    return of(ImmutableSet.copyOf(names));
  }

  private static SpawnerStoppedRegions of(Set<String> names) {
    return new SpawnerStoppedRegions(ImmutableSet.copyOf(names), false);
  }

  Permissions permissions() {
    return all ? READS_ALL : Permissions.none();
  }

  boolean isOwnOnly() {
    return names.isEmpty() && !all;
  }

  /**
   * Returns the other Regions, in order. Regions that are not enabled are left out, because nothing
   * can be started there.
   *
   * @throws dev.referee.Inconclusive if the Regions could not be read
   * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html">
   *     DescribeRegions</a>
   */
  ImmutableList<Region> others(Account account) {
    Stream<String> wanted =
        all
            ? account.client(Ec2Client::builder).describeRegions().regions().stream()
                .map(region -> region.regionName())
            : names.stream();
    return wanted
        .filter(name -> !name.equals(account.region().id()))
        .sorted()
        .distinct()
        .map(Region::of)
        .collect(toImmutableList());
  }
}
