package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that run other commands, programs or files, such as sudo, xargs, bash and cron. */
final class RunCommands {

  /** Commands before another command, with their options that have a value. */
  private static final ImmutableMap<String, ImmutableSet<String>> PREFIXES =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put("sudo", options("-u -g -h -p -C -r -t -T -U -D -R --user --group --chdir"))
          .put("doas", options("-u -C"))
          .put("env", options("-u -C -S --unset --chdir"))
          .put("nohup", options(""))
          .put("exec", options("-a"))
          .put("command", options(""))
          .put("builtin", options(""))
          .put("time", options("-f -o"))
          .put("nice", options("-n --adjustment"))
          .put("ionice", options("-c -n -p"))
          .put("chrt", options("-T -P -D"))
          .put("taskset", options(""))
          .put("setsid", options(""))
          .put("stdbuf", options("-i -o -e"))
          .put("unbuffer", options(""))
          .put("timeout", options("-k -s --kill-after --signal"))
          .put("flock", options("-w -E --timeout"))
          .put("chroot", options("--userspec --groups"))
          .put(
              "systemd-run",
              options(
                  "-u -p -t -E -M -H --unit --property --on-calendar --on-active"
                      + " --on-boot --on-unit-active --uid --gid --slice --description --setenv"
                      + " --timer-property --working-directory"))
          .put("systemd-inhibit", options(""))
          .put("systemd-cat", options("-t -p"))
          .put("screen", options("-S -t -c -L -h -s -T"))
          .put(
              "start-stop-daemon",
              options(
                  "--exec -x --pidfile -p --user -u --chuid -c --name -n"
                      + " -d --chdir -g --group --make-pidfile"))
          .put("daemonize", options("-a -c -e -o -p -l -u -E"))
          .put("busybox", options(""))
          .put("npx", options("-p --package -c --call"))
          .put("bunx", options(""))
          .put("uvx", options("--from --with"))
          .put("unshare", options(""))
          .put("nsenter", options("-t --target"))
          .put("strace", options("-e -o -p -s"))
          .put("cloud-init-per", options(""))
          .put("catchsegv", options(""))
          .put("fakeroot", options(""))
          .put("dumb-init", options(""))
          .put("tini", options(""))
          .put("aws-vault", options(""))
          .buildOrThrow();

  /** The words after the options that come before the command. */
  private static final ImmutableMap<String, Integer> POSITIONAL =
      ImmutableMap.of(
          "timeout", 1, "flock", 1, "chroot", 1, "taskset", 1, "cloud-init-per", 2, "chrt", 1);

  /** Commands that download a package by name and run it at once. */
  private static final ImmutableSet<String> PACKAGE_RUNNERS = ImmutableSet.of("npx", "bunx", "uvx");

  private static final ImmutableMap<String, Language> INTERPRETERS =
      ImmutableMap.<String, Language>builder()
          .put("bash", Language.SHELL)
          .put("sh", Language.SHELL)
          .put("dash", Language.SHELL)
          .put("ash", Language.SHELL)
          .put("zsh", Language.SHELL)
          .put("ksh", Language.SHELL)
          .put("rbash", Language.SHELL)
          .put("fish", Language.SHELL)
          .put("python", Language.PYTHON)
          .put("pypy", Language.PYTHON)
          .put("node", Language.JAVASCRIPT)
          .put("nodejs", Language.JAVASCRIPT)
          .put("deno", Language.JAVASCRIPT)
          .put("bun", Language.JAVASCRIPT)
          .put("tsx", Language.JAVASCRIPT)
          .put("ts-node", Language.JAVASCRIPT)
          .put("forever", Language.JAVASCRIPT)
          .put("pm2", Language.JAVASCRIPT)
          .put("perl", Language.PERL)
          .put("ruby", Language.RUBY)
          .put("jruby", Language.RUBY)
          .put("php", Language.PHP)
          .put("pwsh", Language.POWERSHELL)
          .put("powershell", Language.POWERSHELL)
          .put("cmd", Language.BATCH)
          .buildOrThrow();

  private static final ImmutableSet<String> OTHERS =
      ImmutableSet.of(
          "eval",
          "source",
          ".",
          "trap",
          "su",
          "runuser",
          "ssh",
          "at",
          "batch",
          "crontab",
          "xargs",
          "find",
          "parallel",
          "watch",
          "script",
          "tmux",
          "exit",
          "return",
          "run-parts",
          "busybox");

