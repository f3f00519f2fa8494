package dev.referee.fidelity;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.referee.fidelity.Comparison.State;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests that every scenario of every check has the same verdict on moto and on the embedded
 * account.
 *
 * <p>Run by .ci/moto, and not by the ordinary test command: it needs a moto_server. What moto lacks
 * is listed world by world.
 */
class WorldsOnMoto {
  private static final Map<String, List<Comparison>> SEEN = new LinkedHashMap<>();

  private final Moto moto = Moto.running();
  private final Moto managed = Moto.withManagedPolicies();

  @TestFactory
  Stream<DynamicNode> everyWorldIsJudgedAsOnTheEmbeddedAccount() {
    return Stream.concat(
        Contracts.all().stream()
            .map(contract -> dynamicContainer(Contracts.name(contract), worlds(contract))),
        Stream.of(
            dynamicContainer("what moto does otherwise", knownDifferences()),
            dynamicTest(
                "all worlds were tried, and those on the list are judged the same",
                WorldsOnMoto::noneHasSlid)));
  }

  private static void noneHasSlid() {
    assertThat(count(it -> true))
        .isEqualTo(Contracts.all().stream().mapToLong(it -> it.tried().size()).sum());
    if (!Boolean.getBoolean("referee.write")) {
      assertThat(EqualWorlds.listed()).isNotEmpty();
      assertThat(equal())
          .as("the worlds that are judged the same; regenerate the list with: .ci/moto --write")
          .containsAll(EqualWorlds.listed());
    }
  }

  private static List<String> equal() {
    return SEEN.entrySet().stream()
        .flatMap(
            each ->
                each.getValue().stream()
                    .filter(it -> it.state() == State.EQUAL)
                    .map(it -> EqualWorlds.line(each.getKey(), it.world())))
        .toList();
  }

  private <F> Stream<DynamicTest> worlds(CheckContract<F> contract) {
    List<Comparison> seen = new ArrayList<>();
    SEEN.put(Contracts.name(contract), seen);
    return contract.tried().stream()
        .map(world -> dynamicTest(world.toString(), () -> compare(contract, world, seen)));
  }

  private <F> void compare(CheckContract<F> contract, World<F> world, List<Comparison> seen) {
    Comparison comparison = Comparison.of(contract, world, moto, managed);
    seen.add(comparison);
    assertThat(comparison.state()).as(comparison.words()).isNotEqualTo(State.DIFFERENT);
  }

  private Stream<DynamicTest> knownDifferences() {
    return KnownDifference.ALL.stream()
        .flatMap(
            known ->
                Stream.of(
                    dynamicTest(
                        "still: " + known.words(),
                        () ->
                            assertThat(known.there().test(moto.account()))
                                .as("moto has learned it; take it out of KnownDifference")
                                .isTrue()),
                    dynamicTest(
                        "explains a world: " + known.words(),
                        () ->
                            assertThat(count(it -> it.words().equals(known.words())))
                                .isPositive())));
  }

  private static long count(Predicate<Comparison> condition) {
    return SEEN.values().stream().flatMap(List::stream).filter(condition).count();
  }

  @AfterAll
  static void tell() {
    SEEN.forEach(
        (check, comparisons) ->
            comparisons.stream()
                .filter(it -> it.state() != State.EQUAL)
                .forEach(
                    it ->
                        System.out.printf(
                            "%s %s, %s: %s%n", it.state(), check, it.world(), it.words())));
    System.out.println(table());
    if (Boolean.getBoolean("referee.write")) {
      new Section("moto").says(table(), ".ci/moto --write");
      EqualWorlds.write(equal());
    }
  }

  private static String table() {
    return """
    Of %d worlds, %d are judged the same on moto; the rest are explained below.

    | check | worlds | equal | moto lacks something | moto is known to differ | different |
    |---|---|---|---|---|---|
    %s

    | what moto lacks or does differently | worlds |
    |---|---|
    %s
    """
        .formatted(
            count(it -> true),
            count(it -> it.state() == State.EQUAL),
            SEEN.entrySet().stream()
                .map(each -> row(each.getKey(), each.getValue()))
                .collect(joining("\n")),
            reasons().entrySet().stream()
                .map(each -> "| %s | %s |".formatted(each.getKey(), each.getValue().toString()))
                .collect(joining("\n")));
  }

  private static String row(String check, List<Comparison> comparisons) {
    return "| %s | %s | %s |"
        .formatted(
            check,
            Integer.toString(comparisons.size()),
            Arrays.stream(State.values())
                .map(
                    state ->
                        Long.toString(
                            comparisons.stream().filter(it -> it.state() == state).count()))
                .collect(joining(" | ")));
  }

  private static Map<String, Integer> reasons() {
    Map<String, Integer> reasons = new TreeMap<>();
    SEEN.values().stream()
        .flatMap(List::stream)
        .filter(it -> it.state() == State.LACKING || it.state() == State.KNOWN)
        .forEach(it -> reasons.merge(it.words(), 1, Integer::sum));
    return reasons;
  }
}
