package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.regex.Pattern;

/** The rules for valid ids. */
final class Ids {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Ids() {}

  static void require(String kind, String id) {
    checkArgument(
        ID.matcher(id).matches(),
        "The id of a %s consists of letters, digits, '.', '_' and '-', e.g. spawner-stopped; this"
            + " is '%s'",
        kind,
        id);
  }

  /** Returns the ids of the checks, in their order; repeated ids get a number. */
  static ImmutableList<String> distinct(Iterable<Check> checks) {
    Multiset<String> seen = HashMultiset.create();
    ImmutableList.Builder<String> distinct = ImmutableList.builder();
    for (Check check : checks) {
      seen.add(check.id());
      int times = seen.count(check.id());
      distinct.add(times == 1 ? check.id() : check.id() + "~" + times);
    }
    return distinct.build();
  }
}
