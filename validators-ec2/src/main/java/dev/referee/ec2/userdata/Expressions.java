package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.BaseEncoding;
import dev.referee.ec2.userdata.Tokens.Range;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An evaluator of expressions: strings, concatenations, lists of strings, base64 and variables.
 * Everything else is unknown.
 */
final class Expressions {
  /** Methods that do not change text in a relevant way. */
  private static final ImmutableSet<String> TRANSPARENT =
      ImmutableSet.of(
          "decode",
          "encode",
          "strip",
          "rstrip",
          "lstrip",
          "trim",
          "chomp",
          "toString",
          "format",
          "to_s",
          "dedent",
          "text",
          "read",
          "content",
          "body",
          "freeze",
          "join",
          "String");

  private static final ImmutableSet<String> DECODING =
      ImmutableSet.of(
          "b64decode",
          "standard_b64decode",
          "decodestring",
          "decodebytes",
          "decode64",
          "strict_decode64",
          "urlsafe_b64decode",
          "atob",
          "decode_base64",
          "base64_decode");

  private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();
  private static final int DEPTH = 8;

  private final Dialect dialect;
  private final Budget budget;
  private final Map<String, Value> variables = new HashMap<>();

  Expressions(Dialect dialect, Budget budget) {
    this.dialect = dialect;
    this.budget = budget;
  }

  void assign(String name, Value value) {
    variables.put(name, value);
  }

  Value variable(String name) {
    return variables.getOrDefault(name, Value.UNKNOWN);
  }

  Value value(Tokens tokens, Range range) {
    return value(tokens, range, 0);
  }

  private Value value(Tokens tokens, Range untrimmed, int depth) {
    Range range = tokens.trim(untrimmed);
    if (range.isEmpty() || depth > DEPTH) {
      return Value.UNKNOWN;
    }
    budget.step();
    int from = range.from();
    if (tokens.partner(from) == range.to() - 1 && range.size() > 1 && tokens.isMark(from, "(")) {
      return inBracket(tokens, tokens.inside(from), depth);
    }
    ImmutableList<Range> summands = tokens.split(range, dialect.concatenation());
    if (summands.size() > 1) {
      return sum(tokens, summands, depth);
    }
    return operand(tokens, range, depth);
  }

  private Value inBracket(Tokens tokens, Range inside, int depth) {
    ImmutableList<Range> parts = tokens.split(inside, ",");
    return parts.size() > 1 ? list(tokens, parts, depth) : value(tokens, inside, depth + 1);
  }

  private Value sum(Tokens tokens, ImmutableList<Range> summands, int depth) {
    StringBuilder text = new StringBuilder();
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    boolean lists = true;
    for (Range range : summands) {
      Value value = value(tokens, range, depth + 1);
      if (value.source() != null) {
        return value;
      }
      lists &= value.words() != null;
      words.addAll(value.words() == null ? ImmutableList.of() : value.words());
      budget.steps(value.text().text().length());
      text.append(value.text().text());
    }
    return lists ? Value.of(words.build()) : Value.of(text.toString());
  }

  Value sum(Value one, Value other) {
    if (one.words() != null && other.words() != null) {
      return Value.of(
          ImmutableList.<Word>builder().addAll(one.words()).addAll(other.words()).build());
    }
    String begin = one.text().text();
    String end = other.text().text();
    budget.steps(begin.length() + end.length());
    return Value.of(begin + end);
  }

  /** Adds to a list: {@code words.append(word)}. */
  void append(Tokens tokens, int index, Range arguments) {
    String name = tokens.at(index - 2).text();
    Value list = variable(name);
    if (tokens.isMark(index - 1, ".") && list.words() != null) {
      budget.steps(list.words().size());
      Value value = value(tokens, arguments);
      Value added = value.words() == null ? Value.of(ImmutableList.of(value.text())) : value;
      assign(name, sum(list, added));
    }
  }

  private Value list(Tokens tokens, ImmutableList<Range> parts, int depth) {
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    for (Range range : parts) {
      Range part = tokens.trim(range);
      if (part.isEmpty()) {
        continue;
      }
      boolean spread = tokens.isMark(part.from(), "*") || tokens.isMark(part.from(), ".");
      Value value = value(tokens, spread ? afterMarks(tokens, part) : part, depth + 1);
      if (value.words() != null) {
        words.addAll(value.words());
      } else {
        words.add(value.text());
      }
    }
    return Value.of(words.build());
  }

  private static Range afterMarks(Tokens tokens, Range range) {
    int from = range.from();
    while (from < range.to() && (tokens.isMark(from, "*") || tokens.isMark(from, "."))) {
      from++;
    }
    return new Range(from, range.to());
  }

  private Value operand(Tokens tokens, Range range, int depth) {
    Token first = tokens.at(range.from());
    if (first.isString()) {
      return string(tokens, range);
    }
    if (first.isMark("[")) {
      Value list = list(tokens, tokens.split(tokens.inside(range.from()), ","), depth);
      return tokens.partner(range.from()) == range.to() - 1 ? list : Value.UNKNOWN;
    }
    if (first.isName() && range.size() == 1) {
      return variable(first.text());
    }
    return call(tokens, range, depth);
  }

