package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The named and positional parameters of a PowerShell command. */
final class PowerShellParameters {
  private static final ImmutableSet<String> SIZES =
      ImmutableSet.of("desiredcapacity", "minsize", "scalingconfig_desiredsize", "targetcapacity");

  private final Map<String, Value> named = new HashMap<>();
  private final List<Value> others = new ArrayList<>();
  private boolean unknown;

  static PowerShellParameters of(Tokens tokens, Range range, PowerShellState state) {
    PowerShellParameters parameters = new PowerShellParameters();
    int i = range.from();
    while (i < range.to()) {
      Token token = tokens.at(i);
      if (token.isMark("@") && tokens.at(i + 1).isName()) {
        parameters.splat(state.table(tokens.at(i + 1).text()));
        i += 2;
      } else if (token.isName() && token.text().startsWith("-") && token.text().length() > 1) {
        i = parameters.parameter(tokens, i, range, state);
      } else {
        int end = argument(tokens, i, range);
        parameters.others.add(state.value(tokens, new Range(i, end)));
        i = Math.max(end, i + 1);
      }
    }
    return parameters;
  }

  /** Reads a table: {@code Name = value} on separate lines, or after semicolons. */
  static PowerShellParameters ofTable(Tokens tokens, Range range, PowerShellState state) {
    PowerShellParameters parameters = new PowerShellParameters();
    for (int i = range.from(); i < range.to(); i = tokens.next(i)) {
      if (tokens.isMark(i + 1, "=")) {
        Range value = rest(tokens, i + 2, range);
        parameters.named.put(plain(tokens.at(i).text()), state.value(tokens, value));
      }
    }
    return parameters;
  }

  private static Range rest(Tokens tokens, int from, Range range) {
    int i = from;
    while (i < range.to() && !tokens.isMark(i, "\n") && !tokens.isMark(i, ";")) {
      i = tokens.next(i);
    }
    return new Range(from, Math.min(i, range.to()));
  }

  private void splat(@Nullable PowerShellParameters table) {
    if (table == null) {
      unknown = true;
    } else {
      named.putAll(table.named);
    }
  }

  private int parameter(Tokens tokens, int index, Range range, PowerShellState state) {
    String text = tokens.at(index).text();
    int colon = text.indexOf(':');
    if (colon > 0 && colon < text.length() - 1) {
      named.put(plain(text.substring(0, colon)), Value.of(text.substring(colon + 1)));
      return index + 1;
    }
    int from = index + 1;
    boolean alone =
        from >= range.to()
            || (tokens.at(from).isName() && tokens.at(from).text().startsWith("-"))
            || (tokens.isMark(from, "@") && tokens.at(from + 1).isName());
    int end = alone ? from : argument(tokens, from, range);
    Value value = alone ? Value.of("$true") : state.value(tokens, new Range(from, end));
    if (end == from + 1 && tokens.at(from).text().startsWith("$") && value.isUnknown()) {
      value = Value.of(tokens.at(from).text());
    }
    named.put(plain(text), value);
    return Math.max(end, index + 1);
  }

  /** Returns the end of an argument: after a bracket, a word, or a list with commas. */
  private static int argument(Tokens tokens, int from, Range range) {
    int i = from;
    while (i < range.to()) {
      boolean marks = tokens.isMark(i, "@") || tokens.isMark(i, "[") || tokens.isMark(i, ",");
      i = tokens.next(i);
      while (i < range.to() && isMember(tokens.at(i))) {
        i = tokens.next(i);
        i = tokens.isMark(i, "(") ? tokens.next(i) : i;
      }
      if (!marks && !tokens.isMark(i, ",")) {
        break;
      }
    }
    return Math.min(i, range.to());
  }

  private static boolean isMember(Token token) {
    return token.isName()
        && ((token.text().startsWith(".")
                && token.text().length() > 1
                && Character.isLetter(token.text().charAt(1)))
            || token.text().startsWith("::"));
  }

  private static String plain(String name) {
    return Ascii.toLowerCase(CharMatcher.anyOf("-:\"'").removeFrom(name));
  }

  /** Returns the value of a parameter, by its name or a prefix of it; null if there is none. */
  @Nullable Value get(String name) {
    Value exact = named.get(name);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, Value> entry : named.entrySet()) {
      if (entry.getKey().length() > 2 && name.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  /** Returns the value of a parameter, or of the argument at a position. */
  Value get(String name, int place) {
    Value value = get(name);
    if (value != null) {
      return value;
    }
    return place >= 0 && place < others.size() ? others.get(place) : Value.UNKNOWN;
  }

  ImmutableList<Value> others() {
    return ImmutableList.copyOf(others);
  }

  boolean isDryRun() {
    return isTrue(named.get("dryrun")) || isTrue(named.get("whatif"));
  }

  private static boolean isTrue(@Nullable Value value) {
    return value != null
        && (Ascii.equalsIgnoreCase(value.text().text(), "$true") || value.text().is("1"));
  }

  /** Returns whether the command visibly requests no instances. */
  boolean asksForNone(String iamAction) {
    boolean some = false;
    for (Map.Entry<String, Value> entry : named.entrySet()) {
      boolean size =
          SIZES.contains(entry.getKey()) || entry.getKey().endsWith("_totaltargetcapacity");
      if (size && !entry.getValue().text().is("0")) {
        return false;
      }
      some |= size;
    }
    boolean changes = iamAction.contains(":Update") || iamAction.contains(":Modify");
    return some || (changes && !unknown && others.isEmpty());
  }
}
