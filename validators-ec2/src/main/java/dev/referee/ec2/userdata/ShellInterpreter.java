package dev.referee.ec2.userdata;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.ShellTree.Assignment;
import dev.referee.ec2.userdata.ShellTree.Command;
import dev.referee.ec2.userdata.ShellTree.Definition;
import dev.referee.ec2.userdata.ShellTree.Group;
import dev.referee.ec2.userdata.ShellTree.NamedPipe;
import dev.referee.ec2.userdata.ShellTree.Pipeline;
import dev.referee.ec2.userdata.ShellTree.Raw;
import dev.referee.ec2.userdata.ShellTree.Redirect;
import dev.referee.ec2.userdata.ShellTree.Simple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An interpreter of shell programs that follows every branch once and reports what commands do. */
final class ShellInterpreter {
  private static final int DEEPEST = 60;

  final Findings to;
  final Budget budget;
  final Files files;
  final ShellState state = new ShellState();

  private final ShellExpansion expansion = new ShellExpansion(this);
  private final ShellCommands commands = new ShellCommands(this);
  private final Set<Command> active = new HashSet<>();

  private int depth;
  private int uncertain;

  /** The number of conditions on which the current subshell depends. */
  private int base;

  private int pipes;

  /** The position reported for evaluated text; negative for none. */
  private int pin = -1;

  /** Whether the shell has certainly ended. */
  boolean ended;

  ShellInterpreter(Findings to) {
    this.to = to;
    this.budget = to.budget();
    this.files = to.files();
    state.set("HOME", "/root", true);
  }

  /** Follows a whole program. */
  void program(String source) {
    Data printed = evaluate(source, Data.NONE);
    budget.steps(printed.text().length());
    end();
  }

  /** Follows one command that is passed as words. */
  void command(List<Word> argv, int offset) {
    commands.run(argv, Data.NONE, at(offset));
  }

  /** Follows the functions that are named other than by a call. */
  void end() {
    for (String name : ImmutableList.copyOf(state.functions.keySet())) {
      if (!state.called.contains(name) && files.isMentioned(name)) {
        call(name, ImmutableList.of(), Data.NONE);
      }
    }
  }

  private Data evaluate(String source, Data in) {
    ShellParser parser = ShellParser.of(source, budget);
    List<Pipeline> program = parser.program();
    Data printed = sequence(program, in);
    if (parser.broken && StartingCalls.areMentioned(source, budget)) {
      to.cannotTell("is not a complete shell program", at(0));
    }
    return printed;
  }

  /** Follows a text as part of this shell. */
  Data evaluate(String source, Data in, int offset) {
    int before = pin;
    pin = pin < 0 ? offset : pin;
    deeper();
    budget.bytes(source.length());
    Data printed = evaluate(source, in);
    depth--;
    pin = before;
    return printed;
  }

