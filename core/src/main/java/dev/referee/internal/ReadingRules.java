package dev.referee.internal;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Permissions;
import dev.referee.spi.ReadingRule;
import java.util.List;
import java.util.ServiceLoader;

/** All rules on the class path for which actions may be declared as reading. */
public final class ReadingRules {
  private static final ImmutableList<ReadingRule> RULES =
      ImmutableList.copyOf(
          ServiceLoader.load(ReadingRule.class, ReadingRule.class.getClassLoader()));

  private ReadingRules() {}

  /** Returns a sentence for each action that is wrongly declared as reading. */
  public static List<String> problems(Permissions permissions) {
    return problems(permissions, RULES);
  }

  static List<String> problems(Permissions permissions, List<ReadingRule> rules) {
    return permissions.reads().stream()
        .flatMap(
            action ->
                rules.stream()
                    .flatMap(rule -> rule.problem(action).stream())
                    .map(why -> sentence(action, why)))
        .collect(toImmutableList());
  }

  private static String sentence(String action, String why) {
    return "%s is declared as reading, but %s; declare it with Permissions.withActives(\"%s\")"
        .formatted(action, why, action);
  }

  /**
   * Checks that a check declares only actions as reading that read.
   *
   * @param check the id of the check, for the message
   * @throws IllegalArgumentException if it does not; the message names the actions
   */
  public static void require(String check, Permissions permissions) {
    List<String> problems = problems(permissions);
    checkArgument(
        problems.isEmpty(), "The check %s is refused: %s", check, String.join(". ", problems));
  }
}
