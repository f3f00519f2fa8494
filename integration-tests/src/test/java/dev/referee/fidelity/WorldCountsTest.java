package dev.referee.fidelity;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.house.Checkout;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.World;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that docs/fidelity.md lists the current numbers of scenarios. */
class WorldCountsTest {

  @Test
  void areCurrent() {
    String table =
        """
        | check | %s | all |
        |---|%s---|
        %s
        """
            .formatted(
                kinds().map(kind -> kind.name().toLowerCase(Locale.ROOT)).collect(joining(" | ")),
                "---|".repeat(World.Kind.values().length),
                Contracts.all().stream().map(WorldCountsTest::row).collect(joining("\n")));

    new Section("worlds").says(table, Checkout.WRITE);
  }

  @Test
  void seeTheContracts() {
    assertThat(Contracts.all()).extracting(Contracts::name).contains("SpawnerStopped");
  }

  private static <F> String row(CheckContract<F> contract) {
    return "| %s | %s | %s |"
        .formatted(
            Contracts.name(contract),
            kinds()
                .map(
                    kind ->
                        Long.toString(
                            contract.tried().stream().filter(it -> it.kind() == kind).count()))
                .collect(joining(" | ")),
            Integer.toString(contract.tried().size()));
  }

  private static Stream<World.Kind> kinds() {
    return Arrays.stream(World.Kind.values());
  }
}
