package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;

/** An interpreter of commands on Windows, from PowerShell, batch files or scheduled tasks. */
final class WindowsCommands {
  private static final CharMatcher BLANKS = CharMatcher.anyOf(" \t\r\n");
  private static final ImmutableSet<String> PROGRAM_ENDINGS =
      ImmutableSet.of(".exe", ".cmd", ".com");

  /** The commands that run the file in their argument. */
  private static final ImmutableSet<String> RUNNERS =
      ImmutableSet.of(
          "msiexec",
          "cscript",
          "wscript",
          "rundll32",
          "regsvr32",
          "java",
          "javaw",
          "call",
          "installutil",
          "wusa",
          "dotnet");

  private final Findings to;

  WindowsCommands(Findings to) {
    this.to = to;
  }

  /** Evaluates a command line, such as that of a scheduled task. */
  void line(String line, int offset) {
    run(words(line), offset);
  }

  void run(List<Word> argv, int offset) {
    if (argv.isEmpty() || argv.get(0).text().isEmpty()) {
      return;
    }
    String first = argv.get(0).text();
    String name = name(first);
    List<Word> rest = argv.subList(1, argv.size());
    switch (name) {
      case "powershell", "pwsh" -> powerShell(name, rest, offset);
      case "cmd" -> cmd(rest, offset);
      case "start" -> run(withoutOptions(rest), offset);
      case "schtasks" -> scheduled(rest, "/tr", offset);
      case "sc" -> scheduled(rest, "binpath=", offset);
      case "at" -> run(rest.isEmpty() ? rest : rest.subList(1, rest.size()), offset);
      case "reg" -> scheduled(rest, "/d", offset);
      case "curl", "wget" -> external(name, rest, offset);
      case "bitsadmin", "certutil" -> fetched(rest, offset);
      default -> {
        if (RUNNERS.contains(name)) {
          rest.forEach(word -> file(word.text(), offset));
        } else if (isPath(first) && !isOfWindows(first)) {
          external(path(first), rest, offset);
        } else {
          external(name, rest, offset);
        }
      }
    }
  }

  private void external(String name, List<Word> rest, int offset) {
    List<Word> argv = new ArrayList<>();
    argv.add(new Word(name));
    for (Word word : rest) {
      argv.add(isDrive(word.text()) ? new Word(path(word.text())) : word);
    }
    to.command(argv, offset);
  }

  private void powerShell(String name, List<Word> rest, int offset) {
    for (int i = 0; i < rest.size(); i++) {
      String option = Ascii.toLowerCase(rest.get(i).text());
      boolean value = i + 1 < rest.size();
      if (!option.startsWith("-") && !option.startsWith("/")) {
        powerShellText(rest.subList(i, rest.size()), offset);
        return;
      }
      String plain = option.substring(1);
      if (plain.isEmpty()) {
        continue;
      }
      if ("command".startsWith(plain) && value) {
        powerShellText(rest.subList(i + 1, rest.size()), offset);
        return;
      }
      if ("file".startsWith(plain) && value) {
        run(rest.subList(i + 1, rest.size()), offset);
        return;
      }
      if (("encodedcommand".startsWith(plain) || plain.equals("ec")) && value) {
        external(name, rest.subList(i, i + 2), offset);
        return;
      }
      boolean alone = plain.startsWith("no") || plain.equals("sta") || plain.equals("mta");
      i += alone ? 0 : 1;
    }
  }

  private void powerShellText(List<Word> words, int offset) {
    String text = Expressions.join(ImmutableList.copyOf(words), " ");
    if (text.indexOf(' ') < 0 && Ascii.toLowerCase(text).endsWith(".ps1")) {
      run(words, offset);
    } else {
      to.nested(Language.POWERSHELL, text, offset);
    }
  }

  private void cmd(List<Word> rest, int offset) {
    for (int i = 0; i + 1 < rest.size(); i++) {
      String option = Ascii.toLowerCase(rest.get(i).text());
      if (option.equals("/c") || option.equals("/k")) {
        String text = Expressions.join(ImmutableList.copyOf(rest.subList(i + 1, rest.size())), " ");
        to.nested(Language.BATCH, text, offset);
        return;
      }
    }
  }

  /** Removes the options of {@code start}, and its optional title. */
  private static List<Word> withoutOptions(List<Word> words) {
    int at = 0;
    while (at < words.size()
        && (words.get(at).text().startsWith("/") || words.get(at).text().isEmpty())) {
      at++;
    }
    return words.subList(at, words.size());
  }

  private void scheduled(List<Word> rest, String option, int offset) {
    for (int i = 0; i + 1 < rest.size(); i++) {
      if (Ascii.equalsIgnoreCase(rest.get(i).text(), option)) {
        line(rest.get(i + 1).text(), offset);
      }
    }
  }

  private void fetched(List<Word> rest, int offset) {
    for (int i = 0; i + 1 < rest.size(); i++) {
      if (rest.get(i).text().contains("://")) {
        to.fetched(rest.get(i).text(), path(rest.get(i + 1).text()), offset);
      }
    }
  }

  /** Evaluates a file that is run, if it was downloaded or written before. */
  void file(String name, int offset) {
    String path = path(name);
    if (to.files().source(path).isPresent() || to.files().written(path).isPresent()) {
      to.command(ImmutableList.of(new Word(path)), offset);
    }
  }

  /** Returns the name of a program without its folder and ending, in lower case. */
  static String name(String program) {
    String lower = Ascii.toLowerCase(program);
    int folder = Math.max(lower.lastIndexOf('\\'), lower.lastIndexOf('/'));
    String name = lower.substring(folder + 1);
    for (String ending : PROGRAM_ENDINGS) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  /** Returns whether a program is named with its folder, or with the extension of a script. */
  private static boolean isPath(String program) {
    String lower = Ascii.toLowerCase(program);
    return lower.indexOf('\\') >= 0
        || lower.indexOf('/') > 0
        || lower.endsWith(".ps1")
        || lower.endsWith(".cmd")
        || lower.endsWith(".bat")
        || lower.endsWith(".msi")
        || lower.endsWith(".exe");
  }

  private static boolean isDrive(String text) {
    return text.length() > 2 && text.charAt(1) == ':' && Character.isLetter(text.charAt(0));
  }

  /** Returns whether a program is Windows' own, or installed where programs are. */
  private boolean isOfWindows(String program) {
    String lower = Ascii.toLowerCase(program);
    boolean known = to.files().source(path(program)).isPresent();
    return !known
        && (lower.contains("\\windows\\")
            || lower.contains("\\program files")
            || lower.contains("\\amazon\\")
            || lower.contains("\\system32\\")
            || (!lower.contains("\\") && lower.endsWith(".exe")));
  }

  /** Returns a Windows path as in {@link Files}: absolute, in lower case, with slashes. */
  static String path(String path) {
    String lower = Ascii.toLowerCase(path).replace('\\', '/');
    return Files.resolve("/", isDrive(lower) || lower.startsWith("/") ? lower : "c:/" + lower);
  }

  /** Splits a command line into words as Windows does. */
  static ImmutableList<Word> words(String line) {
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        word.append('"');
        i++;
        begun = true;
      } else if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (BLANKS.matches(c) && !quoted) {
        if (begun) {
          words.add(new Word(word.toString()));
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(new Word(word.toString()));
    }
    return words.build();
  }
}
