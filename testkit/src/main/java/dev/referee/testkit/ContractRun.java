package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.Sets;
import dev.referee.testkit.World.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A run of a contract: builds all worlds, asserts each of them, then asserts the contract over all.
 *
 * <p>Thread-safe. The first test thread that needs a world builds and judges it.
 *
 * @param <F> the type of the scenario builder
 */
final class ContractRun<F> {
  private final CheckContract<F> contract;
  private final List<Judged> worlds;
  private final Once<Turns> turns;

  ContractRun(CheckContract<F> contract) {
    this.contract = contract;
    this.worlds = contract.tried().stream().map(Judged::new).toList();
    this.turns = new Once<>(this::share);
  }

  Stream<DynamicTest> tests() {
    return Stream.concat(
        worlds.stream().map(run -> dynamicTest(run.world.toString(), run.promises::get)),
        Stream.of(
            together(
                "every kind of world is there",
                seen -> assertThat(seen.kinds).isEqualTo(contract.kinds())),
            together(
                "every declared code is the next step somewhere",
                seen ->
                    assertThat(Sets.union(seen.next, contract.codesOfRaces()))
                        .isEqualTo(seen.codes)),
            together(
                "every declared action is asked somewhere",
                seen ->
                    assertThat(Sets.union(seen.asked, contract.actionsOfNoWorld()))
                        .isEqualTo(Sets.union(seen.declared, contract.actionsOfNoWorld())))));
  }

  /**
   * Asserts the contract over all worlds; a failure of a single world is reported by its own test.
   */
  private DynamicTest together(String description, Consumer<Seen> condition) {
    return dynamicTest(
        description,
        () -> {
          Seen seen = new Seen();
          for (Judged run : worlds) {
            run.prepared.tried().ifPresent(prepared -> seen.add(run.world.kind(), prepared));
          }
          condition.accept(seen);
        });
  }

  private Turns share() throws InterruptedException {
    List<Turns.Entry> entries = new ArrayList<>();
    for (Judged run : worlds) {
      run.prepared
          .tried()
          .ifPresent(prepared -> entries.add(new Turns.Entry(run.world.kind(), prepared)));
    }
    return Turns.of(entries, contract.answerCodes());
  }

  /** A scenario, built and judged at most once. */
  private final class Judged {
    final World<F> world;
    final Once<PreparedWorld> prepared;
    final Once<Boolean> promises;

    Judged(World<F> world) {
      this.world = world;
      this.prepared = new Once<>(() -> PreparedWorld.of(contract, world));
      this.promises = new Once<>(this::keepsAllPromises);
    }

    private boolean keepsAllPromises() throws Exception {
      try (PreparedWorld here = prepared.get()) {
        worlds.forEach(run -> run.prepared.start()); // by all threads, instead of waiting for one
        List<Injection> faults = turns.get().of(here);
        List<AwsInjection> holes = new Holes(here, world.name()).drawn(turns.get().holed(here));
        WorldFailures broken = new WorldFailures();
        broken.unless("is judged right", here, Promises::isJudgedRight);
        broken.raise(); // nothing else can be as promised then, and would say the same again
        broken.unless("is judged right page by page", here, Promises::isJudgedRightPageByPage);
        broken.unless("is judged the same again", here, Promises::isJudgedTheSameAgain);
        broken.unless("is only read, and as declared", here, Promises::isOnlyRead);
        broken.unless("sends few requests", here, Promises::sendsFewRequests);
        broken.unless(
            "keeps secrets and answers",
            here,
            world -> Promises.keepsSecrets(world, contract.secrets()));
        broken.unless(
            "is never turned by a fault", here, world -> Promises.isNeverTurned(world, faults));
        broken.unless(
            "is never turned by a hole, as drawn with -D%s=%d".formatted(Holes.SEED, Holes.seed()),
            here,
            world -> Promises.isNeverTurned(world, holes));
        broken.unless("waits when throttled once", here, Promises::waitsWhenThrottledOnce);
        if (turns.get().hasOutages(here)) {
          broken.unless("says what could not be seen", here, Promises::saysWhatCouldNotBeSeen);
        }
        broken.raise();
        return true;
      }
    }
  }

  /** The properties seen in all scenarios together. */
  private static final class Seen {
    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final Set<String> next = new TreeSet<>();
    final Set<String> codes = new TreeSet<>();
    final Set<String> asked = new TreeSet<>();
    final Set<String> declared = new TreeSet<>();

    void add(Kind kind, PreparedWorld prepared) {
      kinds.add(kind);
      if (!prepared.next().isEmpty()) {
        next.add(prepared.next());
      }
      prepared.declared().forEach(codes::add);
      asked.addAll(prepared.askedActions());
      declared.addAll(prepared.check().permissions().all());
    }
  }
}
