package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.CallCounts;
import dev.referee.aws.Meter;
import dev.referee.internal.Durations;
import dev.referee.internal.Text;
import dev.referee.kubernetes.ClusterPermissions;
import dev.referee.kubernetes.RbacRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The command {@code referee doctor}, which tests before a game whether it can be judged. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "A line for each team: whether its account can be reached and is the right one, how far the"
          + " system clock is off, which permissions are missing, how many tasks can be judged, how"
          + " many API calls a sweep makes, and how close that comes to the service's rate limit."
          + " Below it, what to do about each problem.",
      "It judges all tasks once, as 'referee judge' does, including locked ones, and uses IAM's"
          + " policy simulation if the role may.",
      "Exit codes: 0 all teams are ready, 1 something needs fixing, 2 at least one team cannot be"
          + " judged."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final CallCounts NONE = new CallCounts(0, 0, 0, 0, 0);

  /** The timeout of an attempt of a call, as with an account's own client, plus a second. */
  private static final Duration SILENCE = Duration.ofSeconds(6);

  private static final Duration LONG = Duration.ofSeconds(5);

  @Spec private @Nullable CommandSpec spec;
  @Mixin private GameOptions options = new GameOptions();

  @Override
  public Integer call() {
    CommandSpec told = requireNonNull(spec);
    Terminal terminal = Terminal.of(told);
    CliEnvironment environment = CliEnvironment.of(told);
    ServerDates dates =
        new ServerDates(
            UrlConnectionHttpClient.builder().socketTimeout(SILENCE).build(), environment.clock());
    Selection selection = options.readWithTeams(builder -> builder.httpClient(dates));
    Game game = open(selection.game());
    ActingChecks.tell(terminal, game);
    Referee referee = environment.referee().listener(LongSweep.on(told)).build();

    Sweep readiness = referee.sweep(readiness(dates, game), selection.teams());
    Map<String, Map<Meter.Key, CallCounts>> before = new HashMap<>();
    List<Team> reached = new ArrayList<>();
    for (Team team : selection.teams()) {
      if (examined(team, readiness, List.of(), Map.of()).isReached()) {
        reached.add(team);
        before.put(team.id(), counts(team));
      }
    }
    Sweep rehearsal = referee.sweep(game, reached);
    List<ReadinessReport> all =
        selection.teams().stream()
            .map(
                team ->
                    examined(
                        team,
                        readiness,
                        rehearsal.judgements(),
                        before.getOrDefault(team.id(), counts(team))))
            .toList();
    show(terminal, all);
    tell(terminal, selection.game(), all, rehearsal, environment);
    return ExitCode.worst(all.stream().map(ReadinessReport::code).toList());
  }

  /** Returns the game with all its tasks unlocked. */
  private static Game open(Game game) {
    return Selection.tasks(game, game.tasks().stream().map(Task::id).toList());
  }

  private static Game readiness(ServerDates dates, Game game) {
    Permissions needed =
        game.tasks().stream()
            .flatMap(task -> task.checks().stream())
            .map(weighted -> weighted.check().permissions())
            .reduce(Permissions.none(), Permissions::and);
    ReadinessCheck check = new ReadinessCheck(dates, needed);
    Task.Builder task = Task.builder("ready", check.claim()).check(check);
    if (!RbacRules.of(needed).isEmpty()) {
      task.check(new ClusterPermissions(needed));
    }
    return Game.builder("doctor", check.claim())
        .module(Module.of("doctor", check.claim(), task.build()))
        .build();
  }

  private static Map<Meter.Key, CallCounts> counts(Team team) {
    return Selection.account(team)
        .<Map<Meter.Key, CallCounts>>map(account -> account.meter().counts())
        .orElse(Map.of());
  }

  private static ReadinessReport examined(
      Team team, Sweep readiness, List<Judgement> rehearsed, Map<Meter.Key, CallCounts> before) {
    Map<String, Long> calls = new TreeMap<>();
    long throttles = 0;
    for (Map.Entry<Meter.Key, CallCounts> entry : counts(team).entrySet()) {
      CallCounts known = Optional.ofNullable(before.get(entry.getKey())).orElse(NONE);
      String operation = entry.getKey().operation();
      String service = operation.substring(0, operation.indexOf(':'));
      long more = entry.getValue().calls() - known.calls();
      if (more > 0) {
        calls.merge(service, more, Long::sum);
      }
      throttles += entry.getValue().throttles() - known.throttles();
    }
    return new ReadinessReport(
        team,
        readiness.judgement(team.id(), "ready").orElseThrow().verdict(),
        rehearsed.stream().filter(judgement -> judgement.teamId().equals(team.id())).toList(),
        calls,
        throttles);
  }

  private static void show(Terminal terminal, List<ReadinessReport> all) {
    Columns table = new Columns().row(ReadinessReport.head());
    all.forEach(report -> table.row(report.row()));
    terminal.print(table.toString());
    Map<ReadinessReport.Problem, List<ReadinessReport>> byProblem = new LinkedHashMap<>();
    for (ReadinessReport report : all) {
      for (ReadinessReport.Problem problem : report.problems()) {
        byProblem.computeIfAbsent(problem.ofAnybody(), any -> new ArrayList<>()).add(report);
      }
    }
    byProblem.forEach(
        (problem, teams) -> {
          String ids =
              Selection.called(
                  teams.stream().map(report -> report.team().id()).toList(), all.size());
          terminal.title(String.join("\n", Text.wrap(ids, 98)));
          ReadinessReport.Problem shown = teams.size() == 1 ? own(teams.get(0), problem) : problem;
          entry(terminal, "- ", shown.description());
          entry(terminal, "  ", shown.remedy());
        });
  }

  /** Returns the problem with the details of the only team that has it. */
  private static ReadinessReport.Problem own(
      ReadinessReport team, ReadinessReport.Problem problem) {
    return team.problems().stream()
        .filter(candidate -> candidate.ofAnybody().equals(problem))
        .findFirst()
        .orElse(problem);
  }

  private static void entry(Terminal terminal, String head, String text) {
    if (!text.isEmpty()) {
      List<String> lines = Text.wrap(Text.harmless(text), 96);
      for (int i = 0; i < lines.size(); i++) {
        terminal.print((i == 0 ? head : "  ") + lines.get(i));
      }
    }
  }

  private static void tell(
      Terminal terminal,
      Game game,
      List<ReadinessReport> all,
      Sweep rehearsal,
      CliEnvironment environment) {
    boolean before =
        game.clock()
            .map(clock -> clock.phase(environment.clock().instant()) == GameClock.Phase.BEFORE)
            .orElse(true);
    for (ReadinessReport report : before ? all : List.<ReadinessReport>of()) {
      if (!report.solved().isEmpty()) {
        terminal.tell(
            "Already solved for %s before the game: %s. Are the resources of its account built?"
                .formatted(
                    Text.harmless(report.team().name()), String.join(", ", report.solved())));
      }
    }
    long calls =
        all.stream()
            .flatMap(report -> report.calls().values().stream())
            .mapToLong(Long::longValue)
            .sum();
    Duration took = Duration.between(rehearsal.startedAt(), rehearsal.completedAt());
    if (!rehearsal.judgements().isEmpty()) {
      terminal.tell(
          "A sweep of %s by %s makes %s and took %s%s."
              .formatted(
                  Text.count(rehearsal.teams().size(), "team"),
                  Text.count(game.tasks().size(), "task"),
                  Text.count(calls, "call"),
                  Durations.words(took),
                  took.compareTo(LONG) > 0 ? "; a shorter --every has no effect" : ""));
    }
    game.clock().ifPresent(clock -> terminal.tell("The game: " + clock + "."));
  }
}
