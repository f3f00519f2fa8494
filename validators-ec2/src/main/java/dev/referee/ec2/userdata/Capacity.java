package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;

/**
 * The capacity that a call requests. A capacity of 0 starts nothing; a call without a capacity
 * starts something only if it creates instances by itself.
 */
final class Capacity {

  /**
   * The names of the capacity parameters, and of the operations that change the capacity only if
   * they have one.
   */
  private static final ImmutableMap<String, ImmutableSet<String>> SIZES =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put("setdesiredcapacity", ImmutableSet.of("desiredcapacity"))
          .put("updateautoscalinggroup", ImmutableSet.of("desiredcapacity", "minsize"))
          .put("createautoscalinggroup", ImmutableSet.of("desiredcapacity", "minsize"))
          .put("putscheduledupdategroupaction", ImmutableSet.of("desiredcapacity", "minsize"))
          .put("updatenodegroupconfig", ImmutableSet.of("desiredsize", "minsize"))
          .put("createnodegroup", ImmutableSet.of("desiredsize", "minsize"))
          .put("createfleet", ImmutableSet.of("totaltargetcapacity"))
          .put("modifyfleet", ImmutableSet.of("totaltargetcapacity"))
          .put("modifyspotfleetrequest", ImmutableSet.of("targetcapacity"))
          .buildOrThrow();

  private static final ImmutableSet<String> BY_SIZE_ONLY =
      ImmutableSet.of(
          "updateautoscalinggroup",
          "putscheduledupdategroupaction",
          "updatenodegroupconfig",
          "modifyfleet",
          "modifyspotfleetrequest");

  private static final CharMatcher LETTERS =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('A', 'Z'));

  private final boolean starts;

  private Capacity(boolean starts) {
    this.starts = starts;
  }

  boolean mayStart() {
    return starts;
  }

  /** Reads the capacity from the words of a call. */
  static Capacity of(String operation, List<Word> argv, ShellInterpreter shell) {
    String plain = Ascii.toLowerCase(CharMatcher.anyOf("-_").removeFrom(operation));
    ImmutableSet<String> names = SIZES.getOrDefault(plain, ImmutableSet.of());
    if (names.isEmpty()) {
      return new Capacity(true);
    }
    boolean named = false;
    boolean some = false;
    boolean unseen = false;
    for (int i = 0; i < argv.size(); i++) {
      String word = argv.get(i).text();
      shell.budget.steps(word.length());
      if (word.startsWith("--")) {
        int equals = word.indexOf('=');
        String option = LETTERS.retainFrom(equals < 0 ? word : word.substring(0, equals));
        boolean isSize = names.contains(Ascii.toLowerCase(option));
        String value =
            equals >= 0
                ? word.substring(equals + 1)
                : i + 1 < argv.size() ? argv.get(i + 1).text() : "";
        named |= isSize;
        some |= isSize && !isZero(value);
        unseen |= option.equals("cliinputjson") || option.equals("cliinputyaml");
      }
      Sizes within = Sizes.within(word, names);
      named |= within.named();
      some |= within.some();
    }
    return new Capacity(some || (!named && (unseen || !BY_SIZE_ONLY.contains(plain))));
  }

  static boolean isZero(String value) {
    String digits = CharMatcher.anyOf("\"' \t\r\n").trimFrom(value);
    return !digits.isEmpty() && CharMatcher.is('0').matchesAllOf(digits);
  }

  private record Sizes(boolean named, boolean some) {

    /** Finds capacities in shorthand and JSON: a name, an equals sign or colon, and a number. */
    static Sizes within(String text, ImmutableSet<String> names) {
      boolean named = false;
      boolean some = false;
      int i = 0;
      while (i < text.length()) {
        int start = i;
        while (i < text.length() && LETTERS.matches(text.charAt(i))) {
          i++;
        }
        if (i > start && names.contains(Ascii.toLowerCase(text.substring(start, i)))) {
          int value = i;
          while (value < text.length() && "\"' :=".indexOf(text.charAt(value)) >= 0) {
            value++;
          }
          int end = value;
          while (end < text.length() && ",}] \"'".indexOf(text.charAt(end)) < 0) {
            end++;
          }
          boolean assigned = value > i && value < text.length() && !text.startsWith("--");
          named |= assigned;
          some |= assigned && !isZero(text.substring(value, end));
        }
        i = Math.max(i, start + 1);
      }
      return new Sizes(named, some);
    }
  }
}