  private final ShellInterpreter shell;
  private final ShellCommands commands;

  RunCommands(ShellInterpreter shell, ShellCommands commands) {
    this.shell = shell;
    this.commands = commands;
  }

  private static ImmutableSet<String> options(String options) {
    return ImmutableSet.copyOf(Splitter.on(' ').omitEmptyStrings().split(options));
  }

  boolean isWrapper(String name) {
    return PREFIXES.containsKey(name) || OTHERS.contains(name) || interpreter(name).isPresent();
  }

  /** Returns the language of an interpreter by its name, with or without a version. */
  static Optional<Language> interpreter(String name) {
    String plain = Ascii.toLowerCase(name);
    while (!plain.isEmpty() && ".0123456789".indexOf(plain.charAt(plain.length() - 1)) >= 0) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return Optional.ofNullable(INTERPRETERS.get(plain));
  }

  Data run(String name, List<Word> argv, Data in, int offset) {
    Optional<Language> interpreter = interpreter(name);
    if (interpreter.isPresent()) {
      interpret(interpreter.get(), argv, in, offset);
      return in.altered();
    }
    switch (name) {
      case "exit" -> shell.exit();
      case "return" -> {
        // The following code may still run: whether the function returns is unknown.
      }
      case "eval" -> {
        return evaluate(joined(argv, 1), in, offset);
      }
      case "source", "." -> source(argv, in, offset);
      case "trap" -> {
        if (argv.size() > 1) {
          evaluate(argv.get(1).text(), Data.NONE, offset);
          shell.files.mention(argv.get(1).text());
        }
      }
      case "su", "runuser", "script" -> option(argv, "-c", "--command", in, offset);
      case "ssh" -> remote(argv, in, offset);
      case "at", "batch" -> {
        value(argv, "-f").ifPresent(file -> commands.runFile(file, Language.SHELL, offset));
        nested(Language.SHELL, in, offset);
      }
      case "crontab" -> {
        return crontab(argv, in, offset);
      }
      case "xargs", "parallel" -> arguments(argv, in, offset);
      case "find" -> find(argv, offset);
      case "watch" -> evaluate(joined(argv, inner(argv, options("-n --interval -d"))), in, offset);
      case "tmux" -> argv.forEach(word -> text(word, offset));
      case "run-parts" -> argv.forEach(word -> shell.files.mention(word.text()));
      default -> {
        return prefix(name, argv, in, offset);
      }
    }
    return Data.NONE;
  }

  private Data prefix(String name, List<Word> argv, Data in, int offset) {
    ImmutableSet<String> valued = PREFIXES.getOrDefault(name, ImmutableSet.of());
    if (name.equals("command")
        && argv.size() > 1
        && (argv.get(1).is("-v") || argv.get(1).is("-V"))) {
      return Data.LOCAL;
    }
    for (String option : new String[] {"-c", "-S", "--exec", "-x", "--startas", "--call"}) {
      if (valued.contains(option) || (option.equals("-c") && name.equals("flock"))) {
        value(argv, option).ifPresent(text -> evaluate(text, in, offset));
      }
    }
    int at = inner(argv, valued) + POSITIONAL.getOrDefault(name, 0);
    if (PACKAGE_RUNNERS.contains(name) && at < argv.size() && !isTool(argv.get(at).text())) {
      shell.to.fetchedAndRun("package " + argv.get(at).text(), offset);
    }
    while (at < argv.size() && isAssignment(argv.get(at).text(), offset)) {
      at++;
    }
    if (at >= argv.size()) {
      return Data.NONE;
    }
    Data printed = commands.run(new ArrayList<>(argv.subList(at, argv.size())), in, offset);
    if (name.equals("exec")) {
      shell.exit();
    }
    return printed;
  }

  /** Returns whether a package is a tool whose arguments are evaluated. */
  private static boolean isTool(String name) {
    return ToolCommands.isKnown(name) || interpreter(name).isPresent();
  }

  private boolean isAssignment(String text, int offset) {
    int equals = text.indexOf('=');
    if (equals <= 0 || !ShellLexer.isName(text.substring(0, equals))) {
      return false;
    }
    if (ShellState.isCredential(text.substring(0, equals))) {
      shell.to.bringsCredentials(offset);
    }
    return true;
  }

