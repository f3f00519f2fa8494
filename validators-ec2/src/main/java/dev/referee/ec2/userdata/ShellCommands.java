package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An interpreter of the commands of a shell, one by one. */
final class ShellCommands {

  /** Commands that take words as data, and run none of them. */
  private static final ImmutableSet<String> DATA =
      ImmutableSet.of(
          ":",
          "true",
          "false",
          "test",
          "[",
          "[[",
          "sleep",
          "mkdir",
          "touch",
          "umask",
          "wait",
          "shopt",
          "ulimit",
          "hash",
          "unset",
          "shift",
          "kill",
          "pkill",
          "killall",
          "pgrep",
          "ps",
          "man",
          "info",
          "whatis",
          "apropos",
          "help",
          "logger",
          "wall",
          "mail",
          "mailx",
          "write",
          "chown",
          "chgrp",
          "chmod",
          "ls",
          "stat",
          "file",
          "wc",
          "useradd",
          "usermod",
          "groupadd",
          "passwd",
          "chpasswd",
          "hostnamectl",
          "hostname",
          "sysctl",
          "mount",
          "umount",
          "mkfs",
          "swapon",
          "fallocate",
          "pushd",
          "popd",
          "jobs",
          "disown",
          "bg",
          "fg",
          "type",
          "which",
          "whereis",
          "date",
          "id",
          "whoami",
          "uname",
          "diff",
          "cmp",
          "md5sum",
          "sha256sum",
          "history",
          "let",
          "getopts",
          "figlet",
          "cowsay",
          "setenforce",
          "timedatectl",
          "visudo");

  private static final ImmutableSet<String> PACKAGES =
      ImmutableSet.of(
          "yum",
          "dnf",
          "apt",
          "apt-get",
          "aptitude",
          "rpm",
          "dpkg",
          "zypper",
          "apk",
          "snap",
          "brew",
          "amazon-linux-extras",
          "yum-config-manager",
          "add-apt-repository",
          "microdnf",
          "gem",
          "cpan",
          "cpanm",
          "rpm-ostree",
          "pacman",
          "flatpak",
          "apt-key",
          "composer");

  private final ShellInterpreter shell;
  private final TextCommands texts;
  private final FetchCommands fetches;
  private final ToolCommands tools;
  private final RunCommands runs;

  ShellCommands(ShellInterpreter shell) {
    this.shell = shell;
    this.texts = new TextCommands(shell);
    this.fetches = new FetchCommands(shell);
    this.tools = new ToolCommands(shell, this);
    this.runs = new RunCommands(shell, this);
  }

  /** Runs a command, and returns its output. */
  Data run(List<Word> argv, Data in, int offset) {
    shell.budget.steps(1 + argv.size());
    if (argv.isEmpty()) {
      return Data.NONE;
    }
    Word first = argv.get(0);
    if (!first.isKnown() && unknown(first, argv, in, offset)) {
      return Data.LOCAL;
    }
    if (shell.state.functions.containsKey(first.text())) {
      return shell.call(first.text(), texts(argv.subList(1, argv.size())), in);
    }
    if (first.text().indexOf('/') >= 0
        && runPath(Files.resolve(shell.state.directory, first.text()), Language.UNKNOWN, offset)) {
      // A file of the user data may have the name of any command.
      runs.rest(argv, in, offset);
      return Data.LOCAL;
    }
    String name = Files.name(first.text());
    if (name.endsWith(".exe")) {
      name = name.substring(0, name.length() - 4);
    }
    if (runs.isWrapper(name)) {
      return runs.run(name, argv, in, offset);
    }
    boolean data = DATA.contains(name);
    if (!data && !PACKAGES.contains(name)) {
      mention(argv);
    }
    if (data) {
      return Data.NONE;
    }
    Optional<Data> text = texts.run(name, argv, in, offset);
    if (text.isPresent()) {
      return text.get();
    }
    if (PACKAGES.contains(name)) {
      return Data.LOCAL;
    }
    if (name.equals("aws") || name.equals("aws2") || name.equals("awslocal")) {
      return new AwsCli(shell, argv, offset).run();
    }
    if (runFile(first.text(), Language.UNKNOWN, offset)) {
      runs.rest(argv, in, offset);
      return Data.LOCAL;
    }
    Optional<Data> fetched = fetches.run(name, argv, in, offset);
    if (fetched.isPresent()) {
      return fetched.get();
    }
    if (!tools.run(name, argv, in, offset)) {
      runs.rest(argv, in, offset);
    }
    return Data.LOCAL;
  }

  static List<String> texts(List<Word> words) {
    List<String> texts = new ArrayList<>();
    words.forEach(word -> texts.add(word.text()));
    return texts;
  }

  private void mention(List<Word> argv) {
    for (Word word : argv) {
      shell.files.mention(word.text());
    }
  }

  /** Evaluates a command whose name is not completely known; returns whether it is finished. */
  private boolean unknown(Word first, List<Word> argv, Data in, int offset) {
    char begin = first.text().charAt(0);
    if (Marks.FETCHED.matches(begin)) {
      shell.to.fetchedAndRun(shell.files.source(begin), offset);
      return true;
    }
    if (begin == Marks.ALTERED) {
      shell.to.cannotTell("runs a text that another command has changed", offset);
      return true;
    }
    if (first.text().length() > 1 || argv.size() == 1) {
      return false;
    }
    // The variable may be empty, or contain the name of the AWS CLI.
    List<Word> rest = argv.subList(1, argv.size());
    if (AwsCli.isService(rest.get(0).text())) {
      List<Word> aws = new ArrayList<>(rest);
      aws.add(0, new Word("aws"));
      run(aws, in, offset);
    } else if (rest.get(0).isKnown()) {
      run(rest, in, offset);
    }
    return true;
  }

  /**
   * Runs a file, if the user data writes or fetches it.
   *
   * @param language its language according to the command that runs it
   */
  boolean runFile(String name, Language language, int offset) {
    if (name.isEmpty()) {
      return false;
    }
    if (name.indexOf('/') < 0) {
      for (String directory :
          new String[] {
            "/usr/local/bin",
            "/usr/bin",
            "/usr/local/sbin",
            "/usr/sbin",
            "/bin",
            "/sbin",
            "/opt/bin",
            "/root/bin"
          }) {
        if (runPath(directory + "/" + name, language, offset)) {
          return true;
        }
      }
      if (language == Language.UNKNOWN) {
        return false;
      }
    }
    String path = Files.resolve(shell.state.directory, name);
    if (runPath(path, language, offset)) {
      return true;
    }
    if (name.indexOf('/') >= 0 || language != Language.UNKNOWN) {
      shell.files.run(path, language, shell.to, offset);
    }
    return false;
  }

  private boolean runPath(String path, Language language, int offset) {
    Optional<Files.Written> written = shell.files.written(path);
    if (written.isPresent()) {
      shell.files.read(path, written.get(), language);
      return true;
    }
    Optional<String> source = shell.files.source(path);
    source.ifPresent(it -> shell.to.fetchedAndRun(it, offset));
    return source.isPresent();
  }
}
