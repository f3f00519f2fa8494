package dev.referee.testkit.embedded.ec2;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A finder of the commands in a shell script that really start instances, with their number of
 * runs.
 *
 * <p>A command counts where the shell would run it: not in a comment, not as the text of an {@code
 * echo}, not after an {@code exit}. Variables that the script sets to plain values are expanded;
 * what it computes stays unknown.
 */
final class SpawnScript {
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final Pattern CRON =
      Pattern.compile(
          "(?m)^\\s*(?:@\\w+|([*\\d][*\\d/,-]*)(?:[ \\t]+[*\\d][*\\d/,-]*){4})[ \\t]+"
              + "(?:(?:root|ec2-user|ubuntu)[ \\t]+)?(\\S.*)$");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{(\\w+)(?::?[-=]([^}]*))?\\}|(\\w+))");
  private static final Set<String> BEFORE =
      Set.of(
          "sudo", "nohup", "exec", "command", "env", "time", "-E", "-n", "!", "then", "do", "else");

  /**
   * A command that starts instances.
   *
   * @param options its options by name, without dashes; unknown values begin with a dollar sign
   * @param repeats how often it runs in a loop that ends
   * @param loops whether its loop is endless
   * @param cron whether cron runs it, so that it goes on after a boot too
   * @param every the pause between two runs
   * @param upTo how many instances the script wants to see, if it says so
   */
  record Spawn(
      Map<String, String> options,
      int repeats,
      boolean loops,
      boolean cron,
      Duration every,
      @Nullable Integer upTo) {}

  private enum Block {
    ENDLESS,
    FUNCTION,
    OTHER
  }

  private final List<Spawn> spawns = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private final Deque<Block> blocks = new ArrayDeque<>();
  private final Deque<Integer> repeats = new ArrayDeque<>();
  private Duration pause = USUAL;
  private boolean endless;
  private boolean crontab;
  private @Nullable Integer upTo;
  private @Nullable Duration cronEvery;

  private SpawnScript() {}

  static List<Spawn> spawns(String script) {
    SpawnScript reader = new SpawnScript();
    ShellWords words = ShellWords.of(script);
    reader.survey(words);
    reader.read(words, false);
    return List.copyOf(reader.spawns);
  }

  /** Records the properties of the whole script: its pauses, loops, crontabs and variables. */
  private void survey(ShellWords words) {
    for (List<String> command : words.commands) {
      assign(command);
      List<String> bare = command.stream().dropWhile(BEFORE::contains).toList();
      String first = bare.isEmpty() ? "" : bare.get(0);
      endless |= isEndless(bare);
      if (first.equals("sleep") && bare.size() > 1) {
        pause = seconds(expanded(bare.get(1)));
      }
      int less = Math.max(command.indexOf("-lt"), command.indexOf("<"));
      if (less > 0 && less + 1 < command.size()) {
        upTo = number(expanded(command.get(less + 1)), upTo);
      }
      Matcher arithmetic =
          Pattern.compile("<\\s*\\$?\\{?(\\w+)").matcher(String.join(" ", command));
      if (first.startsWith("((") || command.get(0).equals("if") || command.get(0).equals("while")) {
        if (arithmetic.find() && !first.equals("for")) {
          String limit = arithmetic.group(1);
          upTo = number(variables.getOrDefault(limit, limit), upTo);
        }
      }
      command.forEach(this::noteCrontab);
    }
    for (String document : words.documents) {
      noteCrontab(document);
      survey(ShellWords.of(document));
    }
    words.substitutions.forEach(inner -> survey(ShellWords.of(inner)));
  }

  private void noteCrontab(String text) {
    Matcher cron = CRON.matcher(text);
    while (cron.find()) {
      crontab = true;
      String minute = cron.group(1);
      cronEvery =
          minute != null && minute.matches("\\*/\\d+")
              ? Duration.ofMinutes(Math.max(1, Long.parseLong(minute.substring(2))))
              : minute == null || minute.equals("*") ? Duration.ofMinutes(1) : Duration.ofHours(1);
    }
  }

  private void read(ShellWords words, boolean called) {
    for (List<String> command : words.commands) {
      List<String> bare = opened(command);
      if (blocks.isEmpty() && !called && !bare.isEmpty() && bare.get(0).equals("exit")) {
        return;
      }
      if (bare.size() > 2 && bare.get(0).matches("(/bin/)?(ba)?sh") && bare.contains("-c")) {
        read(ShellWords.of(bare.get(bare.indexOf("-c") + 1)), called);
      }
      for (String word : command) {
        Matcher cron = CRON.matcher(word);
        while (cron.find()) {
          readCron(cron.group(2));
        }
      }
      runInstances(bare, called, false);
    }
    words.substitutions.forEach(inner -> read(ShellWords.of(inner), called));
    for (String document : words.documents) {
      Matcher cron = CRON.matcher(document);
      if (cron.find()) {
        do {
          readCron(cron.group(2));
        } while (cron.find());
      } else {
        read(ShellWords.of(document), true);
      }
    }
  }

  private void readCron(String line) {
    ShellWords.of(line).commands.forEach(command -> runInstances(command, true, true));
  }

  /** Tracks the blocks that open and close, and returns the rest of the command. */
  private List<String> opened(List<String> command) {
    List<String> rest = new ArrayList<>(command);
    while (!rest.isEmpty()) {
      switch (rest.get(0)) {
        case "while", "until" -> open(isEndless(rest) ? Block.ENDLESS : Block.OTHER, 1);
        case "for" -> {
          open(isEndless(rest) ? Block.ENDLESS : Block.OTHER, times(rest));
          return List.of();
        }
        case "if", "case" -> open(Block.OTHER, 1);
        case "{" -> open(Block.FUNCTION, 1);
        case "done", "fi", "esac", "}" -> {
          blocks.pollFirst();
          repeats.pollFirst();
        }
        case "do", "then", "else", "elif", "!", "function" -> {}
        default -> {
          return rest;
        }
      }
      rest.remove(0);
    }
    return rest;
  }

  private void open(Block block, int times) {
    blocks.push(block);
    repeats.push(times);
  }

  private static boolean isEndless(List<String> command) {
    if (command.isEmpty()) {
      return false;
    }
    return switch (command.get(0)) {
      case "while", "until" -> true;
      case "for" -> command.size() > 1 && command.get(1).matches("\\(\\([^;]*;\\s*;.*");
      default -> false;
    };
  }

  private int times(List<String> loop) {
    if (loop.size() > 1 && loop.get(1).startsWith("((")) {
      Matcher limit = Pattern.compile("<(=?)\\s*\\$?(\\w+)").matcher(loop.get(1));
      Integer most =
          limit.find()
              ? number(variables.getOrDefault(limit.group(2), limit.group(2)), null)
              : null;
      return most == null ? 1 : most;
    }
    int in = loop.indexOf("in");
    if (in < 0) {
      return 1;
    }
    int times = 0;
    for (String word : loop.subList(in + 1, loop.size())) {
      Matcher range =
          Pattern.compile("\\{(\\d+)\\.\\.(\\d+)\\}|\\$\\(seq (?:(\\d+) )?(\\d+)\\)")
              .matcher(expanded(word));
      if (range.matches()) {
        String low = range.group(1) == null ? range.group(3) : range.group(1);
        String high = range.group(2) == null ? range.group(4) : range.group(2);
        times += Integer.parseInt(high) - (low == null ? 1 : Integer.parseInt(low)) + 1;
      } else {
        times++;
      }
    }
    return Math.max(1, times);
  }

  private void runInstances(List<String> command, boolean called, boolean cron) {
    List<String> words =
        command.stream()
            .dropWhile(word -> BEFORE.contains(word) || word.matches("\\w+=.*"))
            .toList();
    if (words.isEmpty() || !words.get(0).matches("(/\\S*/)?aws")) {
      return;
    }
    Map<String, String> options = new HashMap<>();
    List<String> operands = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.matches("--[a-z][\\w-]*=.*")) {
        options.put(
            word.substring(2, word.indexOf('=')), expanded(word.substring(word.indexOf('=') + 1)));
      } else if (word.startsWith("--")) {
        StringBuilder value = new StringBuilder();
        while (i + 1 < words.size()
            && !words.get(i + 1).startsWith("--")
            && !isOperand(words, i + 1)) {
          value.append(value.isEmpty() ? "" : " ").append(expanded(words.get(++i)));
        }
        options.put(word.substring(2), value.toString());
      } else {
        operands.add(word);
      }
    }
    if (operands.size() < 2
        || !operands.get(0).equals("ec2")
        || !operands.get(1).equals("run-instances")
        || options.containsKey("dry-run")) {
      return;
    }
    boolean byCron = cron || (called && crontab);
    boolean indirect = called || blocks.contains(Block.FUNCTION);
    boolean loops = byCron || blocks.contains(Block.ENDLESS) || (indirect && endless);
    spawns.add(
        new Spawn(
            options,
            repeats.stream().reduce(1, (a, b) -> a * b),
            loops,
            byCron,
            byCron && cronEvery != null ? cronEvery : pause,
            upTo));
  }

  private static boolean isOperand(List<String> words, int index) {
    return words.get(index).equals("ec2")
        || (words.get(index).equals("run-instances") && words.get(index - 1).equals("ec2"));
  }

  private void assign(List<String> command) {
    for (String word : command) {
      if (word.equals("export") || word.equals("readonly") || word.equals("local")) {
        continue;
      }
      Matcher assignment = Pattern.compile("(?s)(\\w+)=(.*)").matcher(word);
      if (!assignment.matches()) {
        return;
      }
      String value = expanded(assignment.group(2));
      if (!value.contains("$")) {
        variables.put(assignment.group(1), value);
      }
    }
  }

  private String expanded(String word) {
    return VARIABLE
        .matcher(word)
        .replaceAll(
            match -> {
              String name = match.group(1) == null ? match.group(3) : match.group(1);
              String value = variables.getOrDefault(name, match.group(2));
              return Matcher.quoteReplacement(value == null ? match.group() : value);
            });
  }

  private static Duration seconds(String text) {
    Matcher matcher = Pattern.compile("(\\d{1,7})([smh]?)").matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      return USUAL;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofSeconds(number);
    };
  }

  static @Nullable Integer number(@Nullable String text, @Nullable Integer otherwise) {
    return text != null && text.matches("\\d{1,4}") ? Integer.valueOf(text) : otherwise;
  }
}
