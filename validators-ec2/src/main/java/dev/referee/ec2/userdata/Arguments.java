package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The named arguments of an SDK call, at any depth, and the sizes that they set. */
final class Arguments {
  private static final CharMatcher SEPARATORS = CharMatcher.anyOf("_-");
  private static final ImmutableSet<String> TRUE = ImmutableSet.of("true", "1", "!0");
  private static final ImmutableSet<String> SIZES =
      ImmutableSet.of(
          "desiredcapacity",
          "minsize",
          "totaltargetcapacity",
          "targetcapacity",
          "desiredsize",
          "ondemandtargetcapacity",
          "spottargetcapacity",
          "maxgrouppreparedcapacity");

  private final Tokens tokens;
  private final Map<String, Integer> values = new HashMap<>();
  private boolean spreads;

  private Arguments(Tokens tokens) {
    this.tokens = tokens;
  }

  static Arguments of(Tokens tokens, Range range, Budget budget) {
    budget.steps(range.size() + 1);
    Arguments arguments = new Arguments(tokens);
    for (int i = range.from(); i < range.to(); i++) {
      Token token = tokens.at(i);
      if ((token.isName() || token.isString()) && isAssigned(tokens, i + 1)) {
        arguments.values.put(plain(token.text()), tokens.skipLineEnds(i + 2));
      } else if (token.isMark("*") || (token.isMark(".") && tokens.isMark(i + 1, "."))) {
        arguments.spreads = true;
      }
    }
    Range first = tokens.trim(tokens.split(range, ",").get(0));
    boolean alone = first.size() == 1 && tokens.at(first.from()).isName();
    arguments.spreads |= alone;
    return arguments;
  }

  private static boolean isAssigned(Tokens tokens, int index) {
    return tokens.isMark(index, ":")
        || tokens.isMark(index, "=>")
        || (tokens.isMark(index, "=") && !tokens.isMark(index + 1, "="));
  }

  private static String plain(String name) {
    return Ascii.toLowerCase(SEPARATORS.removeFrom(name));
  }

  /** Returns where the value of an argument begins. */
  Optional<Integer> at(String plainName) {
    return Optional.ofNullable(values.get(plainName));
  }

  boolean has(String plainName) {
    return values.containsKey(plainName);
  }

  boolean isDryRun() {
    return at("dryrun").map(this::lower).filter(TRUE::contains).isPresent();
  }

  private String lower(int index) {
    return Ascii.toLowerCase(tokens.at(index).text());
  }

  /** Returns whether the call visibly requests no instances. */
  boolean asksForNone(String iamAction) {
    boolean some = false;
    for (String size : SIZES) {
      Optional<Integer> value = at(size);
      if (value.isPresent() && !lower(value.get()).equals("0")) {
        return false;
      }
      some |= value.isPresent();
    }
    boolean changes = iamAction.contains(":Update") || iamAction.contains(":Modify");
    return some || (changes && !spreads);
  }
}
