package dev.referee.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.Target;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.aws.Recorder;
import dev.referee.spi.CheckKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The data that a tape needs in addition to AWS's responses, so that it can be judged again.
 *
 * @param selection what is judged
 * @param text the game file's text
 * @param tasks the ids of the selected tasks; empty for all
 */
record Recording(Selection selection, String text, List<String> tasks) {
  /** The name of the note with the game file's text. */
  static final String GAME = "game";

  /** The name of the note with the ids of the judged teams, one per line. */
  static final String TEAMS = "teams";

  /** The name of the note with the Regions of those teams' accounts, one per line. */
  static final String REGIONS = "regions";

  /** The name of the note with the tape's names of those accounts, one per line. */
  static final String ACCOUNTS = "accounts";

  /** The name of the note with the ids of the selected tasks, one per line; empty for all. */
  static final String TASKS = "tasks";

  /** Returns the recording of one check, as a game file. */
  static Recording of(Selection selection, CheckKind kind, Map<String, Object> given) {
    Map<String, Object> check = Map.of("check", kind.id(), "parameters", literal(given));
    Task task = selection.game().tasks().get(0);
    Map<String, Object> game =
        Map.of(
            "id",
            selection.game().id(),
            "title",
            selection.game().title(),
            "tasks",
            List.of(
                Map.of(
                    "id",
                    task.id(),
                    "title",
                    task.title(),
                    "points",
                    0,
                    "checks",
                    List.of(check))));
    try {
      return new Recording(selection, new ObjectMapper().writeValueAsString(game), List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a game file, this begins a variable. */
  private static Object literal(Object given) {
    if (given instanceof Map<?, ?> map) {
      Map<String, Object> literal = new LinkedHashMap<>();
      map.forEach((name, value) -> literal.put(String.valueOf(name), literal(value)));
      return literal;
    }
    if (given instanceof List<?> list) {
      return list.stream().map(Recording::literal).toList();
    }
    return given instanceof String text ? text.replace("${", "$${") : given;
  }

  /** Writes the notes, and returns the selection with recorded accounts. */
  Selection on(Recorder recorder) {
    recorder.note(GAME, text);
    recorder.note(TEAMS, lines(selection.teams().stream().map(Team::id).toList()));
    recorder.note(REGIONS, lines(accounts(account -> account.region().id())));
    recorder.note(ACCOUNTS, lines(accounts(Account::concurrencyKey)));
    recorder.note(TASKS, lines(tasks));
    Map<Account, Account> recorded = new HashMap<>();
    return new Selection(
        selection.game(),
        selection.teams().stream()
            .map(
                team ->
                    new Team(team.id(), team.name(), recorded(team.targets(), recorder, recorded)))
            .toList());
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines);
  }

  private List<String> accounts(Function<Account, String> property) {
    return selection.teams().stream()
        .map(team -> Selection.account(team).map(property).orElse(""))
        .toList();
  }

  /** Teams that share an account still share it. */
  private static List<Target> recorded(
      List<Target> targets, Recorder recorder, Map<Account, Account> recorded) {
    return targets.stream()
        .map(
            target ->
                target instanceof Account account
                    ? recorded.computeIfAbsent(account, each -> each.recordedBy(recorder))
                    : target)
        .toList();
  }
}
