package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that print, change and store text, such as echo, cat, tee, base64, sed and cp. */
final class TextCommands {
  private static final ImmutableSet<String> CHANGE =
      ImmutableSet.of(
          "tr",
          "rev",
          "cut",
          "awk",
          "gawk",
          "mawk",
          "openssl",
          "jq",
          "yq",
          "fold",
          "dd",
          "iconv",
          "column",
          "xz",
          "unxz",
          "bzip2",
          "bunzip2",
          "head",
          "tail",
          "sort",
          "uniq",
          "nl",
          "paste",
          "tac",
          "od",
          "hexdump",
          "strings",
          "gpg",
          "zstd",
          "uudecode",
          "expand",
          "join",
          "fmt");
  private static final CharMatcher PATTERN = CharMatcher.anyOf(".*[]^$\\+?(){}|");

  private final ShellInterpreter shell;

  TextCommands(ShellInterpreter shell) {
    this.shell = shell;
  }

  /** Runs one of these commands, and returns its output; empty for any other command. */
  Optional<Data> run(String name, List<Word> argv, Data in, int offset) {
    if (CHANGE.contains(name)) {
      return Optional.of(changed(name, argv, in, offset));
    }
    Data printed =
        switch (name) {
          case "echo" -> echo(argv, offset);
          case "printf" -> printf(argv, offset);
          case "cat", "envsubst", "less", "more", "pv" -> cat(argv, in);
          case "tee", "sponge" -> tee(argv, in);
          case "grep", "egrep", "fgrep", "zgrep" -> grep(argv, in);
          case "sed" -> new SedCommand(shell).run(argv, in);
          case "base64" -> base64(argv, cat(files(argv), in));
          case "gunzip", "zcat", "gzip", "pigz", "zlib-flate" -> gunzip(argv, in);
          case "xxd" -> xxd(argv, in);
          case "cd" -> cd(argv);
          case "rm", "unlink", "shred" -> remove(argv);
          case "cp", "mv", "ln", "install" -> copy(argv);
          case "read", "mapfile", "readarray" -> read(argv, in);
          case "set" -> set(argv);
          case "alias" -> alias(argv);
          case "export", "declare", "local", "typeset", "readonly" -> Data.NONE;
          case "mktemp" -> new Data("/tmp/tmp." + Marks.LOCAL + "\n", offset);
          case "pwd" -> new Data(shell.state.directory + "\n", offset);
          default -> null;
        };
    return Optional.ofNullable(printed);
  }

  private static String joined(List<Word> words) {
    return Joiner.on(' ').join(ShellCommands.texts(words));
  }

  private static Data echo(List<Word> argv, int offset) {
    int at = 1;
    boolean escapes = false;
    boolean newline = true;
    while (at < argv.size()
        && argv.get(at).text().length() > 1
        && argv.get(at).text().charAt(0) == '-'
        && CharMatcher.anyOf("neE").matchesAllOf(argv.get(at).text().substring(1))) {
      escapes |= argv.get(at).text().indexOf('e') > 0;
      newline &= argv.get(at).text().indexOf('n') < 0;
      at++;
    }
    String text = joined(argv.subList(at, argv.size()));
    return new Data((escapes ? AnsiC.decode(text) : text) + (newline ? "\n" : ""), offset);
  }

  private Data printf(List<Word> argv, int offset) {
    int at = 1;
    if (argv.size() > 3 && argv.get(1).is("-v")) {
      shell.state.set(
          argv.get(2).text(),
          printf(argv.subList(2, argv.size()), offset).text(),
          shell.isCertain());
      return Data.NONE;
    }
    if (at < argv.size() && argv.get(at).is("--")) {
      at++;
    }
    if (at >= argv.size()) {
      return Data.NONE;
    }
    String format = argv.get(at++).text();
    StringBuilder printed = new StringBuilder();
    do {
      int before = at;
      at = format(format, argv, at, printed);
      shell.budget.steps(format.length());
      if (at == before) {
        break;
      }
    } while (at < argv.size());
    return new Data(printed.toString(), offset);
  }

