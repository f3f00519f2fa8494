package dev.referee.gamefile;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables in a text, for example <code>${team.id}</code>. An additional dollar makes it
 * literal: <code>$${team.id}</code>.
 */
final class Variables {
  static final String TEAM_ID = "team.id";
  static final String ACCOUNT_ID = "account.id";
  static final String ENV = "env.";
  static final String OUTPUTS = "stack.outputs.";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]*)\\}|\\$\\{");
  private static final Pattern NAME =
      Pattern.compile(
          "team\\.id|account\\.id|env\\.[A-Za-z_][A-Za-z0-9_]*|stack\\.outputs\\.[A-Za-z0-9]+");

  /** The place of a text, which decides which variables are allowed. */
  enum Site {
    PARAMETER(TEAM_ID, OUTPUTS),
    ACCOUNT(TEAM_ID, ACCOUNT_ID),
    SECRET(TEAM_ID, ACCOUNT_ID, ENV);

    private final ImmutableSet<String> beginnings;

    Site(String... beginnings) {
      this.beginnings = ImmutableSet.copyOf(beginnings);
    }

    private List<String> names() {
      return beginnings.stream().map(name -> name.endsWith(".") ? name + "NAME" : name).toList();
    }

    private boolean knows(String variable) {
      return NAME.matcher(variable).matches() && beginnings.stream().anyMatch(variable::startsWith);
    }
  }

  private Variables() {}

  /** Records the mistakes in the variables of a text. */
  static void check(SourceLocation location, String text, Site site, Problems mistakes) {
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      String variable = matcher.group(1);
      if (matcher.group().equals("${")) {
        mistakes.add(location, "A '${' is not closed; write '$${' for a literal '${'");
      } else if (variable != null && !site.knows(variable)) {
        if (variable.startsWith(ENV) && site != Site.SECRET) {
          mistakes.add(location, "Environment variables are allowed only in externalId");
        } else {
          mistakes.unknown(location, "variable", variable, site.names());
        }
      }
    }
  }

  /** Returns whether the variables of a text are valid. */
  static boolean fit(String text, Site site) {
    Problems mistakes = new Problems("");
    check(SourceLocation.START, text, site, mistakes);
    return mistakes.count() == 0;
  }

  /** Returns the variables in the value of a parameter, or in a text. */
  static List<String> in(@Nullable Object given) {
    if (given instanceof Map<?, ?> map) {
      return map.values().stream().flatMap(each -> in(each).stream()).toList();
    }
    if (given instanceof Collection<?> list) {
      return list.stream().flatMap(each -> in(each).stream()).toList();
    }
    return VARIABLE.matcher(String.valueOf(given)).results().map(Variables::name).toList().stream()
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static String name(MatchResult result) {
    String name = result.group(1);
    return name == null ? "" : name;
  }

  /** Returns the values of parameters with their variables resolved. */
  static Map<String, Object> fill(Map<String, Object> given, UnaryOperator<String> values) {
    Map<String, Object> filled = new LinkedHashMap<>();
    given.forEach((name, value) -> filled.put(name, filled(value, values)));
    return filled;
  }

  private static @Nullable Object filled(@Nullable Object given, UnaryOperator<String> values) {
    if (given instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> filled = new LinkedHashMap<>();
      map.forEach((name, value) -> filled.put(name, filled(value, values)));
      return filled;
    }
    if (given instanceof Collection<?> list) {
      List<@Nullable Object> filled = new ArrayList<>();
      list.forEach(each -> filled.add(filled(each, values)));
      return filled;
    }
    return given == null ? null : fill(given.toString(), values);
  }

  /** Returns the text with its variables resolved; their values are not resolved again. */
  static String fill(String text, UnaryOperator<String> values) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            result ->
                Matcher.quoteReplacement(
                    result.group(1) == null ? "${" : values.apply(result.group(1))));
  }
}
