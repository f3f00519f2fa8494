package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An interpreter of the commands of a PowerShell script, in order. */
final class PowerShellCommands {
  private static final ImmutableSet<String> BEGIN =
      ImmutableSet.of("", "\n", ";", "|", "{", "(", "&", "=");

  private final Tokens tokens;
  private final PowerShellState state;
  private final Findings to;
  private final WindowsCommands windows;

  PowerShellCommands(Tokens tokens, PowerShellState state, Findings to) {
    this.tokens = tokens;
    this.state = state;
    this.to = to;
    windows = new WindowsCommands(to);
  }

  void read() {
    for (int i = 0; i < tokens.size(); i++) {
      to.budget().step();
      Token token = tokens.at(i);
      if (token.isString()) {
        request(i);
      }
      if (token.isName() && tokens.isMark(i + 1, "(")) {
        method(i);
      }
      if (token.isMark("&") && tokens.isMark(i + 1, "(")) {
        Value name = state.value(tokens, tokens.inside(i + 1));
        called(name, i, arguments(tokens.next(i + 1)));
      }
      if (token.isName() && token.text().startsWith("$") && tokens.isMark(i + 1, "=")) {
        assign(i);
      } else if (begins(i)) {
        begin(i);
      }
    }
  }

  private boolean begins(int index) {
    Token token = tokens.at(index);
    if (token.type() == Token.Type.MARK || token.type() == Token.Type.NUMBER) {
      return false;
    }
    Token before = tokens.at(index - 1);
    if (before.isName()) {
      return before.text().equals(".")
          || Cmdlets.KEYWORDS.contains(Ascii.toLowerCase(before.text()));
    }
    return (before.isMark(")") && !tokens.isMark(index, "[") && afterCondition(index - 1))
        || (before.type() == Token.Type.MARK && BEGIN.contains(before.text()));
  }

  /** A command can follow {@code if (...)} only in braces; after other words it is an argument. */
  private boolean afterCondition(int close) {
    return tokens.at(tokens.partner(close) - 1).isName("function");
  }

  private void begin(int index) {
    Token token = tokens.at(index);
    boolean called = tokens.isMark(index - 1, "&") || tokens.at(index - 1).isName(".");
    Range arguments = arguments(index + 1);
    if (token.isString()) {
      if (called) {
        command(token.text(), index, arguments);
      }
      return;
    }
    String text = token.text();
    if (tokens.isMark(index + 1, "=") || Cmdlets.KEYWORDS.contains(Ascii.toLowerCase(text))) {
      return;
    }
    if (text.startsWith("$")) {
      if (called) {
        called(state.value(tokens, new Range(index, index + 1)), index, arguments);
      }
    } else if (!text.equals(".") && !text.startsWith("-") && !text.startsWith("::")) {
      command(text, index, arguments);
    }
  }

  private void called(Value value, int index, Range arguments) {
    int offset = tokens.at(index).offset();
    if (value.source() != null) {
      to.fetchedAndRun(value.source(), offset);
    } else if (value.isUnknown()) {
      to.cannotTell("runs a command that is assembled at run time", offset);
    } else {
      command(value.text().text(), index, arguments);
    }
  }

  /** Returns the tokens after a command up to its end. */
  private Range arguments(int from) {
    int i = from;
    while (i < tokens.size()
        && !tokens.isMark(i, "\n")
        && !tokens.isMark(i, ";")
        && !tokens.isMark(i, "|")
        && !(tokens.isMark(i, "&") && !tokens.isMark(i - 1, ">"))
        && !Tokens.isClosing(tokens.at(i))) {
      i = tokens.next(i);
    }
    return new Range(from, Math.min(i, tokens.size()));
  }

  private void assign(int index) {
    int from = index + 2;
    String name = tokens.at(index).text();
    if (tokens.isMark(from, "@") && tokens.isMark(from + 1, "{")) {
      state.assignTable(name, PowerShellParameters.ofTable(tokens, tokens.inside(from + 1), state));
    }
    state.assign(name, state.value(tokens, arguments(from)));
  }

