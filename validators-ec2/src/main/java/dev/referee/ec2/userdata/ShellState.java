package dev.referee.ec2.userdata;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.ShellTree.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables, functions and directory of a shell. A variable that is set only on some branches
 * has several possible values.
 */
final class ShellState {
  private static final int MOST_VALUES = 6;

  /** Longer values are not followed; people do not use them. */
  private static final int LONGEST_VALUE = 1 << 18;

  private static final ImmutableSet<String> CREDENTIALS =
      ImmutableSet.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_PROFILE",
          "AWS_DEFAULT_PROFILE",
          "AWS_ROLE_ARN",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_CONFIG_FILE",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI");

  private final Map<String, List<String>> variables = new HashMap<>();
  final Map<String, Command> functions = new HashMap<>();
  final Map<String, String> aliases = new HashMap<>();
  final Set<String> called = new HashSet<>();
  ImmutableList<String> arguments = ImmutableList.of();
  String directory = "/";

  /** The index of the current alternatives, and the maximum number for any word. */
  int choice;

  int choices = 1;

  /** Returns the value of a variable; of several, the current alternative. */
  Optional<String> value(String name) {
    List<String> values = variables.get(name);
    if (values == null || values.isEmpty()) {
      return Optional.empty();
    }
    choices = Math.max(choices, values.size());
    return Optional.of(values.get(choice % values.size()));
  }

  /**
   * Sets a variable.
   *
   * @param certain whether it is certainly set; otherwise it may keep its old value
   */
  void set(String name, String value, boolean certain) {
    String kept = value.length() > LONGEST_VALUE ? String.valueOf(Marks.UNKNOWN) : value;
    List<String> values =
        certain ? new ArrayList<>() : variables.getOrDefault(name, new ArrayList<>());
    if (!values.contains(kept)) {
      if (values.size() >= MOST_VALUES) {
        values.set(MOST_VALUES - 1, String.valueOf(Marks.UNKNOWN));
      } else {
        values.add(kept);
      }
    }
    variables.put(name, values);
  }

  static boolean isCredential(String name) {
    return CREDENTIALS.contains(name);
  }

  static String array(List<String> elements) {
    return Joiner.on(Marks.ELEMENT).join(elements);
  }
}