  int at(int offset) {
    return pin < 0 ? offset : pin;
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw new Budget.Exhausted("nests shell commands more than " + DEEPEST + " deep");
    }
  }

  /** Follows a command substitution, and returns its output. */
  Data substitute(List<Pipeline> program) {
    int choice = state.choice;
    int choices = state.choices;
    boolean before = ended;
    deeper();
    uncertain++;
    Data printed = sequence(program, Data.NONE);
    uncertain--;
    depth--;
    ended = before;
    state.choice = choice;
    state.choices = Math.max(choices, state.choices);
    return printed;
  }

  /** Follows a process substitution, and returns the name of its file. */
  String pipe(NamedPipe pipe) {
    Data printed = substitute(pipe.program());
    if (!pipe.reads()) {
      return "/dev/null";
    }
    String path = "/dev/fd/" + (63 + pipes++);
    files.write(path, printed.text(), false, to, at(printed.offset()));
    return path;
  }

  Data sequence(List<Pipeline> program, Data in) {
    List<Data> printed = new ArrayList<>();
    for (Pipeline pipeline : program) {
      if (ended) {
        break;
      }
      budget.step();
      int several = pipeline.conditional() || pipeline.commands().size() > 1 ? 1 : 0;
      uncertain += several;
      Data data = in;
      for (Command command : pipeline.commands()) {
        data = command(command, data);
      }
      uncertain -= several;
      if (!data.isEmpty()) {
        printed.add(data);
      }
    }
    Data all = Data.joined(printed);
    budget.steps(printed.size() > 1 ? all.text().length() : 1);
    return all;
  }

  boolean isCertain() {
    return uncertain == 0;
  }

  /** Records an exit: later code in this shell, or subshell, does not run. */
  void exit() {
    ended |= uncertain == base;
  }

  private Data command(Command command, Data in) {
    if (command instanceof Definition definition) {
      state.functions.put(definition.name(), definition.body());
      return Data.NONE;
    }
    if (command instanceof Simple simple) {
      return simple(simple, in);
    }
    Group group = (Group) command;
    deeper();
    String directory = state.directory;
    int unsure = group.conditional() ? 1 : 0;
    Data data = input(group.redirects(), in);
    loop(group);
    uncertain += unsure + (group.subshell() ? 1 : 0);
    boolean before = ended;
    int outer = base;
    base = group.subshell() ? uncertain : base;
    Data printed = sequence(group.body(), data);
    base = outer;
    uncertain -= unsure + (group.subshell() ? 1 : 0);
    if (group.subshell() || group.conditional()) {
      ended = before;
    }
    if (group.subshell()) {
      state.directory = directory;
    }
    depth--;
    return output(group.redirects(), printed);
  }

  private void loop(Group group) {
    if (group.variable() == null) {
      return;
    }
    boolean first = true;
    for (Raw raw : group.values()) {
      for (Word value : expansion.words(raw)) {
        state.set(group.variable(), value.text(), first);
        first = false;
      }
    }
    if (first) {
      state.set(group.variable(), String.valueOf(Marks.UNKNOWN), true);
    }
  }

  private Data simple(Simple simple, Data in) {
    state.choice = 0;
    state.choices = 1;
    List<Data> printed = new ArrayList<>();
    int choice = 0;
    int most;
    do {
      state.choice = choice;
      state.choices = 1;
      printed.add(once(simple, in));
      most = Math.max(state.choices, 1);
    } while (++choice < most && !ended);
    state.choice = 0;
    return Data.joined(printed);
  }

  private Data once(Simple simple, Data in) {
    boolean alone = simple.words().isEmpty();
    for (Assignment assignment : simple.assignments()) {
      assign(assignment, isDeclared(simple) || alone);
    }
    List<Word> argv = new ArrayList<>();
    for (Raw raw : simple.words()) {
      argv.addAll(expansion.words(raw));
    }
    alias(argv);
    int choices = state.choices;
    Data data = input(simple.redirects(), in);
    Data printed = Data.NONE;
    if (!argv.isEmpty()) {
      budget.steps(argv.size());
      printed = commands.run(argv, data, at(simple.offset()));
    }
    Data left = output(simple.redirects(), printed);
    state.choices = Math.max(choices, state.choices);
    return left;
  }

  private static boolean isDeclared(Simple simple) {
    return simple.words().size() == 1;
  }

  private void alias(List<Word> argv) {
    String text = argv.isEmpty() ? null : state.aliases.get(argv.get(0).text());
    if (text != null) {
      argv.remove(0);
      List<Word> more = new ArrayList<>();
      for (String word : Splitter.on(' ').omitEmptyStrings().split(text)) {
        more.add(new Word(word));
      }
      argv.addAll(0, more);
    }
  }

  private void assign(Assignment assignment, boolean kept) {
    if (ShellState.isCredential(assignment.name())) {
      to.bringsCredentials(
          at(assignment.values().isEmpty() ? 0 : assignment.values().get(0).offset()));
    }
    List<String> elements = new ArrayList<>();
    for (Raw raw : assignment.values()) {
      if (assignment.array()) {
        expansion.words(raw).forEach(word -> elements.add(word.text()));
      } else {
        elements.add(expansion.text(raw));
      }
    }
    String value = ShellState.array(elements);
    if (assignment.append()) {
      String before = state.value(assignment.name()).orElse("");
      value =
          assignment.array() && !before.isEmpty() ? before + Marks.ELEMENT + value : before + value;
      budget.steps(value.length());
    }
    state.set(assignment.name(), value, kept && isCertain());
  }

  /** Calls a function of the program. */
  Data call(String name, List<String> arguments, Data in) {
    Command body = state.functions.get(name);
    state.called.add(name);
    if (body == null || !active.add(body)) {
      return Data.LOCAL;
    }
    deeper();
    ImmutableList<String> before = state.arguments;
    boolean endedBefore = ended;
    state.arguments = ImmutableList.copyOf(arguments);
    uncertain++;
    Data printed = command(body, in);
    uncertain--;
    state.arguments = before;
    ended = endedBefore;
    depth--;
    active.remove(body);
    return printed;
  }

  private Data input(List<Redirect> redirects, Data in) {
    Data data = in;
    for (Redirect redirect : redirects) {
      if (redirect.isHereText()) {
        String text = expansion.text(redirect.target);
        data =
            new Data(
                redirect.operator.equals("<<<") ? text + "\n" : text, at(redirect.target.offset()));
      } else if (redirect.operator.equals("<")) {
        data = content(expansion.text(redirect.target));
      }
    }
    return data;
  }

  private Data output(List<Redirect> redirects, Data printed) {
    Data left = printed;
    for (Redirect redirect : redirects) {
      if (redirect.writes()) {
        String target = expansion.text(redirect.target);
        if (redirect.descriptor.equals("2")) {
          continue;
        }
        if (!target.startsWith("/dev/")) {
          write(target, printed, redirect.appends());
        }
        left = Data.NONE;
      }
    }
    return left;
  }

  /** Writes a file of this name. */
  void write(String name, Data content, boolean append) {
    String path = Files.resolve(state.directory, name);
    if (path.endsWith("/.aws/credentials") || path.endsWith("/.aws/config")) {
      to.bringsCredentials(at(content.offset()));
    }
    files.write(path, content.text(), append, to, at(content.offset()));
  }

  /** Returns the content of a file of this name. */
  Data content(String name) {
    String path = Files.resolve(state.directory, name);
    Optional<Files.Written> written = files.written(path);
    if (written.isPresent()) {
      budget.steps(written.get().content.length());
      return new Data(written.get().text(), written.get().offset);
    }
    return files
        .source(path)
        .map(source -> new Data(files.mark(source) + "\n", 0))
        .orElse(Data.LOCAL);
  }
}
