package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An evaluator of the calls of one program, in order, that tracks its variables. */
final class Calls {
  private static final ImmutableSet<String> BY_NAME =
      ImmutableSet.of(
          "getattr",
          "_make_api_call",
          "make_request",
          "makeRequest",
          "send",
          "public_send",
          "__send__",
          "method",
          "getCommand",
          "call",
          "methodcaller",
          "__getattribute__");

  private static final ImmutableSet<String> PRINTS =
      ImmutableSet.of(
          "print",
          "println",
          "log",
          "warn",
          "warning",
          "error",
          "info",
          "debug",
          "puts",
          "printf",
          "Println",
          "Printf",
          "critical",
          "exception");

  private static final ImmutableSet<String> CONSTRUCTS =
      ImmutableSet.of(
          "Instance",
          "SpotInstanceRequest",
          "SpotFleetRequest",
          "Fleet",
          "Group",
          "AutoScalingGroup",
          "CfnInstance",
          "CfnAutoScalingGroup",
          "NodeGroup",
          "Nodegroup",
          "CfnNodegroup",
          "ManagedNodeGroup");

  private static final ImmutableSet<String> IMPORTS =
      ImmutableSet.of("import", "from", "use", "using", "package", "export");

  private final Dialect dialect;
  private final ProgramFacts facts;
  private final Expressions expressions;
  private final Findings to;
  private final RunCalls runs;
  private final StackCalls stacks;
  private final Map<String, String> files = new HashMap<>();
  private final Set<String> instances = new HashSet<>();

  Calls(Dialect dialect, ProgramFacts facts, Expressions expressions, Findings to) {
    this.dialect = dialect;
    this.facts = facts;
    this.expressions = expressions;
    this.to = to;
    runs = new RunCalls(dialect, facts, expressions, to);
    stacks = new StackCalls(expressions, to);
  }