  private int format(String format, List<Word> argv, int from, StringBuilder to) {
    int at = from;
    int done = 0;
    int percent = format.indexOf('%');
    while (percent >= 0 && percent + 1 < format.length()) {
      to.append(AnsiC.decode(format.substring(done, percent)));
      int end = percent + 1;
      while (end < format.length() - 1 && "-+ 0#.123456789".indexOf(format.charAt(end)) >= 0) {
        end++;
      }
      char kind = format.charAt(end);
      if (kind == '%') {
        to.append('%');
      } else {
        String value = at < argv.size() ? argv.get(at++).text() : "";
        shell.budget.steps(value.length());
        to.append(kind == 'b' ? AnsiC.decode(value) : value);
      }
      done = end + 1;
      percent = format.indexOf('%', done);
    }
    to.append(AnsiC.decode(format.substring(Math.min(done, format.length()))));
    return at;
  }

  private static List<Word> files(List<Word> argv) {
    List<Word> files = new ArrayList<>();
    files.add(argv.get(0));
    for (Word word : argv.subList(1, argv.size())) {
      if (!word.text().startsWith("-") || word.is("-")) {
        files.add(word);
      }
    }
    return files;
  }

  private Data cat(List<Word> argv, Data in) {
    List<Data> all = new ArrayList<>();
    for (Word word : argv.subList(1, argv.size())) {
      if (word.is("-") || word.is("/dev/stdin")) {
        all.add(in);
      } else if (!word.text().startsWith("-")) {
        all.add(shell.content(word.text()));
      }
    }
    return all.isEmpty() ? in : Data.joined(all);
  }

  private Data tee(List<Word> argv, Data in) {
    boolean append = argv.stream().anyMatch(word -> word.is("-a") || word.is("--append"));
    for (Word word : argv.subList(1, argv.size())) {
      if (!word.text().startsWith("-") && !word.text().startsWith("/dev/")) {
        shell.write(word.text(), in, append);
      }
    }
    return in;
  }

  /** Removes the lines that a literal pattern removes, and keeps the rest. */
  private Data grep(List<Word> argv, Data in) {
    boolean inverted = false;
    String pattern = null;
    int files = 0;
    for (Word word : argv.subList(1, argv.size())) {
      if (word.text().startsWith("-") && !word.is("-")) {
        inverted |= !word.text().startsWith("--") && word.text().indexOf('v') > 0;
      } else if (pattern == null) {
        pattern = word.text();
      } else {
        files++;
      }
    }
    if (files > 0 || in.isEmpty()) {
      return Data.LOCAL;
    }
    if (pattern == null || PATTERN.matchesAnyOf(pattern)) {
      return in;
    }
    StringBuilder kept = new StringBuilder();
    for (String line : Splitter.on('\n').split(in.text())) {
      shell.budget.steps(line.length() + 1);
      if (!line.isEmpty() && (line.contains(pattern) != inverted || Marks.ANY.matchesAnyOf(line))) {
        kept.append(line).append('\n');
      }
    }
    return in.with(kept.toString());
  }

  private Data base64(List<Word> argv, Data in) {
    boolean decodes = false;
    for (Word word : argv) {
      String text = word.text();
      decodes |=
          text.equals("--decode")
              || (text.startsWith("-")
                  && !text.startsWith("--")
                  && (text.indexOf('d') > 0 || text.indexOf('D') > 0));
    }
    if (!decodes) {
      return in.altered();
    }
    return in.isKnown()
        ? Encodings.base64(in.text())
            .map(bytes -> in.with(Encodings.text(bytes)))
            .orElseGet(in::altered)
        : in.altered();
  }

  private Data gunzip(List<Word> argv, Data in) {
    boolean unpacks = !argv.get(0).text().endsWith("gzip");
    for (Word word : argv) {
      unpacks |= word.text().startsWith("-") && word.text().indexOf('d') > 0;
    }
    Data data = in.isEmpty() ? cat(files(argv), in) : in;
    return unpacks
        ? Encodings.gunzip(data.text(), shell.budget).map(data::with).orElseGet(data::altered)
        : data.altered();
  }

