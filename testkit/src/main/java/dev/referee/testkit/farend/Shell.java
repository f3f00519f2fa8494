package dev.referee.testkit.farend;

import static com.google.common.base.Preconditions.checkNotNull;

import java.util.ArrayList;
import java.util.List;

/**
 * A shell that really answers, but only commands that do no harm: {@code echo}, {@code printf} of
 * plain text, {@code whoami}, {@code id}, {@code hostname}, {@code uname}, {@code pwd}, {@code
 * true}, {@code false}, {@code exit}. Anything else is a command that it does not find.
 *
 * <p>Commands are separated by line ends, {@code ;}, {@code &&} and {@code ||}. Not thread-safe.
 */
public final class Shell {
  private static final int NOT_FOUND = 127;

  private final String user;
  private final String hostName;
  private final String start;

  /**
   * Makes one.
   *
   * @param user who is logged in
   * @param hostName what it says the name of its host is
   */
  public Shell(String user, String hostName) {
    this(user, hostName, "");
  }

  /**
   * Makes one that runs commands of its own first, as a shell does that somebody has replaced by a
   * script.
   *
   * @param user who is logged in
   * @param hostName what it says the name of its host is
   * @param start the commands that it runs before each script; an {@code exit} among them ends it
   */
  public Shell(String user, String hostName, String start) {
    this.user = checkNotNull(user);
    this.hostName = checkNotNull(hostName);
    this.start = checkNotNull(start);
  }

  /**
   * The result of a script.
   *
   * @param standardOutput what it wrote
   * @param standardError what it complained of
   * @param exitCode the exit code of its last command
   */
  public record Answer(String standardOutput, String standardError, int exitCode) {}

  /**
   * Runs a script to its end.
   *
   * @param script one or more commands
   */
  public Answer run(String script) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    int exitCode = run(script, out, err);
    return new Answer(out.toString(), err.toString(), exitCode);
  }

  /** Runs a script whose streams go where they are to go, and returns its exit code. */
  int run(String script, StringBuilder out, StringBuilder err) {
    int exit = 0;
    for (Step step : steps(start + "\n" + script)) {
      boolean due = step.joint().equals(";") || (exit == 0) == step.joint().equals("&&");
      if (due && !step.words().isEmpty()) {
        if (step.words().get(0).equals("exit")) {
          return step.words().size() > 1 ? Integer.parseInt(step.words().get(1)) : exit;
        }
        exit = run(step.words(), out, err);
      }
    }
    return exit;
  }

  private int run(List<String> words, StringBuilder out, StringBuilder err) {
    String arguments = String.join(" ", words.subList(1, words.size()));
    switch (words.get(0)) {
      case "echo" -> out.append(arguments).append('\n');
      case "printf" -> out.append(arguments.replace("\\n", "\n"));
      case "whoami" -> out.append(user).append('\n');
      case "id" -> out.append("uid=1001(").append(user).append(")\n");
      case "hostname" -> out.append(hostName).append('\n');
      case "uname" -> out.append("Linux\n");
      case "pwd" -> out.append("/usr/bin\n");
      case "true", ":", "#!/bin/sh", "#!/bin/bash" -> {}
      case "false" -> {
        return 1;
      }
      default -> {
        err.append("sh: ").append(words.get(0)).append(": command not found\n");
        return NOT_FOUND;
      }
    }
    return 0;
  }

  private record Step(String joint, List<String> words) {}

  /** Splits as a shell does: quotes hold together what stands in them, and are gone then. */
  private static List<Step> steps(String script) {
    List<Step> steps = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    String joint = ";";
    char quote = 0;
    for (int i = 0; i <= script.length(); i++) {
      char c = i == script.length() ? '\n' : script.charAt(i);
      boolean pair = (c == '&' || c == '|') && i + 1 < script.length() && script.charAt(i + 1) == c;
      if (quote != 0 && i < script.length()) {
        if (c == quote) {
          quote = 0;
        } else {
          word = (word == null ? new StringBuilder() : word).append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        word = word == null ? new StringBuilder() : word;
      } else if (c == ';' || c == '\n' || c == '\r' || c == ' ' || c == '\t' || pair) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        if (c != ' ' && c != '\t') {
          steps.add(new Step(joint, List.copyOf(words)));
          words.clear();
          joint = pair ? "" + c + c : ";";
          i += pair ? 1 : 0;
        }
      } else {
        word = (word == null ? new StringBuilder() : word).append(c);
      }
    }
    return steps;
  }
}
