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

/** A reader of the game in a validated file; invalid parts are left out. */
final class GameReader {
  /** The id of the module for tasks without a module. */
  static final String TASKS = "tasks";

  private final CheckReader checks;
  private final Problems mistakes;

  GameReader(CheckReader checks, Problems mistakes) {
    this.checks = checks;
    this.mistakes = mistakes;
  }

  /** Reads the game; empty if anything is wrong with the file, which is recorded. */
  Optional<Game> read(Fields file) {
    DependencyGraph.check(file, mistakes);
    String title = ScalarSchemas.TEXT.read(file, Keys.TITLE).orElse("");
    Optional<GameClock> clock = file.section(Keys.CLOCK).flatMap(this::clock);
    Defaults defaults =
        new Defaults(
            scoring(file, ScoringPolicy.allOrNothing()),
            GameSchema.DISCLOSURE.read(file, Keys.DISCLOSURE).orElse(Disclosure.EXACT));
    List<Optional<Module>> modules =
        file.field(Keys.MODULES).isPresent()
            ? file.items(Keys.MODULES, Fields.class).stream()
                .map(module -> module(module, defaults))
                .toList()
            : List.of(module(file, TASKS, title, ImmutableSet.of(), defaults));
    return mistakes.made(
        file.at(),
        () -> {
          Game.Builder game = Game.builder(ScalarSchemas.ID.read(file, Keys.ID).orElse(""), title);
          clock.ifPresent(game::clock);
          modules.forEach(module -> module.ifPresent(game::module));
          return game.build();
        });
  }

  /** The default values for tasks. */
  private record Defaults(ScoringPolicy scoring, Disclosure disclosure) {}

  private Optional<GameClock> clock(Fields fields) {
    Optional<Instant> start = ScalarSchemas.TIME.read(fields, Keys.START);
    Optional<Instant> end = ScalarSchemas.TIME.read(fields, Keys.END);
    Optional<Duration> duration = ScalarSchemas.DURATION.read(fields, Keys.DURATION);
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
                        ScalarSchemas.TIME
                            .read(fields, Keys.FREEZE_FROM)
                            .map(clock::freezeFrom)
                            .or(
                                () ->
                                    ScalarSchemas.DURATION
                                        .read(fields, Keys.FREEZE_LAST)
                                        .map(clock::freezeLast))
                            .orElse(clock)));
  }

  private ScoringPolicy scoring(Fields fields, ScoringPolicy fallback) {
    Optional<Fields> section = fields.section(Keys.SCORING);
    return GameSchema.PLAIN_SCORING
        .read(fields, Keys.SCORING)
        .or(() -> section.flatMap(it -> it.section(Keys.TIME_BONUS)).flatMap(this::timeBonus))
        .or(() -> section.flatMap(it -> it.section(Keys.DECAY_BY_RANK)).flatMap(this::decay))
        .orElse(fallback);
  }

  private Optional<ScoringPolicy> timeBonus(Fields fields) {
    Optional<Long> bonus = GameSchema.POINTS.read(fields, Keys.BONUS);
    Optional<Instant> from = ScalarSchemas.TIME.read(fields, Keys.FROM);
    Optional<Instant> until = ScalarSchemas.TIME.read(fields, Keys.UNTIL);
    if (fields.field(Keys.FROM).isPresent() != fields.field(Keys.UNTIL).isPresent()) {
      mistakes.add(fields.at(), "Give both 'from' and 'until', or neither");
    }
    if (bonus.isEmpty() || from.isEmpty() || until.isEmpty()) {
      return bonus.map(ScoringPolicy::timeBonus);
    }
    return mistakes.tried(
        fields.at(), () -> ScoringPolicy.timeBonus(bonus.get(), from.get(), until.get()));
  }

  private Optional<ScoringPolicy> decay(Fields fields) {
    Optional<Long> less = GameSchema.POINTS.read(fields, Keys.LESS);
    return less.flatMap(
        step ->
            GameSchema.POINTS
                .read(fields, Keys.FLOOR)
                .map(floor -> ScoringPolicy.decayByRank(step, floor)));
  }

  private Optional<Module> module(Fields fields, Defaults defaults) {
    return module(
        fields,
        ScalarSchemas.ID.read(fields, Keys.ID).orElse(""),
        ScalarSchemas.TEXT.read(fields, Keys.TITLE).orElse(""),
        DependencyGraph.of(fields),
        defaults);
  }

  private Optional<Module> module(
      Fields fields, String id, String title, ImmutableSet<String> needed, Defaults defaults) {
    List<Optional<Task>> tasks =
        fields.items(Keys.TASKS, Fields.class).stream().map(task -> task(task, defaults)).toList();
    return mistakes.made(
        fields.at(),
        () -> new Module(id, title, tasks.stream().flatMap(Optional::stream).toList(), needed));
  }

  private Optional<Task> task(Fields fields, Defaults defaults) {
    String id = ScalarSchemas.ID.read(fields, Keys.ID).orElse("");
    Task.Builder task =
        Task.builder(id, ScalarSchemas.TEXT.read(fields, Keys.TITLE).orElse(""))
            .text(ScalarSchemas.TEXT.read(fields, Keys.TEXT).orElse(""))
            .area(ScalarSchemas.TEXT.read(fields, Keys.AREA))
            .difficulty(
                GameSchema.DIFFICULTY.read(fields, Keys.DIFFICULTY).orElse(Difficulty.MEDIUM))
            .points(GameSchema.POINTS.read(fields, Keys.POINTS).orElse(0L).longValue())
            .needs(DependencyGraph.of(fields))
            .scoring(scoring(fields, defaults.scoring()))
            .disclosure(
                GameSchema.DISCLOSURE.read(fields, Keys.DISCLOSURE).orElse(defaults.disclosure()))
            .hints(
                fields.items(Keys.HINTS, Fields.class).stream()
                    .map(
                        hint ->
                            new Hint(
                                ScalarSchemas.TEXT.read(hint, Keys.TEXT).orElse(""),
                                GameSchema.POINTS.read(hint, Keys.COST).orElse(0L)))
                    .toList());
    for (Fields entry : fields.items(Keys.CHECKS, Fields.class)) {
      long weight = GameSchema.WEIGHT.read(entry, Keys.WEIGHT).orElse(1L);
      checks.read(entry).ifPresent(check -> task.check(check, weight));
    }
    return mistakes.made(fields.at(), task::build);
  }
}