  /** Returns the start of the command after the options. */
  private static int inner(List<Word> argv, ImmutableSet<String> valued) {
    int at = 1;
    while (at < argv.size()) {
      String text = argv.get(at).text();
      if (text.equals("--")) {
        return at + 1;
      }
      if (!text.startsWith("-") || text.equals("-")) {
        return at;
      }
      boolean bundled =
          text.length() > 2
              && text.charAt(1) != '-'
              && valued.contains("-" + text.charAt(text.length() - 1))
              && !valued.contains(text)
              && !valued.contains(text.substring(0, 2));
      at += valued.contains(text) || bundled ? 2 : 1;
    }
    return at;
  }

  private static String joined(List<Word> argv, int from) {
    return from >= argv.size()
        ? ""
        : Joiner.on(' ').join(ShellCommands.texts(argv.subList(from, argv.size())));
  }

  private static Optional<String> value(List<Word> argv, String option) {
    for (int i = 1; i + 1 < argv.size(); i++) {
      if (argv.get(i).is(option)) {
        return Optional.of(argv.get(i + 1).text());
      }
    }
    return Optional.empty();
  }

  Data evaluate(String text, Data in, int offset) {
    if (text.isBlank()) {
      return Data.NONE;
    }
    if (text.strip().length() == 1 && text.strip().charAt(0) == Marks.UNKNOWN) {
      shell.to.cannotTell("runs a command that is known only at run time", offset);
      return Data.LOCAL;
    }
    return shell.evaluate(text, in, offset);
  }

  private void text(Word word, int offset) {
    if (word.text().indexOf(' ') > 0) {
      evaluate(word.text(), Data.NONE, offset);
    }
  }

  private void option(List<Word> argv, String option, String longer, Data in, int offset) {
    Optional<String> given = value(argv, option).or(() -> value(argv, longer));
    for (Word word : argv) {
      if (word.text().startsWith(longer + "=")) {
        given = Optional.of(word.text().substring(longer.length() + 1));
      }
    }
    given.ifPresentOrElse(
        text -> evaluate(text, in, offset), () -> nested(Language.SHELL, in, offset));
  }

  private void source(List<Word> argv, Data in, int offset) {
    if (argv.size() < 2) {
      return;
    }
    String path = Files.resolve(shell.state.directory, argv.get(1).text());
    Optional<Files.Written> written = shell.files.written(path);
    if (written.isPresent() && !written.get().read) {
      written.get().read = true;
      shell.evaluate(written.get().text(), in, offset);
    } else if (written.isEmpty()) {
      commands.runFile(argv.get(1).text(), Language.SHELL, offset);
    }
  }

  private void remote(List<Word> argv, Data in, int offset) {
    int host = inner(argv, options("-i -o -p -l -F -L -R -D -J -c -m -b -e -E -W -w"));
    String command = joined(argv, host + 1);
    if (command.isEmpty()) {
      nested(Language.SHELL, in, offset);
    } else {
      evaluate(command, in, offset);
    }
  }

  private Data crontab(List<Word> argv, Data in, int offset) {
    for (Word word : argv.subList(1, argv.size())) {
      if (word.is("-l") || word.is("-r")) {
        return word.is("-l") ? Data.LOCAL : Data.NONE;
      }
    }
    int at = inner(argv, options("-u"));
    if (at < argv.size() && !argv.get(at).is("-")) {
      Data content = shell.content(argv.get(at).text());
      shell.to.nested(Language.CRONTAB, content.text(), offset);
    } else {
      nested(Language.CRONTAB, in, offset);
    }
    return Data.NONE;
  }

  private void arguments(List<Word> argv, Data in, int offset) {
    int at = inner(argv, options("-n -I -P -d -L -s -a -E -j -S --max-args --max-procs --replace"));
    if (at >= argv.size()) {
      return;
    }
    List<Word> command = new ArrayList<>(argv.subList(at, argv.size()));
    int words = 0;
    for (String word :
        Splitter.on(CharMatcher.anyOf(" \t\n")).omitEmptyStrings().split(in.text())) {
      command.add(new Word(word));
      if (++words > 64) {
        break;
      }
    }
    for (int i = 0; i < command.size(); i++) {
      if (command.get(i).is("{}")) {
        command.set(i, new Word(in.isKnown() ? in.text().strip() : String.valueOf(Marks.UNKNOWN)));
      }
    }
    commands.run(command, Data.NONE, offset);
  }

