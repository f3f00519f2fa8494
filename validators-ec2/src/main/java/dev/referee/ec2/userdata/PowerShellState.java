package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import dev.referee.ec2.userdata.Tokens.Range;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables and aliases of a PowerShell script, and the values of its expressions. */
final class PowerShellState {
  private static final int DEPTH = 8;

  final Map<String, String> aliases = new HashMap<>();
  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, PowerShellParameters> tables = new HashMap<>();
  private final Findings to;

  PowerShellState(Findings to) {
    this.to = to;
  }

  void assign(String name, Value value) {
    variables.put(plain(name), value);
  }

  void assignTable(String name, PowerShellParameters table) {
    tables.put(plain(name), table);
  }

  /** Returns the parameters in a table that is passed with {@code @name}. */
  @Nullable PowerShellParameters table(String name) {
    return tables.get(plain(name));
  }

  private static String plain(String name) {
    String lower = Ascii.toLowerCase(name);
    int dot = lower.indexOf('.');
    lower = dot > 0 ? lower.substring(0, dot) : lower;
    return lower.startsWith("$") ? lower : "$" + lower;
  }

  Value value(Tokens tokens, Range range) {
    return value(tokens, range, 0);
  }

  private Value value(Tokens tokens, Range untrimmed, int depth) {
    Range range = tokens.trim(untrimmed);
    if (range.isEmpty() || depth > DEPTH) {
      return Value.UNKNOWN;
    }
    to.budget().steps(range.size() > 64 ? 64 : range.size());
    ImmutableList<Range> elements = tokens.split(range, ",");
    if (elements.size() > 1) {
      return list(tokens, elements, depth);
    }
    String fetched = fetched(tokens, range);
    if (fetched != null) {
      return Value.fetched(fetched);
    }
    return sum(tokens, range, depth);
  }

  private Value list(Tokens tokens, ImmutableList<Range> elements, int depth) {
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    for (Range range : elements) {
      words.add(value(tokens, range, depth + 1).text());
    }
    return Value.of(words.build());
  }

  /** Concatenates strings; other operators result in an unknown value. */
  private Value sum(Tokens tokens, Range range, int depth) {
    StringBuilder text = new StringBuilder();
    boolean known = false;
    @Nullable Value only = null;
    int operands = 0;
    for (int i = range.from(); i < range.to(); i = tokens.next(i)) {
      Token token = tokens.at(i);
      if (token.isName("+") || token.isMark("@")) {
        continue;
      }
      Value operand = operand(tokens, i, range, depth);
      if (operand.source() != null) {
        return operand;
      }
      only = operand;
      operands++;
      known |= !operand.isUnknown();
      to.budget().steps(operand.text().text().length());
      text.append(operand.text().text());
      if (isOperator(token)) {
        return Value.UNKNOWN;
      }
    }
    return operands == 1 && only != null ? only : known ? Value.of(text.toString()) : Value.UNKNOWN;
  }

  private static boolean isOperator(Token token) {
    return token.isName() && token.text().startsWith("-") && token.text().length() > 1;
  }

  private Value operand(Tokens tokens, int index, Range range, int depth) {
    Token token = tokens.at(index);
    if (token.isString()) {
      return Value.of(token.text());
    }
    if (token.isMark("(") || token.isMark("{")) {
      boolean decodes =
          index > range.from()
              && Ascii.toLowerCase(tokens.at(index - 1).text()).endsWith("frombase64string");
      Value inside = value(tokens, tokens.inside(index), depth + 1);
      return decodes ? decoded(inside) : inside;
    }
    if (token.isName() && token.text().startsWith("$")) {
      return variables.getOrDefault(plain(token.text()), Value.UNKNOWN);
    }
    boolean plain = range.size() == 1 && (token.isName() || token.type() == Token.Type.NUMBER);
    return plain ? Value.of(token.text()) : isSilent(token) ? Value.of("") : Value.UNKNOWN;
  }

  /** Returns whether a token adds nothing to a decoded text, such as {@code ::UTF8.GetString}. */
  private static boolean isSilent(Token token) {
    String lower = Ascii.toLowerCase(token.text());
    return token.isMark("[")
        || lower.endsWith("getstring")
        || lower.endsWith("frombase64string")
        || lower.equals(".trim")
        || lower.equals(".tostring");
  }

  private static Value decoded(Value base64) {
    String text = CharMatcher.whitespace().removeFrom(base64.text().text());
    if (!BaseEncoding.base64().canDecode(text)) {
      return Value.UNKNOWN;
    }
    byte[] bytes = BaseEncoding.base64().decode(text);
    boolean wide = bytes.length > 1 && bytes[1] == 0;
    return Value.of(new String(bytes, wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8));
  }

  /** Returns the source of a download in an expression; null if there is none. */
  private @Nullable String fetched(Tokens tokens, Range range) {
    for (int i = range.from(); i < range.to(); i++) {
      to.budget().step();
      Token token = tokens.at(i);
      if (!token.isName()) {
        continue;
      }
      String name = Cmdlets.plain(token.text());
      boolean method =
          (name.endsWith(".downloadstring") || name.endsWith(".downloaddata"))
              && tokens.isMark(i + 1, "(");
      if (method || Cmdlets.FETCHING.contains(name)) {
        return source(tokens, new Range(i + 1, range.to()));
      }
    }
    return null;
  }

  /** Returns the first address in a range, as far as it is known. */
  String source(Tokens tokens, Range range) {
    for (int i = range.from(); i < range.to(); i++) {
      Token token = tokens.at(i);
      if (token.text().contains("://")) {
        return token.text();
      }
      if (token.isName() && token.text().startsWith("$")) {
        Value value = variables.getOrDefault(plain(token.text()), Value.UNKNOWN);
        if (value.text().text().contains("://")) {
          return value.text().text();
        }
      }
    }
    return String.valueOf(Word.UNKNOWN);
  }
}