  private void command(String name, int index, Range arguments) {
    int offset = tokens.at(index).offset();
    String plain = Cmdlets.plain(name);
    plain = state.aliases.getOrDefault(plain, plain);
    String action = Cmdlets.STARTING.get(plain);
    if (action != null) {
      PowerShellParameters parameters = PowerShellParameters.of(tokens, arguments, state);
      if (!parameters.isDryRun() && !parameters.asksForNone(action)) {
        to.starts(action, offset);
      }
    } else if (Cmdlets.OTHERS.contains(plain)) {
      to.cannotTell("makes another AWS service do something that is not in the user data", offset);
    } else if (Cmdlets.STACKS.contains(plain)) {
      stack(PowerShellParameters.of(tokens, arguments, state), offset);
    } else if (Cmdlets.WRITING.contains(plain)) {
      writes(PowerShellParameters.of(tokens, arguments, state), index);
    } else if (Cmdlets.FETCHING.contains(plain)) {
      fetches(plain, arguments, offset);
    } else {
      runs(plain, name, index, arguments);
    }
  }

  private void runs(String plain, String name, int index, Range arguments) {
    int offset = tokens.at(index).offset();
    switch (plain) {
      case "invoke-expression" -> {
        PowerShellParameters parameters = PowerShellParameters.of(tokens, arguments, state);
        evaluate(input(parameters.get("command", 0), index), offset);
      }
      case "set-alias", "new-alias" -> {
        PowerShellParameters parameters = PowerShellParameters.of(tokens, arguments, state);
        state.aliases.put(
            Ascii.toLowerCase(parameters.get("name", 0).text().text()),
            Cmdlets.plain(parameters.get("value", 1).text().text()));
      }
      case "start-process" ->
          starts(
              "filepath",
              "argumentlist",
              PowerShellParameters.of(tokens, arguments, state),
              offset);
      case "new-scheduledtaskaction" ->
          starts("execute", "argument", PowerShellParameters.of(tokens, arguments, state), offset);
      case "new-service" ->
          windows.line(
              PowerShellParameters.of(tokens, arguments, state)
                  .get("binarypathname", 1)
                  .text()
                  .text(),
              offset);
      case "invoke-command", "start-job", "register-scheduledjob" -> {
        Value file = PowerShellParameters.of(tokens, arguments, state).get("filepath");
        if (file != null) {
          windows.run(ImmutableList.of(file.text()), offset);
        }
      }
      case "set-itemproperty", "new-itemproperty" -> runKey(arguments, offset);
      case "expand-archive" -> unpacks(PowerShellParameters.of(tokens, arguments, state), offset);
      default -> {
        if (!isCmdlet(plain)) {
          windows.run(words(name, arguments), offset);
        }
      }
    }
  }

  /** Cmdlet names have a verb and a noun; no other cmdlet starts instances. */
  private static boolean isCmdlet(String name) {
    int dash = name.indexOf('-');
    return dash > 1
        && Character.isLetter(name.charAt(0))
        && name.indexOf('.') < 0
        && name.indexOf('\\') < 0
        && !name.startsWith("ansible")
        && !name.startsWith("ec2-")
        && !name.startsWith("docker-");
  }

  private ImmutableList<Word> words(String name, Range arguments) {
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    words.add(new Word(name));
    for (int i = arguments.from(); i < arguments.to(); i = tokens.next(i)) {
      Token token = tokens.at(i);
      if (token.isMark(">")) {
        break;
      }
      if ((token.isName() && token.text().startsWith("$")) || token.isMark("(")) {
        words.add(state.value(tokens, new Range(i, tokens.next(i))).text());
      } else if (!token.isMark("{")) {
        words.add(new Word(token.text()));
      }
    }
    return words.build();
  }

  /** Returns the argument, or the input of the pipe. */
  private Value input(Value given, int index) {
    if (!given.isUnknown() || given.source() != null || !tokens.isMark(index - 1, "|")) {
      return given;
    }
    int begin = index - 1;
    while (begin > 0) {
      Token before = tokens.at(begin - 1);
      if (before.isMark("\n")
          || before.isMark(";")
          || Tokens.isOpening(before)
          || before.isMark("=")) {
        break;
      }
      begin = Math.min(tokens.partner(begin - 1), begin - 1);
    }
    return state.value(tokens, new Range(begin, index - 1));
  }

  private void evaluate(Value value, int offset) {
    if (value.source() != null) {
      to.fetchedAndRun(value.source(), offset);
    } else if (value.isUnknown()) {
      to.cannotTell("runs a command that is assembled at run time", offset);
    } else {
      to.nested(Language.POWERSHELL, value.text().text(), offset);
    }
  }

