package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import dev.referee.spi.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final Expectation OPEN = Expectation.of("TapClosed", "tap", "The tap is open");

  private final List<Arguments> made = new ArrayList<>();

  private final CheckProvider water =
      () ->
          List.of(
              CheckKind.of("water.runs", "Water runs")
                  .accepts("Any pipe that leads to the tap.")
                  .expects(List.of(OPEN))
                  .asksAtMost(Permissions.reading("water:DescribeTaps"))
                  .parameters(
                      Parameter.required("tap", Parameter.Type.TEXT, "the tap's name")
                          .example("kitchen"),
                      Parameter.optional(
                              "quietPeriod", Parameter.Type.DURATION, "how long; 5m if not given")
                          .example("90s"),
                      Parameter.optional("pipes", Parameter.Type.TEXTS, "which pipes"),
                      Parameter.optional("labels", Parameter.Type.MAP, "labels"),
                      Parameter.optional("litres", Parameter.Type.NUMBER, "how many"),
                      Parameter.optional("hot", Parameter.Type.FLAG, "whether hot"))
                  .madeBy(
                      arguments -> {
                        made.add(arguments);
                        if (arguments.text("tap").isBlank()) {
                          throw new IllegalArgumentException("a tap has a name");
                        }
                        return new NamedCheck("water.runs");
                      }));

  private final Catalogue catalogue = Catalogue.of(List.of(water));

  private record NamedCheck(String id) implements Check {
    @Override
    public String claim() {
      return "Water runs";
    }

    @Override
    public Verdict judge(CheckContext context) {
      return context.verdict();
    }
  }

  @Test
  void makesACheckOfWhatIsGiven() {
    Check check =
        catalogue.check(
            "water.runs",
            Map.of(
                "tap",
                "kitchen",
                "quietPeriod",
                "1h30m",
                "pipes",
                List.of("a", 2),
                "labels",
                Map.of("Role", "web"),
                "litres",
                7,
                "hot",
                true));

    assertThat(check.id()).isEqualTo("water.runs");
    Arguments arguments = made.get(0);
    assertThat(arguments.text("tap")).isEqualTo("kitchen");
    assertThat(arguments.duration("quietPeriod")).hasValue(Duration.ofMinutes(90));
    assertThat(arguments.texts("pipes")).containsExactly("a", "2");
    assertThat(arguments.map("labels")).containsExactly(Map.entry("Role", "web"));
    assertThat(arguments.number("litres")).hasValue(7L);
    assertThat(arguments.flag("hot")).isTrue();
  }

  @Test
  void tellsWhatAKindIs() {
    CheckKind kind = catalogue.kinds().get("water.runs");

    assertThat(kind.claim()).isEqualTo("Water runs");
    assertThat(kind.accepts()).containsExactly("Any pipe that leads to the tap.");
    assertThat(kind.expectations()).containsExactly(OPEN);
    assertThat(kind.permissions().all()).containsExactly("water:DescribeTaps");
    assertThat(kind.parameters()).extracting(Parameter::name).startsWith("tap", "quietPeriod");
    assertThat(kind).hasToString("water.runs: Water runs");
    assertThat(kind.parameters().get(0)).hasToString("tap: a text");
  }

  @Test
  void makesACheckOfTheExampleOfItsKind() {
    CheckKind kind = catalogue.kinds().get("water.runs");

    assertThat(kind.example())
        .containsExactly(Map.entry("tap", "kitchen"), Map.entry("quietPeriod", "90s"));
    kind.check(kind.example());
    assertThat(made.get(0).duration("quietPeriod")).hasValue(Duration.ofSeconds(90));
  }

  @Test
  void refusesAnExampleThatDoesNotFitItsParameter() {
    Parameter litres = Parameter.optional("litres", Parameter.Type.NUMBER, "how many");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> litres.example("many"))
        .withMessage("litres: 'many' is not a whole number");
  }

  @Test
  void leavesOutWhatIsOptional() {
    catalogue.check("water.runs", Map.of("tap", "kitchen"));

    Arguments arguments = made.get(0);
    assertThat(arguments.duration("quietPeriod")).isEmpty();
    assertThat(arguments.texts("pipes")).isEmpty();
    assertThat(arguments.map("labels")).isEmpty();
    assertThat(arguments.number("litres")).isEmpty();
    assertThat(arguments.flag("hot")).isFalse();
  }

  @Test
  void readsAFlagThatSaysNo() {
    catalogue.check("water.runs", Map.of("tap", "kitchen", "hot", "false"));

    assertThat(made.get(0).flag("hot")).isFalse();
  }

  @Test
  void refusesAnIdThatIsNone() {
    CheckProvider wrong =
        () -> List.of(CheckKind.of("Water runs!", "Water runs").madeBy(any -> null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(wrong)))
        .withMessageContaining("Water runs!");
  }

  @Test
  void takesOneTextForAList() {
    catalogue.check("water.runs", Map.of("tap", "kitchen", "pipes", "a"));

    assertThat(made.get(0).texts("pipes")).containsExactly("a");
  }

  @Test
  void namesEveryMistakeAndTheNearestRightName() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                catalogue.check(
                    "water.runs", Map.of("quitePeriod", "5m", "litres", "many", "zzzzzzzzz", 1)))
        .withMessageContaining("The check water.runs cannot be made:\n")
        .withMessageContaining(
            "\n  there is no parameter 'quitePeriod'; did you mean 'quietPeriod'?")
        .withMessageContaining("\n  litres: 'many' is not a whole number")
        .withMessageContaining(
            "\n  there is no parameter 'zzzzzzzzz'; there are hot, labels, litres")
        .withMessageContaining("\n  'tap' is missing: the tap's name");
  }

  @Test
  void doesNotMissWhatIsMistyped() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalogue.check("water.runs", Map.of("tpa", "kitchen")))
        .withMessage(
            "The check water.runs cannot be made: there is no parameter 'tpa'; did you mean"
                + " 'tap'?");
  }

  @Test
  void saysWhatTheMakerRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalogue.check("water.runs", Map.of("tap", " ")))
        .withMessage("The check water.runs cannot be made: a tap has a name");
  }

  @Test
  void namesTheNearestCheck() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalogue.check("water.run", Map.of()))
        .withMessage("There is no check 'water.run'; did you mean 'water.runs'?");
  }

  @Test
  void refusesTwoChecksOfOneIdAndNamesBothProviders() {
    CheckProvider other = new OtherProvider();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(water, other)))
        .withMessageContaining("water.runs is offered twice")
        .withMessageContaining(OtherProvider.class.getName())
        .withMessageContaining(water.getClass().getName());
  }

  private final class OtherProvider implements CheckProvider {
    @Override
    public List<CheckKind> checks() {
      return water.checks();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "quietPeriod, soon, 'a duration, e.g. 5m, 90s or 1h30m'",
    "hot, yes, true or false",
    "labels, web, 'a map of strings, e.g. {Role: web}'",
    "litres, 1.5, a whole number",
  })
  void saysWhatAValueHasToBe(String name, String value, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalogue.check("water.runs", Map.of("tap", "kitchen", name, value)))
        .withMessageContaining(name + ": '" + value + "' is not " + words);
  }
}
