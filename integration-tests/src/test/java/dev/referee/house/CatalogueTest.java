package dev.referee.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.spi.CheckKind;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that every check in the catalogue matches the description of its kind. */
class CatalogueTest {
  static Collection<CheckKind> kinds() {
    return Catalogue.load().kinds().values();
  }

  @Test
  void knowsTheChecks() {
    assertThat(kinds()).extracting(CheckKind::id).contains("ec2.spawner-stopped");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void makesOfItsExampleWhatItPromises(CheckKind kind) {
    Check made = kind.check(kind.example());

    assertThat(made.id()).isEqualTo(kind.id());
    assertThat(made.claim()).isEqualTo(kind.claim());
    assertThat(made.expectations()).isNotEmpty();
    assertThat(kind.expectations())
        .extracting(Expectation::code)
        .containsSubsequence(made.expectations().stream().map(Expectation::code).toList());
    assertThat(made.permissions().reads())
        .allMatch(action -> kind.permissions().reads().stream().anyMatch(it -> is(it, action)));
    assertThat(kind.permissions().actives()).containsAll(made.permissions().actives());
  }

  /** Returns whether an action is declared, possibly with a word in capitals for a name. */
  private static boolean is(String declared, String action) {
    return declared.startsWith("kubernetes:")
        ? action.matches("\\Q%s\\E".formatted(declared.replaceAll("[A-Z]{3,}", "\\\\E[^/]+\\\\Q")))
        : action.equals(declared);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void saysWhatItAccepts(CheckKind kind) {
    assertThat(kind.accepts()).isNotEmpty().allSatisfy(design -> assertThat(design).endsWith("."));
  }
}
