package dev.referee.gamefile;

import com.google.common.collect.ImmutableSet;
import dev.referee.Difficulty;
import dev.referee.Disclosure;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Hint;
import dev.referee.Module;
import dev.referee.ScoringPolicy;
import dev.referee.Task;
import dev.referee.gamefile.Value.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a game of a file whose form is checked; what is malformed in it is left out. */
final class GameReader {
  /** The id of the module for tasks without one. */
  static final String TASKS = "tasks";

  private final CheckReader checks;
  private final Mistakes mistakes;

  GameReader(CheckReader checks, Mistakes mistakes) {
    this.checks = checks;
    this.mistakes = mistakes;
  }

  /** Reads the game; empty when anything is wrong with the file, of which note is taken. */
  Optional<Game> read(Fields file) {
    Needs.check(file, mistakes);
    String title = Forms.TEXT.read(file, Names.TITLE).orElse("");
    Optional<GameClock> clock = file.section(Names.CLOCK).flatMap(this::clock);
    Defaults defaults =
        new Defaults(
            scoring(file, ScoringPolicy.allOrNothing()),
            GameForm.DISCLOSURE.read(file, Names.DISCLOSURE).orElse(Disclosure.EXACT));
    List<Optional<Module>> modules =
        file.field(Names.MODULES).isPresent()
            ? file.items(Names.MODULES, Fields.class).stream()
                .map(module -> module(module, defaults))
                .toList()
            : List.of(module(file, TASKS, title, ImmutableSet.of(), defaults));
    return mistakes.made(
        file.at(),
        () -> {
          Game.Builder game = Game.builder(Forms.ID.read(file, Names.ID).orElse(""), title);
          clock.ifPresent(game::clock);
          modules.forEach(module -> module.ifPresent(game::module));
          return game.build();
        });
  }

  /** The values that apply to every task that does not say otherwise. */
  private record Defaults(ScoringPolicy scoring, Disclosure disclosure) {}

  private Optional<GameClock> clock(Fields fields) {
    Optional<Instant> start = Forms.TIME.read(fields, Names.START);
    Optional<Instant> end = Forms.TIME.read(fields, Names.END);
    Optional<Duration> duration = Forms.DURATION.read(fields, Names.DURATION);
    if (start.isEmpty() || end.isPresent() == duration.isPresent()) {
      return Optional.empty();
    }
    return mistakes
        .tried(
            fields.at(),
            () ->
                end.map(at -> GameClock.of(start.get(), at))
                    .orElseGet(() -> GameClock.of(start.get(), duration.orElseThrow())))
        .flatMap(
            clock ->
                mistakes.tried(
                    fields.at(),
                    () ->
                        Forms.TIME
                            .read(fields, Names.FREEZE_FROM)
                            .map(clock::freezeFrom)
                            .or(
                                () ->
                                    Forms.DURATION
                                        .read(fields, Names.FREEZE_LAST)
                                        .map(clock::freezeLast))
                            .orElse(clock)));
  }

  private ScoringPolicy scoring(Fields fields, ScoringPolicy otherwise) {
    Optional<Fields> section = fields.section(Names.SCORING);
    return GameForm.PLAIN_SCORING
        .read(fields, Names.SCORING)
        .or(() -> section.flatMap(it -> it.section(Names.TIME_BONUS)).flatMap(this::timeBonus))
        .or(() -> section.flatMap(it -> it.section(Names.DECAY_BY_RANK)).flatMap(this::decay))
        .orElse(otherwise);
  }

  private Optional<ScoringPolicy> timeBonus(Fields fields) {
    Optional<Long> bonus = GameForm.POINTS.read(fields, Names.BONUS);
    Optional<Instant> from = Forms.TIME.read(fields, Names.FROM);
    Optional<Instant> until = Forms.TIME.read(fields, Names.UNTIL);
    if (fields.field(Names.FROM).isPresent() != fields.field(Names.UNTIL).isPresent()) {
      mistakes.add(fields.at(), "'from' and 'until' are given together, or neither");
    }
    if (bonus.isEmpty() || from.isEmpty() || until.isEmpty()) {
      return bonus.map(ScoringPolicy::timeBonus);
    }
    return mistakes.tried(
        fields.at(), () -> ScoringPolicy.timeBonus(bonus.get(), from.get(), until.get()));
  }

  private Optional<ScoringPolicy> decay(Fields fields) {
    Optional<Long> less = GameForm.POINTS.read(fields, Names.LESS);
    return less.flatMap(
        step ->
            GameForm.POINTS
                .read(fields, Names.FLOOR)
                .map(floor -> ScoringPolicy.decayByRank(step, floor)));
  }

  private Optional<Module> module(Fields fields, Defaults defaults) {
    return module(
        fields,
        Forms.ID.read(fields, Names.ID).orElse(""),
        Forms.TEXT.read(fields, Names.TITLE).orElse(""),
        Needs.of(fields),
        defaults);
  }

  private Optional<Module> module(
      Fields fields, String id, String title, ImmutableSet<String> needed, Defaults defaults) {
    List<Optional<Task>> tasks =
        fields.items(Names.TASKS, Fields.class).stream().map(task -> task(task, defaults)).toList();
    return mistakes.made(
        fields.at(),
        () -> new Module(id, title, tasks.stream().flatMap(Optional::stream).toList(), needed));
  }

  private Optional<Task> task(Fields fields, Defaults defaults) {
    String id = Forms.ID.read(fields, Names.ID).orElse("");
    Task.Builder task =
        Task.builder(id, Forms.TEXT.read(fields, Names.TITLE).orElse(""))
            .text(Forms.TEXT.read(fields, Names.TEXT).orElse(""))
            .area(Forms.TEXT.read(fields, Names.AREA))
            .difficulty(
                GameForm.DIFFICULTY.read(fields, Names.DIFFICULTY).orElse(Difficulty.MEDIUM))
            .points(GameForm.POINTS.read(fields, Names.POINTS).orElse(0L).longValue())
            .needs(Needs.of(fields))
            .scoring(scoring(fields, defaults.scoring()))
            .disclosure(
                GameForm.DISCLOSURE.read(fields, Names.DISCLOSURE).orElse(defaults.disclosure()))
            .hints(
                fields.items(Names.HINTS, Fields.class).stream()
                    .map(
                        hint ->
                            new Hint(
                                Forms.TEXT.read(hint, Names.TEXT).orElse(""),
                                GameForm.POINTS.read(hint, Names.COST).orElse(0L)))
                    .toList());
    for (Fields entry : fields.items(Names.CHECKS, Fields.class)) {
      long weight = GameForm.WEIGHT.read(entry, Names.WEIGHT).orElse(1L);
      checks.read(entry).ifPresent(check -> task.check(check, weight));
    }
    return mistakes.made(fields.at(), task::build);
  }
}
