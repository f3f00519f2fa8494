package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command sed, for which only literal substitutions are evaluated. */
final class SedCommand {
  private static final CharMatcher PATTERN = CharMatcher.anyOf(".*[]^$\\");

  private final ShellInterpreter shell;

  SedCommand(ShellInterpreter shell) {
    this.shell = shell;
  }

  Data run(List<Word> argv, Data in) {
    boolean inPlace = false;
    List<String> scripts = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      if (word.startsWith("-i") || word.startsWith("--in-place") || word.equals("-ri")) {
        inPlace = true;
      } else if ((word.equals("-e") || word.equals("--expression")) && i + 1 < argv.size()) {
        scripts.add(argv.get(++i).text());
      } else if (word.startsWith("-")) {
        inPlace |= !word.startsWith("--") && word.indexOf('i') > 0;
      } else if (scripts.isEmpty()) {
        scripts.add(word);
      } else {
        files.add(word);
      }
    }
    if (inPlace) {
      files.forEach(file -> change(file, scripts));
      return Data.NONE;
    }
    Data data = files.isEmpty() ? in : shell.content(files.get(0));
    for (String script : scripts) {
      data = changed(data, script);
    }
    return data;
  }

  private void change(String name, List<String> scripts) {
    String path = Files.resolve(shell.state.directory, name);
    Optional<Files.Written> written = shell.files.written(path);
    for (String script : scripts) {
      if (written.isPresent()) {
        Data changed = changed(new Data(written.get().text(), 0), script);
        written.get().content.setLength(0);
        shell.budget.bytes(changed.text().length());
        written.get().content.append(changed.text());
        written.get().read = false;
      } else {
        shell.write(name, new Data(put(script) + "\n", 0), true);
      }
    }
  }

  private Data changed(Data data, String script) {
    shell.budget.steps(data.text().length() + script.length());
    Optional<Substitution> substitution = substitution(script);
    if (substitution.isEmpty()) {
      String put = put(script);
      return put.isEmpty() ? data : data.with(data.text() + "\n" + put + "\n");
    }
    String from = substitution.get().from();
    String to = substitution.get().to();
    if (!from.isEmpty() && PATTERN.matchesNoneOf(from) && to.indexOf('&') < 0) {
      return data.with(replaced(data.text(), from, AnsiC.decode(to)));
    }
    return data.isKnown() && !data.isEmpty()
        ? data.with(data.text() + "\n" + AnsiC.decode(to) + "\n" + Marks.ALTERED + "\n")
        : data;
  }

  private String replaced(String text, String from, String to) {
    StringBuilder replaced = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, done)) {
      shell.budget.bytes(to.length());
      replaced.append(text, done, at).append(to);
      done = at + from.length();
    }
    return replaced.append(text, done, text.length()).toString();
  }

  private record Substitution(String from, String to) {}

  private static Optional<Substitution> substitution(String script) {
    if (script.length() < 4
        || script.charAt(0) != 's'
        || Character.isLetterOrDigit(script.charAt(1))) {
      return Optional.empty();
    }
    char delimiter = script.charAt(1);
    int middle = next(script, delimiter, 2);
    int end = middle < 0 ? -1 : next(script, delimiter, middle + 1);
    return end < 0
        ? Optional.empty()
        : Optional.of(
            new Substitution(script.substring(2, middle), script.substring(middle + 1, end)));
  }

  private static int next(String script, char delimiter, int from) {
    for (int i = from; i < script.length(); i++) {
      if (script.charAt(i) == '\\') {
        i++;
      } else if (script.charAt(i) == delimiter) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the text that a script adds to a file with its command a, i, c or s. */
  private static String put(String script) {
    Optional<Substitution> substitution = substitution(script);
    if (substitution.isPresent()) {
      return AnsiC.decode(substitution.get().to());
    }
    int at = 0;
    if (script.startsWith("/")) {
      at = Math.max(next(script, '/', 1) + 1, 0);
    }
    while (at < script.length() && "$0123456789, !".indexOf(script.charAt(at)) >= 0) {
      at++;
    }
    if (at >= script.length() || "aic".indexOf(script.charAt(at)) < 0) {
      return "";
    }
    String text = script.substring(at + 1).strip();
    return AnsiC.decode(text.startsWith("\\") ? text.substring(1).strip() : text);
  }
}
