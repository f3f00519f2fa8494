package dev.referee.house;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Catalogue;
import dev.referee.Expectation;
import dev.referee.spi.CheckKind;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the Javadoc of the factory classes, {@code XxxChecks}, with the declarations of the
 * checks.
 */
class EntranceJavadocTest {
  private static final ImmutableList<String> ENTRANCES =
      ImmutableList.of(
          "validators-ec2/src/main/java/dev/referee/ec2/Ec2Checks.java",
          "validators-eks/src/main/java/dev/referee/eks/EksChecks.java",
          "validators-events/src/main/java/dev/referee/events/EventsChecks.java",
          "validators-ssm/src/main/java/dev/referee/ssm/SsmChecks.java");

  private static final Pattern COMMENT =
      Pattern.compile("/\\*\\*(.*?)\\*/\\s*public static", Pattern.DOTALL);
  private static final Pattern CLAIM =
      Pattern.compile("Returns a builder of the check \"([^\"]+)\"");
  private static final Pattern STEPS = Pattern.compile("<ol>(.*)</ol>");
  private static final Pattern STEP = Pattern.compile("<li>(.*?): ");
  private static final Pattern CODE = Pattern.compile("\\{@code ([A-Z]\\w+)}");
  private static final Pattern ACTION =
      Pattern.compile("\\{@code ([a-z0-9]+:[A-Z]\\w+|kubernetes:[a-z]+:[\\w./-]+)}");

  /** The Javadoc of one factory method, without the layout of the source. */
  private record Javadoc(String text) {
    String claim() {
      return all(CLAIM, text).get(0);
    }

    /** Returns the codes that the steps begin with. */
    List<String> codes() {
      return all(STEPS, text).stream()
          .flatMap(steps -> all(STEP, steps).stream())
          .flatMap(step -> all(CODE, step).stream())
          .toList();
    }

    ImmutableSet<String> actions() {
      return ImmutableSet.copyOf(all(ACTION, text.substring(text.indexOf("IAM actions: "))));
    }

    /** Returns whether it names only the actions that start something, and says so. */
    boolean namesActivesOnly() {
      return text.contains("IAM actions: active are");
    }

    @Override
    public String toString() {
      return claim();
    }
  }

  static Stream<Javadoc> entrances() {
    return ENTRANCES.stream()
        .flatMap(file -> all(COMMENT, Checkout.read(file)).stream())
        .map(comment -> comment.replaceAll("\n *\\*", " "))
        .map(comment -> new Javadoc(CharMatcher.whitespace().collapseFrom(comment, ' ')))
        .filter(javadoc -> javadoc.text().contains("Returns a builder of the check"));
  }

  @Test
  void everyCheckHasAnEntrance() {
    assertThat(entrances().map(Javadoc::claim))
        .containsExactlyInAnyOrderElementsOf(
            Catalogue.load().kinds().values().stream().map(CheckKind::claim).toList());
  }

  @ParameterizedTest
  @MethodSource("entrances")
  void tellsTheFindingsInTheirOrder(Javadoc javadoc) {
    if (!javadoc.codes().isEmpty()) {
      assertThat(javadoc.codes())
          .containsExactlyElementsOf(
              kind(javadoc).expectations().stream().map(Expectation::code).distinct().toList());
    } else {
      assertThat(javadoc.text()).contains("{@link #").contains("The findings are those of");
    }
  }

  @ParameterizedTest
  @MethodSource("entrances")
  void namesTheActionsThatAreDeclared(Javadoc javadoc) {
    CheckKind kind = kind(javadoc);
    assertThat(javadoc.actions())
        .containsExactlyInAnyOrderElementsOf(
            javadoc.namesActivesOnly() ? kind.permissions().actives() : kind.permissions().all());
  }

  private static CheckKind kind(Javadoc javadoc) {
    return Catalogue.load().kinds().values().stream()
        .filter(kind -> kind.claim().equals(javadoc.claim()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No check claims: " + javadoc.claim()));
  }

  private static ImmutableList<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1).strip())
        .collect(toImmutableList());
  }
}
