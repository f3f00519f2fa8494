package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.ShellTree.Dynamic;
import dev.referee.ec2.userdata.ShellTree.NamedPipe;
import dev.referee.ec2.userdata.ShellTree.Output;
import dev.referee.ec2.userdata.ShellTree.Parameter;
import dev.referee.ec2.userdata.ShellTree.Piece;
import dev.referee.ec2.userdata.ShellTree.Pipeline;
import dev.referee.ec2.userdata.ShellTree.Raw;
import dev.referee.ec2.userdata.ShellTree.Text;
import java.util.List;

/**
 * A lexer of the words of a shell: quotes, expansions, substitutions. The parser handles the
 * structure.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html">Shell
 *     Command Language</a>
 */
abstract class ShellLexer {
  private static final CharMatcher META = CharMatcher.anyOf(" \t\r\n;&|<>()");
  private static final CharMatcher NAME =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.is('_'));
  private static final CharMatcher SPECIAL = CharMatcher.anyOf("@*#?-$!0123456789");

  /** Nested substitutions, groups and braces. People write three. */
  private static final int DEEPEST = 50;

  final String source;
  final int base;
  final Budget budget;
  int at;
  int depth;

  /** Whether a quote, brace or parenthesis was not closed. */
  boolean broken;

  ShellLexer(String source, int base, int depth, Budget budget) {
    this.source = source;
    this.base = base;
    this.depth = depth;
    this.budget = budget;
  }

  /** Parses the commands up to and including a closing parenthesis. */
  abstract List<Pipeline> substitution();

  /** Parses commands in another text. */
  abstract List<Pipeline> embedded(String program, int offset);

  boolean more() {
    return at < source.length();
  }

  /** Returns the character at a distance; 0 beyond the end. */
  char peek(int ahead) {
    int index = at + ahead;
    return index < source.length() ? source.charAt(index) : 0;
  }

  char take() {
    budget.step();
    return source.charAt(at++);
  }

  boolean lookingAt(String text) {
    return source.startsWith(text, at);
  }

  void deeper() {
    if (++depth > DEEPEST) {
      throw new Budget.Exhausted("nests shell commands more than " + DEEPEST + " deep");
    }
  }

  static boolean isMeta(char c) {
    return META.matches(c);
  }

  static boolean isName(String text) {
    return !text.isEmpty() && NAME.matchesAllOf(text) && !Character.isDigit(text.charAt(0));
  }

  /** Reads a word up to a character that ends words; empty if there is one here. */
  Raw word() {
    int start = base + at;
    Pieces pieces = new Pieces();
    while (more()) {
      char c = peek(0);
      if ((c == '<' || c == '>') && peek(1) == '(') {
        at += 2;
        pieces.add(new NamedPipe(substitution(), c == '<', false));
      } else if (isMeta(c)) {
        break;
      } else {
        piece(pieces);
      }
    }
    return pieces.raw(start);
  }

  /** Reads one unquoted piece, whatever it begins with. */
  private void piece(Pieces pieces) {
    char c = take();
    switch (c) {
      case '\\' -> escaped(pieces);
      case '\'' -> pieces.text(upTo('\''), true);
      case '"' -> doubleQuoted(pieces);
      case '`' -> pieces.add(new Output(backquoted(), false));
      case '$' -> dollar(pieces, false);
      default -> pieces.text(c, false);
    }
  }

  private void escaped(Pieces pieces) {
    if (peek(0) == '\r' && peek(1) == '\n') {
      at += 2;
    } else if (peek(0) == '\n') {
      at++;
    } else if (more()) {
      pieces.text(take(), true);
    }
  }

  private String upTo(char end) {
    int found = source.indexOf(end, at);
    if (found < 0) {
      broken = true;
      found = source.length();
    }
    String text = source.substring(at, found);
    budget.steps(text.length() + 1);
    at = Math.min(found + 1, source.length());
    return text;
  }

  private void doubleQuoted(Pieces pieces) {
    pieces.text("", true);
    while (more()) {
      if (peek(0) == '"') {
        at++;
        return;
      }
      quotedPiece(pieces);
    }
    broken = true;
  }

  /** Reads one piece between double quotes. */
  private void quotedPiece(Pieces pieces) {
    char c = take();
    switch (c) {
      case '\\' -> {
        char next = peek(0);
        if (next == '\n') {
          at++;
        } else if (next == '$' || next == '`' || next == '"' || next == '\\') {
          pieces.text(take(), true);
        } else {
          pieces.text(c, true);
        }
      }
      case '`' -> pieces.add(new Output(backquoted(), true));
      case '$' -> dollar(pieces, true);
      default -> pieces.text(c, true);
    }
  }

  /** Reads a here-document's body: expansions, but no quotes. */
  Raw hereText(int start) {
    Pieces pieces = new Pieces();
    pieces.text("", true);
    while (more()) {
      quotedPiece(pieces);
    }
    return pieces.raw(start);
  }

  private List<Pipeline> backquoted() {
    int start = base + at;
    StringBuilder program = new StringBuilder();
    while (more()) {
      char c = take();
      if (c == '`') {
        return embedded(program.toString(), start);
      }
      char next = peek(0);
      if (c == '\\' && (next == '`' || next == '\\' || next == '$')) {
        c = take();
      }
      program.append(c);
    }
    broken = true;
    return embedded(program.toString(), start);
  }

  private void dollar(Pieces pieces, boolean quoted) {
    char c = peek(0);
    if (c == '(') {
      at++;
      if (peek(0) == '(' && arithmetic()) {
        pieces.add(new Dynamic(quoted));
      } else {
        pieces.add(new Output(substitution(), quoted));
      }
    } else if (c == '{') {
      at++;
      braces(pieces, quoted);
    } else if (c == '\'' && !quoted) {
      at++;
      pieces.text(AnsiC.decode(ansiC()), true);
    } else if (c == '"' && !quoted) {
      at++;
      doubleQuoted(pieces);
    } else if (NAME.matches(c) && !Character.isDigit(c)) {
      pieces.add(new Parameter(name(), "", "", Raw.NONE, quoted));
    } else if (SPECIAL.matches(c) && c != 0) {
      pieces.add(new Parameter(String.valueOf(take()), "", "", Raw.NONE, quoted));
    } else {
      pieces.text('$', quoted);
    }
  }

  private String ansiC() {
    int start = at;
    while (more()) {
      char c = take();
      if (c == '\'') {
        return source.substring(start, at - 1);
      }
      if (c == '\\' && more()) {
        at++;
      }
    }
    broken = true;
    return source.substring(start);
  }

  private String name() {
    int start = at;
    while (more() && NAME.matches(peek(0))) {
      take();
    }
    return source.substring(start, at);
  }

  /**
   * Skips an arithmetic expression, if there is one here; its second parenthesis has not been read.
   */
  boolean arithmetic() {
    int open = 0;
    for (int i = at; i < source.length(); i++) {
      budget.step();
      char c = source.charAt(i);
      if (c == '(') {
        open++;
      } else if (c == ')' && --open == 0) {
        boolean closed = i + 1 < source.length() && source.charAt(i + 1) == ')';
        if (closed && !runsSomething(at, i)) {
          at = i + 2;
          return true;
        }
        return false;
      }
    }
    return false;
  }

  /** Returns whether it contains command substitutions; then it is read as commands. */
  private boolean runsSomething(int from, int to) {
    String inner = source.substring(from, to);
    budget.steps(inner.length());
    return inner.contains("$(") || inner.indexOf('`') >= 0;
  }

  private void braces(Pieces pieces, boolean quoted) {
    deeper();
    boolean indirect = peek(0) == '!' || (peek(0) == '#' && peek(1) != '}');
    if (indirect) {
      at++;
    }
    String name = name();
    if (name.isEmpty() && SPECIAL.matches(peek(0))) {
      name = String.valueOf(take());
    }
    String index = "";
    if (peek(0) == '[') {
      at++;
      index = upTo(']');
    }
    int operatorStart = at;
    while (more() && ":-=+?#%/^,@".indexOf(peek(0)) >= 0 && at - operatorStart < 2) {
      take();
    }
    String operator = source.substring(operatorStart, at);
    Pieces operand = new Pieces();
    int start = base + at;
    boolean closed = false;
    while (more() && !closed) {
      if (peek(0) == '}') {
        at++;
        closed = true;
      } else if (quoted && peek(0) != '"') {
        quotedPiece(operand);
      } else {
        piece(operand);
      }
    }
    broken |= !closed;
    depth--;
    pieces.add(new Parameter(name, index, indirect ? "!" : operator, operand.raw(start), quoted));
  }

  /** A builder of the pieces of a word. */
  private static final class Pieces {
    private final ImmutableList.Builder<Piece> done = ImmutableList.builder();
    private final StringBuilder text = new StringBuilder();
    private boolean quoted;
    private boolean open;

    void text(char c, boolean isQuoted) {
      begin(isQuoted);
      text.append(c);
    }

    void text(String more, boolean isQuoted) {
      begin(isQuoted);
      text.append(more);
    }

    private void begin(boolean isQuoted) {
      if (open && quoted != isQuoted) {
        flush();
      }
      open = true;
      quoted = isQuoted;
    }

    void add(Piece piece) {
      flush();
      done.add(piece);
    }

    private void flush() {
      if (open) {
        done.add(new Text(text.toString(), quoted));
        text.setLength(0);
        open = false;
      }
    }

    Raw raw(int offset) {
      flush();
      return new Raw(done.build(), offset);
    }
  }
}
