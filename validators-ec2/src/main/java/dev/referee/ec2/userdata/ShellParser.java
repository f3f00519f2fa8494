package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.ShellTree.Assignment;
import dev.referee.ec2.userdata.ShellTree.Command;
import dev.referee.ec2.userdata.ShellTree.Definition;
import dev.referee.ec2.userdata.ShellTree.Group;
import dev.referee.ec2.userdata.ShellTree.Pipeline;
import dev.referee.ec2.userdata.ShellTree.Raw;
import dev.referee.ec2.userdata.ShellTree.Redirect;
import dev.referee.ec2.userdata.ShellTree.Simple;
import dev.referee.ec2.userdata.ShellTree.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of bash and POSIX shell programs.
 *
 * <p>Conditions are not evaluated: every branch may run. An invalid program is read as far as
 * possible; {@link #broken} is then true.
 */
final class ShellParser extends ShellLexer {
  private static final ImmutableSet<String> ENDS =
      ImmutableSet.of("}", "fi", "done", "esac", "then", "else", "elif", "do");
  private static final ImmutableSet<String> CONDITIONS =
      ImmutableSet.of("then", "else", "elif", "do");
  private static final ImmutableSet<String> DECLARATIONS =
      ImmutableSet.of("export", "local", "declare", "typeset", "readonly");

  private final List<int[]> comments = new ArrayList<>();
  private final Deque<HereText> pending = new ArrayDeque<>();

  private record HereText(Redirect redirect, String end, boolean stripTabs, boolean literal) {}

  private ShellParser(String source, int base, int depth, Budget budget) {
    super(source, base, depth, budget);
  }

  static ShellParser of(String source, Budget budget) {
    return new ShellParser(source, 0, 0, budget);
  }

  /** Parses the whole program. */
  List<Pipeline> program() {
    List<Pipeline> all = new ArrayList<>();
    while (true) {
      all.addAll(sequence());
      if (!more()) {
        broken |= !pending.isEmpty();
        return all;
      }
      // A word or parenthesis that closes nothing.
      broken = true;
      if (peek(0) == ')' || peek(0) == ';') {
        at++;
      } else {
        word();
      }
    }
  }

  @Override
  List<Pipeline> substitution() {
    deeper();
    List<Pipeline> body = sequence();
    while (more() && peek(0) != ')') {
      broken = true;
      if (word().pieces().isEmpty()) {
        at++;
      }
      body.addAll(sequence());
    }
    close(')');
    depth--;
    return body;
  }

  @Override
  List<Pipeline> embedded(String program, int offset) {
    budget.bytes(program.length());
    deeper();
    ShellParser inner = new ShellParser(program, offset, depth, budget);
    List<Pipeline> body = inner.program();
    broken |= inner.broken;
    depth--;
    return body;
  }

  private void close(char end) {
    if (peek(0) == end) {
      at++;
    } else {
      broken = true;
    }
  }

  /** Parses commands up to, but not including, something that ends them. */
  private List<Pipeline> sequence() {
    List<Pipeline> all = new ArrayList<>();
    boolean conditional = false;
    while (true) {
      conditional |= separators();
      if (!more() || peek(0) == ')' || lookingAt(";;") || lookingAt(";&") || isEnd()) {
        return all;
      }
      int before = at;
      ImmutableList.Builder<Command> commands = ImmutableList.builder();
      command(commands);
      while (peek(0) == '|' && peek(1) != '|') {
        at += peek(1) == '&' ? 2 : 1;
        separators();
        command(commands);
      }
      boolean background = peek(0) == '&' && peek(1) != '&';
      all.add(new Pipeline(commands.build(), conditional || background));
      conditional = false;
      if (at == before) {
        take(); // a character with which nothing begins
        broken = true;
      }
    }
  }

  /** Skips what separates commands; returns whether one was && or ||. */
  private boolean separators() {
    boolean conditional = false;
    while (more()) {
      blanks();
      char c = peek(0);
      if (c == '\n') {
        newline();
      } else if (c == '#') {
        comment();
      } else if (c == ';' && peek(1) != ';' && peek(1) != '&') {
        take();
      } else if (c == '&' && peek(1) != '>') {
        conditional |= peek(1) == '&';
        at += peek(1) == '&' ? 2 : 1;
        budget.step();
      } else if (c == '|' && peek(1) == '|') {
        conditional = true;
        at += 2;
        budget.step();
      } else {
        break;
      }
    }
    return conditional;
  }

  private void blanks() {
    while (more()) {
      char c = peek(0);
      if (c == ' ' || c == '\t' || c == '\r') {
        take();
      } else if (c == '\\' && peek(1) == '\n') {
        at += 2;
        budget.step();
      } else if (c == '\\' && peek(1) == '\r' && peek(2) == '\n') {
        at += 3;
        budget.step();
      } else {
        return;
      }
    }
  }

  private void comment() {
    int start = at;
    while (more() && peek(0) != '\n') {
      take();
    }
    if (!source.startsWith("#!", start)) {
      comments.add(new int[] {start, at});
    }
  }

  /** Returns where the comments of the program itself begin and end. */
  List<int[]> comments() {
    return comments;
  }

  /** Reads the end of a line, and the bodies of here-documents after it. */
  private void newline() {
    take();
    while (!pending.isEmpty()) {
      hereText(pending.poll());
    }
  }

  private void hereText(HereText here) {
    int start = at;
    StringBuilder body = new StringBuilder();
    boolean ended = false;
    while (more() && !ended) {
      int end = source.indexOf('\n', at);
      end = end < 0 ? source.length() : end;
      budget.steps(end - at + 1);
      String line = source.substring(at, end);
      at = Math.min(end + 1, source.length());
      line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      line = here.stripTabs() ? CharMatcher.is('\t').trimLeadingFrom(line) : line;
      ended = line.equals(here.end());
      if (!ended) {
        body.append(line).append('\n');
      }
    }
    if (here.literal()) {
      here.redirect().target =
          new Raw(ImmutableList.of(new Text(body.toString(), true)), base + start);
    } else {
      ShellParser inner = new ShellParser(body.toString(), base + start, depth, budget);
      here.redirect().target = inner.hereText(base + start);
    }
  }

  private boolean isEnd() {
    for (String end : ENDS) {
      if (lookingAt(end)) {
        char next = peek(end.length());
        if (next == 0 || isMeta(next)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean keyword(String word) {
    char next = peek(word.length());
    if (lookingAt(word) && (next == 0 || isMeta(next))) {
      at += word.length();
      budget.step();
      return true;
    }
    return false;
  }

  private void command(ImmutableList.Builder<Command> to) {
    blanks();
    while (keyword("!") || keyword("time") || keyword("coproc")) {
      blanks();
    }
    if (peek(0) == '(') {
      parenthesis(to);
    } else if (keyword("{")) {
      to.add(block(false, "}"));
    } else if (keyword("if")) {
      to.add(block(true, "fi"));
    } else if (keyword("while") || keyword("until")) {
      to.add(block(true, "done"));
    } else if (keyword("for") || keyword("select")) {
      to.add(loop());
    } else if (keyword("case")) {
      to.add(cases());
    } else if (keyword("[[")) {
      to.add(test());
    } else if (keyword("function")) {
      blanks();
      String name = word().plain().orElse("");
      blanks();
      if (peek(0) == '(') {
        take();
        blanks();
        close(')');
      }
      define(name, to);
    } else {
      simple(to);
    }
  }

  private void parenthesis(ImmutableList.Builder<Command> to) {
    if (peek(1) == '(' && arithmetic()) {
      to.add(group(new ArrayList<>(), false, false));
      return;
    }
    take();
    to.add(group(substitution(), false, true));
  }

  private Group group(List<Pipeline> body, boolean conditional, boolean subshell) {
    return new Group(body, conditional, subshell, null, ImmutableList.of(), redirects());
  }

  private List<Redirect> redirects() {
    List<Redirect> all = new ArrayList<>();
    while (true) {
      blanks();
      int before = at;
      String descriptor = "";
      while (Character.isDigit(peek(0)) && at - before < 3) {
        descriptor += take();
      }
      Redirect redirect = redirect(descriptor);
      if (redirect == null) {
        at = before;
        return all;
      }
      all.add(redirect);
    }
  }

  /** Parses all parts of a condition or loop, up to and with the word that ends it. */
  private Group block(boolean conditional, String end) {
    deeper();
    List<Pipeline> body = sequence();
    boolean never = conditional && isFalse(body);
    while (more() && !keyword(end)) {
      boolean then = lookingAt("then") || lookingAt("do");
      if (CONDITIONS.stream().noneMatch(this::keyword)) {
        broken = true;
        break;
      }
      List<Pipeline> branch = sequence();
      if (!never || !then) {
        body.addAll(branch);
      }
      never = !then && isFalse(branch);
    }
    depth--;
    return group(body, conditional, false);
  }

  private static boolean isFalse(List<Pipeline> condition) {
    return condition.size() == 1
        && condition.get(0).commands().size() == 1
        && condition.get(0).commands().get(0) instanceof Simple simple
        && simple.words().size() == 1
        && simple.words().get(0).plain().filter("false"::equals).isPresent();
  }

  private Group loop() {
    blanks();
    if (lookingAt("((")) {
      if (!arithmetic()) {
        broken = true;
      }
      return rest(null, ImmutableList.of());
    }
    String name = word().plain().orElse("");
    separators();
    ImmutableList.Builder<Raw> values = ImmutableList.builder();
    if (keyword("in")) {
      blanks();
      while (more() && !isMeta(peek(0))) {
        values.add(word());
        blanks();
      }
    }
    return rest(name, values.build());
  }

  private Group rest(@Nullable String variable, ImmutableList<Raw> values) {
    separators();
    Group body = keyword("{") ? block(true, "}") : block(true, "done");
    return new Group(body.body(), true, false, variable, values, body.redirects());
  }

  private Group cases() {
    deeper();
    blanks();
    Raw subject = word();
    separators();
    keyword("in");
    List<Pipeline> body = new ArrayList<>();
    body.add(new Pipeline(ImmutableList.of(unused(subject)), true));
    while (more()) {
      separators();
      while (peek(0) == ';' || peek(0) == '&') {
        take();
        separators();
      }
      if (keyword("esac") || !more()) {
        break;
      }
      pattern();
      body.addAll(sequence());
      if (more() && peek(0) != ';' && !lookingAt("esac")) {
        broken = true;
        break;
      }
    }
    depth--;
    return group(body, true, false);
  }

  private void pattern() {
    while (more() && peek(0) != ')') {
      int before = at;
      word();
      blanks();
      if (at == before) {
        take();
      }
    }
    close(')');
  }

  /** Creates a command that only expands a word. */
  private static Simple unused(Raw... words) {
    ImmutableList.Builder<Raw> all = ImmutableList.builder();
    all.add(new Raw(ImmutableList.of(new Text(":", true)), 0)).add(words);
    return new Simple(ImmutableList.of(), all.build(), ImmutableList.of(), 0);
  }

  private Simple test() {
    List<Raw> words = new ArrayList<>();
    while (more()) {
      blanks();
      if (peek(0) == '\n') {
        newline();
      } else if (keyword("]]")) {
        return unused(words.toArray(Raw[]::new));
      } else {
        Raw word = word();
        words.add(word);
        if (word.pieces().isEmpty() && more()) {
          take();
        }
      }
    }
    broken = true;
    return unused(words.toArray(Raw[]::new));
  }

  private void define(String name, ImmutableList.Builder<Command> to) {
    deeper();
    separators();
    ImmutableList.Builder<Command> body = ImmutableList.builder();
    command(body);
    depth--;
    body.build().forEach(command -> to.add(new Definition(name, command)));
  }

  private void simple(ImmutableList.Builder<Command> to) {
    int start = base + at;
    ImmutableList.Builder<Assignment> assignments = ImmutableList.builder();
    List<Raw> words = new ArrayList<>();
    ImmutableList.Builder<Redirect> redirects = ImmutableList.builder();
    while (more()) {
      blanks();
      char c = peek(0);
      if (((c == '<' || c == '>') && peek(1) != '(') || (c == '&' && peek(1) == '>')) {
        Redirect redirect = redirect("");
        if (redirect != null) {
          redirects.add(redirect);
        }
        continue;
      }
      if (c == '#' || (isMeta(c) && !((c == '<' || c == '>') && peek(1) == '('))) {
        break;
      }
      Raw word = word();
      if ((words.isEmpty() || isDeclaration(words.get(0))) && assignment(word, assignments)) {
        continue;
      }
      String plain = word.plain().orElse("");
      if (plain.length() < 3
          && !plain.isEmpty()
          && CharMatcher.inRange('0', '9').matchesAllOf(plain)
          && (peek(0) == '<' || peek(0) == '>')
          && peek(1) != '(') {
        Redirect redirect = redirect(plain);
        if (redirect != null) {
          redirects.add(redirect);
        }
        continue;
      }
      if (words.isEmpty() && !plain.isEmpty() && isDefinition()) {
        define(plain, to);
        return;
      }
      words.add(word);
    }
    to.add(new Simple(assignments.build(), ImmutableList.copyOf(words), redirects.build(), start));
  }

  private static boolean isDeclaration(Raw first) {
    return first.plain().filter(DECLARATIONS::contains).isPresent();
  }

  /** Reads the parentheses of a function definition, if they are here. */
  private boolean isDefinition() {
    int ahead = 0;
    while (peek(ahead) == ' ' || peek(ahead) == '\t') {
      ahead++;
      budget.step();
    }
    if (peek(ahead) != '(') {
      return false;
    }
    ahead++;
    while (peek(ahead) == ' ' || peek(ahead) == '\t') {
      ahead++;
      budget.step();
    }
    if (peek(ahead) != ')') {
      return false;
    }
    at += ahead + 1;
    return true;
  }

  private boolean assignment(Raw word, ImmutableList.Builder<Assignment> to) {
    if (word.pieces().isEmpty()
        || !(word.pieces().get(0) instanceof Text text)
        || text.quoted()
        || text.text().indexOf('=') <= 0) {
      return false;
    }
    int equals = text.text().indexOf('=');
    boolean append = text.text().charAt(equals - 1) == '+';
    String name = text.text().substring(0, append ? equals - 1 : equals);
    int bracket = name.indexOf('[');
    if (!isName(bracket > 0 ? name.substring(0, bracket) : name)) {
      return false;
    }
    ImmutableList.Builder<ShellTree.Piece> value = ImmutableList.builder();
    value.add(new Text(text.text().substring(equals + 1), false));
    value.addAll(word.pieces().subList(1, word.pieces().size()));
    String plainName = bracket > 0 ? name.substring(0, bracket) : name;
    if (peek(0) == '(' && word.pieces().size() == 1 && equals + 1 == text.text().length()) {
      to.add(new Assignment(plainName, append, true, array()));
    } else {
      to.add(
          new Assignment(
              plainName,
              append || bracket > 0,
              bracket > 0,
              ImmutableList.of(new Raw(value.build(), word.offset()))));
    }
    return true;
  }

  private ImmutableList<Raw> array() {
    take();
    ImmutableList.Builder<Raw> values = ImmutableList.builder();
    while (more() && peek(0) != ')') {
      blanks();
      if (peek(0) == '\n') {
        newline();
      } else if (peek(0) == '#') {
        comment();
      } else if (peek(0) != ')' && more()) {
        Raw word = word();
        values.add(word);
        if (word.pieces().isEmpty()) {
          take();
        }
      }
    }
    close(')');
    return values.build();
  }

  private @Nullable Redirect redirect(String descriptor) {
    for (String operator :
        new String[] {"<<<", "<<-", "&>>", "<<", ">>", "<&", ">&", "&>", ">|", "<>", "<", ">"}) {
      if (lookingAt(operator)) {
        if ((operator.equals("<") || operator.equals(">")) && peek(1) == '(') {
          return null;
        }
        at += operator.length();
        budget.step();
        blanks();
        Raw target = word();
        Redirect redirect = new Redirect(descriptor, operator, target);
        if (operator.equals("<<") || operator.equals("<<-")) {
          pending.add(hereTextOf(redirect));
        }
        return redirect;
      }
    }
    return null;
  }

  private static HereText hereTextOf(Redirect redirect) {
    StringBuilder end = new StringBuilder();
    boolean literal = false;
    for (ShellTree.Piece piece : redirect.target.pieces()) {
      literal |= piece.quoted();
      if (piece instanceof Text text) {
        end.append(text.text());
      } else if (piece instanceof ShellTree.Parameter parameter) {
        end.append('$').append(parameter.name());
      }
    }
    redirect.target = Raw.NONE;
    return new HereText(redirect, end.toString(), redirect.operator.equals("<<-"), literal);
  }
}