  /** Reads adjacent strings, and method calls on them. */
  private Value string(Tokens tokens, Range range) {
    StringBuilder text = new StringBuilder();
    int i = range.from();
    while (i < range.to() && (tokens.at(i).isString() || tokens.isMark(i, "\n"))) {
      if (tokens.at(i).isString()) {
        text.append(tokens.at(i).text());
      }
      i++;
    }
    budget.steps(text.length());
    Value value = Value.of(text.toString());
    if (i >= range.to()) {
      return value;
    }
    if (tokens.isMark(i, "%") || isMethod(tokens, i, "format")) {
      return Value.of(placeholders(text));
    }
    if (isMethod(tokens, i, "split")) {
      return words(value);
    }
    if (isMethod(tokens, i, "join")) {
      return joined(tokens, tokens.inside(i + 2), text.toString());
    }
    boolean same = isTransparent(tokens, new Range(i, range.to()));
    return same ? value : Value.UNKNOWN;
  }

  private Value joined(Tokens tokens, Range arguments, String separator) {
    ImmutableList<Word> words = value(tokens, arguments, DEPTH - 2).words();
    return words == null ? Value.UNKNOWN : Value.of(join(words, separator));
  }

  static String join(ImmutableList<Word> words, String separator) {
    StringBuilder text = new StringBuilder();
    for (Word word : words) {
      text.append(text.isEmpty() ? "" : separator).append(word.text());
    }
    return text.toString();
  }

  static Value words(Value value) {
    return value.text().equals(Word.ANY)
        ? Value.UNKNOWN
        : Value.of(
            WORDS
                .splitToStream(value.text().text())
                .map(Word::new)
                .collect(ImmutableList.toImmutableList()));
  }

  private static boolean isMethod(Tokens tokens, int index, String name) {
    return tokens.isMark(index, ".") && tokens.at(index + 1).isName(name);
  }

  private static boolean isTransparent(Tokens tokens, Range rest) {
    for (int i = rest.from(); i < rest.to(); i = tokens.next(i)) {
      Token token = tokens.at(i);
      if (token.isName() && !TRANSPARENT.contains(token.text())) {
        return false;
      }
    }
    return true;
  }

  /** Replaces the placeholders of a format with {@link Word#UNKNOWN}. */
  private static String placeholders(CharSequence format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length() && Character.isLetter(format.charAt(i + 1))) {
        text.append(Word.UNKNOWN);
        i++;
      } else if (c == '{') {
        while (i < format.length() && format.charAt(i) != '}') {
          i++;
        }
        text.append(Word.UNKNOWN);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private Value call(Tokens tokens, Range range, int depth) {
    Value best = Value.UNKNOWN;
    for (int i = range.from(); i < range.to(); i = tokens.next(i)) {
      Token token = tokens.at(i);
      if (!token.isName() || !tokens.isMark(i + 1, "(")) {
        continue;
      }
      if (dialect.fetches(tokens, i)) {
        return Value.fetched(firstText(tokens, i + 1));
      }
      Range inside = tokens.inside(i + 1);
      if (DECODING.contains(token.text()) || isBuffer(tokens, i, inside)) {
        return decoded(value(tokens, tokens.split(inside, ",").get(0), depth + 1));
      }
      if (token.isName("split")) {
        Value text = i > range.from() + 1 ? receiver(tokens, range, i) : Value.UNKNOWN;
        return words(text.isUnknown() ? value(tokens, inside, depth + 1) : text);
      }
      if (TRANSPARENT.contains(token.text())) {
        Value argument = value(tokens, tokens.split(inside, ",").get(0), depth + 1);
        best = best.isUnknown() ? argument : best;
      }
    }
    return best.isUnknown() ? receiver(tokens, range, range.from() + 1) : best;
  }

  /** Returns the value of the variable on which methods are called. */
  private Value receiver(Tokens tokens, Range range, int end) {
    Token first = tokens.at(range.from());
    boolean calls = end <= range.to() && isTransparent(tokens, new Range(range.from() + 1, end));
    return calls && first.isName() ? variable(first.text()) : Value.UNKNOWN;
  }

  private static boolean isBuffer(Tokens tokens, int index, Range inside) {
    return tokens.at(index).isName("from")
        && tokens.at(index - 2).isName("Buffer")
        && inside.size() > 2
        && tokens.at(inside.to() - 1).text().equals("base64");
  }

  private static Value decoded(Value value) {
    String text = CharMatcher.whitespace().removeFrom(value.text().text());
    return decode(text).map(Value::of).orElse(Value.UNKNOWN);
  }

  private static Optional<String> decode(String base64) {
    return BaseEncoding.base64().canDecode(base64)
        ? Optional.of(new String(BaseEncoding.base64().decode(base64), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** Returns the first argument of a call as text, including unknown parts. */
  String firstText(Tokens tokens, int bracket) {
    Range first = tokens.split(tokens.inside(bracket), ",").get(0);
    return value(tokens, first, DEPTH - 2).text().text();
  }
}