  private void starts(String program, String list, PowerShellParameters parameters, int offset) {
    List<Word> words = new ArrayList<>();
    words.add(parameters.get(program, 0).text());
    Value arguments = parameters.get(list, 1);
    if (arguments.words() != null) {
      words.addAll(arguments.words());
    } else if (!arguments.isUnknown()) {
      words.addAll(WindowsCommands.words(arguments.text().text()));
    }
    windows.run(words, offset);
    windows.file(words.get(0).text(), offset);
  }

  private void runKey(Range arguments, int offset) {
    PowerShellParameters parameters = PowerShellParameters.of(tokens, arguments, state);
    String path = Ascii.toLowerCase(parameters.get("path", 0).text().text());
    if (path.endsWith("\\run") || path.endsWith("\\runonce")) {
      windows.line(parameters.get("value", 2).text().text(), offset);
    }
  }

  private void unpacks(PowerShellParameters parameters, int offset) {
    String path = WindowsCommands.path(parameters.get("path", 0).text().text());
    Optional<String> source = to.files().source(path);
    String directory = parameters.get("destinationpath", 1).text().text();
    source.ifPresent(it -> to.fetched(it, WindowsCommands.path(directory), offset));
  }

  private void stack(PowerShellParameters parameters, int offset) {
    @Nullable Value body = parameters.get("templatebody");
    if (body == null || body.isUnknown() || body.source() != null) {
      to.cannotTell("creates a stack from a template that is not in the user data", offset);
    } else {
      to.nested(Language.CLOUDFORMATION, body.text().text(), offset);
    }
  }

  private void writes(PowerShellParameters parameters, int index) {
    int offset = tokens.at(index).offset();
    Value path =
        parameters.get("filepath") == null
            ? parameters.get("path", 0)
            : parameters.get("filepath", 0);
    Value content = input(parameters.get("value", tokens.isMark(index - 1, "|") ? -1 : 1), index);
    String file = WindowsCommands.path(path.text().text());
    if (content.source() != null) {
      to.fetched(content.source(), file, offset);
    } else if (!content.isUnknown()) {
      to.writes(file, content.text().text(), offset);
    }
  }

  private void fetches(String plain, Range arguments, int offset) {
    PowerShellParameters parameters = PowerShellParameters.of(tokens, arguments, state);
    Value file =
        switch (plain) {
          case "read-s3object" -> parameters.get("file", 2);
          case "copy-s3object" -> parameters.get("localfile", 2);
          case "start-bitstransfer" -> parameters.get("destination", 1);
          default -> parameters.get("outfile", -1);
        };
    Value bucket = parameters.get("bucketname", -1);
    String source =
        bucket.isUnknown()
            ? state.source(tokens, arguments)
            : "s3://" + bucket.text().text() + "/" + parameters.get("key", -1).text().text();
    if (!file.isUnknown()) {
      to.fetched(source, WindowsCommands.path(file.text().text()), offset);
    }
  }

  /** Evaluates {@code & (...)} and method calls: those of the SDK for .NET, and of WebClient. */
  private void method(int index) {
    String text = Ascii.toLowerCase(tokens.at(index).text());
    String name = text.substring(Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1);
    int offset = tokens.at(index).offset();
    Range inside = tokens.inside(index + 1);
    if (name.equals("downloadfile")) {
      ImmutableList<Range> arguments = tokens.split(inside, ",");
      if (arguments.size() > 1) {
        String path = state.value(tokens, arguments.get(1)).text().text();
        to.fetched(state.source(tokens, arguments.get(0)), WindowsCommands.path(path), offset);
      }
    } else if (name.equals("writealltext")) {
      ImmutableList<Range> arguments = tokens.split(inside, ",");
      if (arguments.size() > 1) {
        String path = state.value(tokens, arguments.get(0)).text().text();
        String content = state.value(tokens, arguments.get(1)).text().text();
        to.writes(WindowsCommands.path(path), content, offset);
      }
    } else if (name.length() < text.length()) {
      StartingCalls.action(name).ifPresent(action -> to.starts(action, offset));
    }
  }

  /** Judges {@code Action=RunInstances} in the address or body of a request. */
  private void request(int index) {
    String text = tokens.at(index).text();
    int begin = text.indexOf("Action=");
    boolean request = text.contains("amazonaws.com") || text.startsWith("Action=");
    if (begin >= 0 && request) {
      int end = begin + "Action=".length();
      int from = end;
      while (end < text.length() && Character.isLetter(text.charAt(end))) {
        end++;
      }
      StartingCalls.action(text.substring(from, end))
          .ifPresent(action -> to.starts(action, tokens.at(index).offset()));
    }
  }
}