  private void find(List<Word> argv, int offset) {
    for (int i = 1; i < argv.size(); i++) {
      if (argv.get(i).text().startsWith("-exec") || argv.get(i).text().startsWith("-ok")) {
        int end = i + 1;
        while (end < argv.size() && !argv.get(end).is(";") && !argv.get(end).is("+")) {
          end++;
        }
        commands.run(new ArrayList<>(argv.subList(i + 1, end)), Data.NONE, offset);
        i = end;
      }
    }
  }

  private void nested(Language language, Data in, int offset) {
    if (!in.isEmpty()) {
      shell.to.nested(language, in.text(), in.offset() > 0 ? in.offset() : offset);
    }
  }

  private void interpret(Language language, List<Word> argv, Data in, int offset) {
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      String option = Ascii.toLowerCase(word);
      boolean last = i + 1 == argv.size();
      if (isProgram(language, option) && !last) {
        int at = i + 1;
        String text =
            language == Language.BATCH || language == Language.POWERSHELL
                ? joined(argv, at)
                : argv.get(at).text();
        program(language, text, offset);
        shell.budget.steps(text.length());
        return;
      }
      if (language == Language.POWERSHELL
          && option.startsWith("-e")
          && !last
          && "-encodedcommand".startsWith(option)) {
        shell.to.nested(language, Encodings.utf16Base64(argv.get(i + 1).text()), offset);
        return;
      }
      if (language == Language.POWERSHELL && "-file".startsWith(option) && option.length() > 1) {
        continue;
      }
      if (language == Language.PYTHON && word.equals("-m") && !last) {
        List<Word> module = new ArrayList<>(argv.subList(i + 1, argv.size()));
        if (module.get(0).is("awscli")) {
          module.set(0, new Word("aws"));
        }
        commands.run(module, in, offset);
        return;
      }
      if (word.equals("-") || word.equals("-s") || word.equals("/dev/stdin")) {
        break;
      }
      if (word.startsWith("-") || (language == Language.SHELL && word.startsWith("+"))) {
        i += hasValue(language, word) ? 1 : 0;
        continue;
      }
      if (language == Language.JAVASCRIPT && (word.equals("run") || word.equals("start"))) {
        continue;
      }
      if (!argv.get(i).isKnown() && Marks.FETCHED.matches(word.charAt(0))) {
        shell.to.fetchedAndRun(shell.files.source(word.charAt(0)), offset);
      } else {
        commands.runFile(word.indexOf('/') < 0 ? "./" + word : word, language, offset);
      }
      return;
    }
    nested(language, in, offset);
  }

  private static boolean hasValue(Language language, String option) {
    return switch (option) {
      case "-o", "+o", "-W", "-ExecutionPolicy", "-executionpolicy" -> true;
      case "-X" -> language == Language.PYTHON;
      case "-r" -> language == Language.JAVASCRIPT;
      default -> Ascii.toLowerCase(option).startsWith("-exec");
    };
  }

  private static boolean isProgram(Language language, String option) {
    return switch (language) {
      case SHELL -> option.startsWith("-") && !option.startsWith("--") && option.endsWith("c");
      case PYTHON -> option.startsWith("-") && !option.startsWith("--") && option.endsWith("c");
      case JAVASCRIPT ->
          option.equals("-e")
              || option.equals("-p")
              || option.equals("--eval")
              || option.equals("-pe")
              || option.equals("--print")
              || option.equals("eval");
      case PERL, RUBY -> option.startsWith("-") && option.endsWith("e");
      case PHP -> option.equals("-r");
      case POWERSHELL -> option.length() > 1 && "-command".startsWith(option);
      case BATCH -> option.equals("/c") || option.equals("/k");
      default -> false;
    };
  }

  private void program(Language language, String text, int offset) {
    if (text.strip().length() == 1 && text.strip().charAt(0) == Marks.UNKNOWN) {
      shell.to.cannotTell("runs a command that is known only at run time", offset);
    } else {
      shell.to.nested(language, text, offset);
    }
  }

  /** Evaluates the rest of an unknown command, which may run the AWS CLI. */
  void rest(List<Word> argv, Data in, int offset) {
    for (int i = 1; i < argv.size(); i++) {
      if (Files.name(argv.get(i).text()).equals("aws") && i + 1 < argv.size()) {
        commands.run(new ArrayList<>(argv.subList(i, argv.size())), in, offset);
        return;
      }
    }
  }
}