  private static Data xxd(List<Word> argv, Data in) {
    boolean back = argv.stream().anyMatch(word -> word.text().startsWith("-r"));
    return back && in.isKnown()
        ? Encodings.hexadecimal(in.text()).map(in::with).orElseGet(in::altered)
        : in.altered();
  }

  private Data changed(String name, List<Word> argv, Data in, int offset) {
    if (name.endsWith("awk")) {
      awk(argv, offset);
    }
    Data data = in;
    for (Word word : argv.subList(1, argv.size())) {
      if (!word.text().startsWith("-") && data.isEmpty()) {
        data = shell.content(word.text());
      }
    }
    boolean base64 =
        name.equals("openssl")
            && argv.size() > 1
            && (argv.get(1).is("base64") || argv.stream().anyMatch(word -> word.is("-base64")));
    boolean encrypted = argv.stream().anyMatch(word -> word.text().startsWith("-aes"));
    if (base64 && !encrypted) {
      return base64(argv, data);
    }
    return data.altered();
  }

  /** Evaluates the commands that an awk program passes to a shell. */
  private void awk(List<Word> argv, int offset) {
    for (Word word : argv.subList(1, argv.size())) {
      String text = word.text();
      if (text.contains("system(") || text.contains("getline") || text.contains("|")) {
        int quotes = 0;
        for (String part : Splitter.on('"').split(text)) {
          if (quotes++ % 2 == 1 && part.indexOf(' ') > 0) {
            shell.evaluate(part, Data.NONE, offset);
          }
        }
      }
    }
  }

  private Data cd(List<Word> argv) {
    String to = argv.size() > 1 ? argv.get(argv.size() - 1).text() : "/root";
    shell.state.directory = Files.resolve(shell.state.directory, to.equals("~") ? "/root" : to);
    if (shell.state.directory.equals(Files.NO_FILE)) {
      throw new Budget.Exhausted("changes to a directory that is nested too deeply");
    }
    return Data.NONE;
  }

  private Data remove(List<Word> argv) {
    for (Word word : argv.subList(1, argv.size())) {
      if (shell.isCertain() && word.isKnown() && !word.text().startsWith("-")) {
        shell.files.remove(Files.resolve(shell.state.directory, word.text()));
      }
    }
    return Data.NONE;
  }

  private Data copy(List<Word> argv) {
    List<Word> names = files(argv);
    if (names.size() < 3) {
      return Data.NONE;
    }
    String last = names.get(names.size() - 1).text();
    String to = Files.resolve(shell.state.directory, last);
    for (Word name : names.subList(1, names.size() - 1)) {
      String from = Files.resolve(shell.state.directory, name.text());
      shell.files.copy(from, to);
      shell.files.copy(from, to + "/" + Files.name(from));
    }
    return Data.NONE;
  }

  private Data read(List<Word> argv, Data in) {
    for (Word word : argv.subList(1, argv.size())) {
      if (ShellLexer.isName(word.text())) {
        boolean first = true;
        for (String line : Splitter.on('\n').omitEmptyStrings().limit(8).split(in.text())) {
          shell.state.set(word.text(), line, first);
          first = false;
        }
        if (first) {
          shell.state.set(word.text(), String.valueOf(Marks.UNKNOWN), true);
        }
      }
    }
    return Data.NONE;
  }

  private Data set(List<Word> argv) {
    if (argv.size() > 2 && argv.get(1).is("--")) {
      shell.state.arguments =
          com.google.common.collect.ImmutableList.copyOf(
              ShellCommands.texts(argv.subList(2, argv.size())));
    }
    return Data.NONE;
  }

  private Data alias(List<Word> argv) {
    for (Word word : argv.subList(1, argv.size())) {
      int equals = word.text().indexOf('=');
      if (equals > 0) {
        shell.state.aliases.put(
            word.text().substring(0, equals), word.text().substring(equals + 1));
      }
    }
    return Data.NONE;
  }
}
