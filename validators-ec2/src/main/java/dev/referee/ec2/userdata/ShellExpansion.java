package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.ShellTree.NamedPipe;
import dev.referee.ec2.userdata.ShellTree.Output;
import dev.referee.ec2.userdata.ShellTree.Parameter;
import dev.referee.ec2.userdata.ShellTree.Piece;
import dev.referee.ec2.userdata.ShellTree.Raw;
import dev.referee.ec2.userdata.ShellTree.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An expander of shell words: variables, substitutions, braces and word splitting. */
final class ShellExpansion {
  private static final CharMatcher BLANK = CharMatcher.anyOf(" \t\r\n");
  private static final CharMatcher PATTERN = CharMatcher.anyOf("*?[\\");
  private static final String BRACE = "\uFFF8";
  private static final String UNKNOWN = String.valueOf(Marks.UNKNOWN);

  private final ShellInterpreter shell;

  ShellExpansion(ShellInterpreter shell) {
    this.shell = shell;
  }

  /** Returns the text of a word that is not split. */
  String text(Raw raw) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : raw.pieces()) {
      append(text, value(piece).replace(Marks.ELEMENT, ' '));
    }
    return text.toString();
  }

  /** Returns the words that result from a word. */
  List<Word> words(Raw raw) {
    Split words = new Split();
    for (Piece piece : braces(raw)) {
      String value = value(piece);
      if (piece.quoted() && !isList(piece)) {
        words.add(value);
      } else if (piece.quoted()) {
        words.elements(value);
      } else if (piece instanceof Text text && text.text().equals(BRACE)) {
        words.end();
      } else if (piece instanceof Text) {
        words.add(value);
      } else {
        words.split(value);
      }
    }
    return words.all();
  }

  private static boolean isList(Piece piece) {
    return piece instanceof Parameter parameter
        && (parameter.name().equals("@") || parameter.index().equals("@"));
  }

  private void append(StringBuilder to, String text) {
    shell.budget.steps(text.length() + 1);
    to.append(text);
  }

  private String value(Piece piece) {
    shell.budget.step();
    if (piece instanceof Text text) {
      return text.text();
    }
    if (piece instanceof Output output) {
      Data printed = shell.substitute(output.program());
      return CharMatcher.is('\n').trimTrailingFrom(printed.text());
    }
    if (piece instanceof NamedPipe pipe) {
      return shell.pipe(pipe);
    }
    return piece instanceof Parameter parameter ? value(parameter) : UNKNOWN;
  }

  private String value(Parameter parameter) {
    String name = parameter.name();
    Optional<String> set = plain(parameter);
    String operator = parameter.operator();
    switch (operator) {
      case "" -> {
        return set.orElse(UNKNOWN);
      }
      case ":-", "-", ":=", "=" -> {
        if (set.isPresent() && !set.get().isEmpty()) {
          return set.get();
        }
        String value = text(parameter.operand());
        if (operator.contains("=")) {
          shell.state.set(name, value, true);
        }
        return value;
      }
      case ":+", "+" -> {
        return text(parameter.operand());
      }
      case ":?", "?" -> {
        text(parameter.operand());
        return set.orElse(UNKNOWN);
      }
      default -> {
        String operand = text(parameter.operand());
        return set.map(value -> changed(value, operator, operand)).orElse(UNKNOWN);
      }
    }
  }

  private Optional<String> plain(Parameter parameter) {
    String name = parameter.name();
    if (name.equals("@") || name.equals("*")) {
      return Optional.of(ShellState.array(shell.state.arguments));
    }
    if (name.length() == 1 && Character.isDigit(name.charAt(0))) {
      int index = name.charAt(0) - '1';
      return index >= 0 && index < shell.state.arguments.size()
          ? Optional.of(shell.state.arguments.get(index))
          : Optional.empty();
    }
    Optional<String> value = shell.state.value(name);
    String index = parameter.index();
    if (index.equals("@") || index.equals("*") || value.isEmpty()) {
      return value;
    }
    List<String> elements = Splitter.on(Marks.ELEMENT).splitToList(value.get());
    shell.budget.steps(value.get().length());
    if (index.isEmpty()) {
      return Optional.of(elements.get(0));
    }
    if (index.length() < 4 && CharMatcher.inRange('0', '9').matchesAllOf(index)) {
      int at = Integer.parseInt(index);
      return at < elements.size() ? Optional.of(elements.get(at)) : Optional.empty();
    }
    return Optional.of(UNKNOWN);
  }

  /** Evaluates simple operators; for the others, downloaded content stays marked. */
  private static String changed(String value, String operator, String operand) {
    boolean literal = PATTERN.matchesNoneOf(operand) && Marks.ANY.matchesNoneOf(operand);
    if (literal && operator.startsWith("#") && value.startsWith(operand)) {
      return value.substring(operand.length());
    }
    if (literal && operator.startsWith("%") && value.endsWith(operand)) {
      return value.substring(0, value.length() - operand.length());
    }
    if (literal && operator.startsWith("/")) {
      int slash = operand.indexOf('/');
      String from = slash < 0 ? operand : operand.substring(0, slash);
      String to = slash < 0 ? "" : operand.substring(slash + 1);
      if (!from.isEmpty() && to.length() <= from.length()) {
        return value.replace(from, to);
      }
    }
    if (operand.isEmpty() && operator.startsWith(",")) {
      return operator.equals(",,") ? Ascii.toLowerCase(value) : value;
    }
    if (operand.isEmpty() && operator.equals("^^")) {
      return Ascii.toUpperCase(value);
    }
    String marks = Marks.FETCHED.retainFrom(value);
    return marks.isEmpty() ? UNKNOWN : marks.substring(0, 1);
  }

  /** Expands {@code {a,b}} if the whole word is unquoted. */
  private static List<Piece> braces(Raw raw) {
    if (raw.pieces().size() != 1
        || !(raw.pieces().get(0) instanceof Text text)
        || text.quoted()
        || text.text().indexOf('{') < 0) {
      return raw.pieces();
    }
    String whole = text.text();
    int open = whole.indexOf('{');
    int close = whole.indexOf('}', open);
    if (close < 0 || whole.lastIndexOf(',', close) < open) {
      return raw.pieces();
    }
    ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
    boolean first = true;
    for (String each : Splitter.on(',').split(whole.substring(open + 1, close))) {
      if (!first) {
        pieces.add(new Text(BRACE, false));
      }
      first = false;
      pieces.add(new Text(whole.substring(0, open) + each + whole.substring(close + 1), false));
    }
    return pieces.build();
  }

  /** A builder of the words that result from splitting. */
  private final class Split {
    private final List<Word> done = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean open;

    void add(String text) {
      append(word, text);
      open = true;
    }

    void end() {
      if (open) {
        done.add(new Word(word.toString()));
        word.setLength(0);
        open = false;
      }
    }

    void elements(String value) {
      boolean first = true;
      for (String element : Splitter.on(Marks.ELEMENT).split(value)) {
        if (!first) {
          end();
        }
        first = false;
        if (!value.isEmpty()) {
          add(element);
        }
      }
    }

    void split(String value) {
      shell.budget.steps(value.length());
      int start = 0;
      for (int i = 0; i <= value.length(); i++) {
        boolean blank =
            i < value.length()
                && (BLANK.matches(value.charAt(i)) || value.charAt(i) == Marks.ELEMENT);
        if (blank || i == value.length()) {
          if (i > start) {
            add(value.substring(start, i));
          }
          if (blank) {
            end();
          }
          start = i + 1;
        }
      }
    }

    List<Word> all() {
      end();
      return done;
    }
  }
}