  /** Reads only the assignments, for variables that are used before their assignment. */
  void assign(Tokens tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      to.budget().step();
      if (tokens.at(i).isName()) {
        assignment(tokens, i);
        if (facts.runs(tokens, i) && tokens.isMark(i + 1, "(")) {
          runs.findWrapper(tokens, i);
        }
      }
    }
  }

  void read(Tokens tokens) {
    boolean imports = false;
    for (int i = 0; i < tokens.size(); i++) {
      to.budget().step();
      Token token = tokens.at(i);
      if (tokens.isMark(i - 1, "\n") || tokens.isMark(i - 1, ";") || i == 0) {
        imports = token.isName() && IMPORTS.contains(token.text());
      }
      switch (token.type()) {
        case COMMAND -> runs.text(token.text(), token.offset());
        case STRING -> string(tokens, i);
        case NAME -> {
          assignment(tokens, i);
          if (!imports) {
            name(tokens, i);
          }
        }
        case MARK -> subscript(tokens, i);
        case NUMBER -> {}
      }
    }
  }

  private void assignment(Tokens tokens, int index) {
    String name = tokens.at(index).text();
    if (tokens.at(index + 1).isName("in") && tokens.at(index - 1).isName("for")) {
      loop(tokens, name, index + 2);
      return;
    }
    int mark = index + 1;
    boolean adds = tokens.isMark(mark, dialect.concatenation()) && tokens.isMark(mark + 1, "=");
    mark += adds ? 1 : 0;
    boolean equals =
        (tokens.isMark(mark, "=") || tokens.isMark(mark, ":="))
            && !tokens.isMark(mark + 1, "=")
            && !tokens.isMark(mark + 1, ">");
    boolean argument = tokens.isMark(tokens.opener(index), "(") && !dialect.assignsInBrackets();
    if (!equals || argument) {
      return;
    }
    Range range = tokens.expression(mark + 1);
    Value value = expressions.value(tokens, range);
    expressions.assign(name, adds ? expressions.sum(expressions.variable(name), value) : value);
    facts.alias(tokens, name, range);
  }

  /** Records a variable that iterates over a list, or over instances. */
  private void loop(Tokens tokens, String name, int from) {
    boolean bracket = tokens.isMark(from, "[") || tokens.isMark(from, "(");
    Range range = bracket ? new Range(from, tokens.next(from)) : tokens.expression(from);
    runs.loop(name, expressions.value(tokens, range));
    for (int i = range.from(); i < range.to(); i = tokens.next(i)) {
      if (tokens.at(i).isName("instances")) {
        instances.add(name);
      }
    }
  }

  private void name(Tokens tokens, int index) {
    Token token = tokens.at(index);
    boolean called = tokens.isMark(index + 1, "(");
    boolean member = ProgramFacts.isMember(tokens, index);
    Optional<String> action = StartingCalls.action(facts.original(token.text()));
    if (action.isPresent() && (member || called) && !isDeclared(tokens, index, member)) {
      starting(tokens, index, action.get());
    } else if (called || (dialect.bare() && isArgument(tokens.at(index + 1)))) {
      call(tokens, index, member);
    }
  }

  private static boolean isArgument(Token token) {
    return token.isString() || token.isName() || token.isMark(":");
  }

  private boolean isDeclared(Tokens tokens, int index, boolean member) {
    String name = tokens.at(index).text();
    boolean request = name.endsWith("Request") || name.endsWith("request");
    return request
        || facts.isDeclaration(tokens, index)
        || (!member && facts.declared.contains(name))
        || (name.endsWith("Command") && !tokens.isMark(index + 1, "("));
  }

  private void starting(Tokens tokens, int index, String action) {
    Range range = arguments(tokens, index);
    Arguments arguments = Arguments.of(tokens, range, to.budget());
    if (!arguments.isDryRun() && !arguments.asksForNone(action)) {
      to.starts(action, tokens.at(index).offset());
    }
  }

  private Range arguments(Tokens tokens, int index) {
    if (tokens.isMark(index + 1, "(")) {
      return tokens.inside(index + 1);
    }
    return dialect.bare() ? runs.statement(tokens, index + 1) : new Range(index + 1, index + 1);
  }

  private void call(Tokens tokens, int index, boolean member) {
    Token token = tokens.at(index);
    Range range = arguments(tokens, index);
    if (facts.runs(tokens, index)) {
      runs.run(tokens, index, range);
    } else if (dialect.evaluating().contains(token.text()) && (!member || dialect.bare())) {
      runs.evaluate(tokens, index, range);
    } else if (BY_NAME.contains(token.text())) {
      byName(tokens, range);
    } else if (facts.describesInfrastructure && CONSTRUCTS.contains(token.text())) {
      to.starts("ec2:RunInstances", token.offset());
    } else if (token.isName("start") && member && range.isEmpty()) {
      resource(tokens, index);
    } else if (member && facts.usesAws) {
      stacks.call(tokens, index, range);
    }
    writes(tokens, index, range);
  }

  /** Evaluates {@code getattr(client, "run_instances")} and similar calls. */
  private void byName(Tokens tokens, Range range) {
    ImmutableList<Range> arguments = tokens.split(range, ",");
    for (Range each : arguments.subList(0, Math.min(2, arguments.size()))) {
      Range argument = tokens.trim(each);
      Value value = named(tokens, argument);
      Optional<String> action = StartingCalls.action(value.text().text());
      Token first = tokens.at(argument.from());
      if (action.isPresent()) {
        Arguments named = Arguments.of(tokens, range, to.budget());
        if (!named.isDryRun()) {
          to.starts(action.get(), first.offset());
        }
        return;
      }
    }
    boolean attribute = tokens.at(range.from() - 2).isName("getattr") && arguments.size() > 1;
    if (attribute
        && facts.usesAws
        && !expressions.value(tokens, arguments.get(1)).text().isKnown()) {
      to.cannotTell(
          "calls an operation whose name is not in the user data",
          tokens.at(range.from()).offset());
    }
  }

  /** Returns the value of an argument; the value of a Ruby symbol is its name. */
  private Value named(Tokens tokens, Range argument) {
    boolean symbol = tokens.isMark(argument.from(), ":") && argument.size() == 2;
    return symbol
        ? Value.of(tokens.at(argument.from() + 1).text())
        : expressions.value(tokens, argument);
  }

  /** Judges {@code client["runInstances"](...)}. */
  private void subscript(Tokens tokens, int index) {
    if (!tokens.isMark(index, "[") || !tokens.isMark(tokens.partner(index) + 1, "(")) {
      return;
    }
    Token before = tokens.at(index - 1);
    if (!before.isName() && !before.isMark(")") && !before.isMark("]")) {
      return;
    }
    Value value = expressions.value(tokens, tokens.inside(index));
    Optional<String> action = StartingCalls.action(value.text().text());
    if (action.isPresent()) {
      Range range = tokens.inside(tokens.partner(index) + 1);
      if (!Arguments.of(tokens, range, to.budget()).isDryRun()) {
        to.starts(action.get(), tokens.at(index).offset());
      }
    } else if (facts.usesAws
        && !value.text().isKnown()
        && dialect.language() == Language.JAVASCRIPT) {
      to.cannotTell(
          "calls an operation whose name is not in the user data", tokens.at(index).offset());
    }
  }

  /** Judges {@code resource.Instance("i-...").start()}. */
  private void resource(Tokens tokens, int index) {
    int receiver = tokens.before(index) - 1;
    boolean instance = false;
    for (int i = receiver; i > receiver - 12 && i >= 0; i--) {
      if (tokens.isMark(i, ")")) {
        i = Math.min(i, tokens.partner(i));
      } else if (tokens.isMark(i, "\n") || tokens.isMark(i, ";")) {
        break;
      } else {
        instance |= tokens.at(i).isName("Instance") || tokens.at(i).isName("instances");
      }
    }
    if (instance
        || instances.contains(tokens.at(receiver).text())
        || (facts.usesAws && isInstanceVariable(tokens.at(receiver)))) {
      to.starts("ec2:StartInstances", tokens.at(index).offset());
    }
  }

  private static boolean isInstanceVariable(Token token) {
    return token.isName() && Ascii.toLowerCase(token.text()).startsWith("instance");
  }

  /** Judges {@code Action=RunInstances} in a URL or a body, and in a table of parameters. */
  private void string(Tokens tokens, int index) {
    String text = tokens.at(index).text();
    int begin = text.indexOf("Action=");
    if (begin >= 0 && text.indexOf('\n') < 0) {
      requested(tokens, index, letters(text, begin + "Action=".length()));
    } else if (text.equals("Action") && facts.usesAws) {
      int value = tokens.skipLineEnds(index + 2);
      if (!tokens.isMark(index + 1, ")") && tokens.at(value).isString()) {
        requested(tokens, index, tokens.at(value).text());
      }
    }
  }

  private void requested(Tokens tokens, int index, String operation) {
    int opener = tokens.opener(index);
    boolean printed =
        PRINTS.contains(tokens.at(opener - 1).text())
            || tokens.at(index - 1).isName("puts")
            || tokens.at(index - 1).isName("print")
            || tokens.at(index - 1).isName("echo");
    if (!printed) {
      StartingCalls.action(operation).ifPresent(it -> to.starts(it, tokens.at(index).offset()));
    }
  }

  private static String letters(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(from, end);
  }

  private void writes(Tokens tokens, int index, Range range) {
    ImmutableList<Range> arguments = tokens.split(range, ",");
    switch (tokens.at(index).text()) {
      case "append", "extend", "push" -> expressions.append(tokens, index, range);
      case "write_text", "write_bytes" -> {
        int end = index - 2;
        int begin = tokens.partner(end);
        if (tokens.isMark(end, ")") && tokens.at(begin - 1).isName("Path")) {
          String path = expressions.value(tokens, tokens.inside(begin)).text().text();
          written(path, expressions.value(tokens, arguments.get(0)), tokens.at(range.from()));
        }
      }
      case "open" -> opens(tokens, index, arguments);
      case "write", "print", "puts" -> {
        String file = files.get(tokens.at(index - 2).text());
        if (file != null && tokens.isMark(index - 1, ".")) {
          written(file, expressions.value(tokens, arguments.get(0)), tokens.at(range.from()));
        } else if (tokens.at(index - 2).isName("File") && arguments.size() > 1) {
          writesFile(tokens, arguments, 1);
        }
      }
      case "writeFileSync", "writeFile", "file_put_contents", "WriteFile" -> {
        if (arguments.size() > 1) {
          writesFile(tokens, arguments, 1);
        }
      }
      case "urlretrieve", "getstore" -> {
        if (arguments.size() > 1) {
          String source = expressions.value(tokens, arguments.get(0)).text().text();
          String path = expressions.value(tokens, arguments.get(1)).text().text();
          to.fetched(source, path, tokens.at(index).offset());
        }
      }
      case "download_file" -> {
        if (arguments.size() > 2) {
          String source = expressions.value(tokens, arguments.get(0)).text().text();
          String path = expressions.value(tokens, arguments.get(2)).text().text();
          to.fetched(source, path, tokens.at(index).offset());
        }
      }
      default -> {}
    }
  }

  private void writesFile(Tokens tokens, ImmutableList<Range> arguments, int content) {
    String path = expressions.value(tokens, arguments.get(0)).text().text();
    Range range = arguments.get(content);
    written(path, expressions.value(tokens, range), tokens.at(range.from()));
  }

  private void opens(Tokens tokens, int index, ImmutableList<Range> arguments) {
    if (dialect.language() == Language.PERL) {
      runs.pipe(tokens, index, arguments);
      return;
    }
    String path = expressions.value(tokens, arguments.get(0)).text().text();
    int end = tokens.partner(index + 1);
    if (tokens.isMark(end + 1, ".") && tokens.at(end + 2).isName("write")) {
      Range range = tokens.inside(end + 3);
      written(path, expressions.value(tokens, range), tokens.at(range.from()));
    } else if (tokens.at(end + 1).isName("as")) {
      files.put(tokens.at(end + 2).text(), path);
    } else if (tokens.isMark(index - 1, "=")) {
      files.put(tokens.at(index - 2).text(), path);
    }
  }

  private void written(String path, Value content, Token at) {
    if (content.source() != null) {
      to.fetched(content.source(), path, at.offset());
    } else if (!content.isUnknown()) {
      to.writes(path, content.text().text(), at.offset());
    } else if (facts.source != null) {
      to.fetched(facts.source, path, at.offset());
    }
  }
}
