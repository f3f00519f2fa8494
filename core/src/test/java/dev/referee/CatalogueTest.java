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

  private static final Parameter<String> TAP =
      Parameter.text("tap", "the tap's name").mandatory().example("kitchen");
  private static final Parameter<Duration> QUIET_PERIOD =
      Parameter.duration("quietPeriod", "how long").defaultValue("5m").example("90s");
  private static final Parameter<List<String>> PIPES = Parameter.texts("pipes", "which pipes");
  private static final Parameter<Map<String, String>> LABELS = Parameter.map("labels", "labels");
  private static final Parameter<Integer> LITRES = Parameter.number("litres", "how many");
  private static final Parameter<Boolean> HOT = Parameter.flag("hot", "whether hot");

  private final List<Arguments> made = new ArrayList<>();

  private final CheckProvider water = () -> List.of(water());

  private CheckKind water() {
    CheckKind.Builder kind =
        CheckKind.of("water.runs", "Water runs")
            .accepts("Any pipe that leads to the tap.")
            .expects(List.of(OPEN))
            .requires(Permissions.ofReads("water:DescribeTaps"));
    List.of(TAP, QUIET_PERIOD, PIPES, LABELS, LITRES, HOT).forEach(kind::takes);
    return kind.build(
        arguments -> {
          made.add(arguments);
          return new NamedCheck("water.runs");
        });
  }

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
    assertThat(arguments.get(TAP)).isEqualTo("kitchen");
    assertThat(arguments.get(QUIET_PERIOD)).isEqualTo(Duration.ofMinutes(90));
    assertThat(arguments.get(PIPES)).containsExactly("a", "2");
    assertThat(arguments.get(LABELS)).containsExactly(Map.entry("Role", "web"));
    assertThat(arguments.get(LITRES)).isEqualTo(7);
    assertThat(arguments.get(HOT)).isTrue();
  }

  @Test
  void describesAKind() {
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
    assertThat(made.get(0).get(QUIET_PERIOD)).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void refusesAnExampleThatDoesNotFitItsParameter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LITRES.example("many"))
        .withMessage("'litres' has to be a whole number, not 'many'");
  }

  @Test
  void leavesOutWhatIsOptional() {
    catalogue.check("water.runs", Map.of("tap", "kitchen"));

    Arguments arguments = made.get(0);
    assertThat(arguments.get(QUIET_PERIOD)).isEqualTo(Duration.ofMinutes(5));
    assertThat(arguments.find(PIPES)).isEmpty();
    assertThat(arguments.find(LITRES)).isEmpty();
    assertThat(arguments.get(HOT)).isFalse();
    assertThat(arguments.has(HOT)).isFalse();
  }

  @Test
  void readsAFlagThatIsFalse() {
    catalogue.check("water.runs", Map.of("tap", "kitchen", "hot", "false"));

    assertThat(made.get(0).get(HOT)).isFalse();
  }

  @Test
  void refusesAnIdThatIsNone() {
    CheckProvider wrong =
        () -> List.of(CheckKind.of("Water runs!", "Water runs").build(any -> null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(wrong)))
        .withMessageContaining("Water runs!");
  }

  @Test
  void takesOneTextForAList() {
    catalogue.check("water.runs", Map.of("tap", "kitchen", "pipes", "a"));

    assertThat(made.get(0).get(PIPES)).containsExactly("a");
  }

  @Test
  void namesEveryMistakeAndTheNearestRightName() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                catalogue.check(
                    "water.runs", Map.of("quitePeriod", "5m", "litres", "many", "zzzzzzzzz", 1)))
        .withMessageContaining("The check water.runs cannot be created:\n")
        .withMessageContaining(
            "\n  There is no parameter 'quitePeriod'; did you mean 'quietPeriod'?")
        .withMessageContaining("\n  'litres' has to be a whole number, not 'many'")
        .withMessageContaining("\n  There is no parameter 'zzzzzzzzz'; there are tap, quietPeriod")
        .withMessageContaining("\n  'tap' is missing: the tap's name");
  }

  @Test
  void doesNotMissWhatIsMistyped() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalogue.check("water.runs", Map.of("tpa", "kitchen")))
        .withMessage(
            "The check water.runs cannot be created: There is no parameter 'tpa'; did you mean"
                + " 'tap'?");
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
        .withMessageContaining("'%s' has to be %s, not '%s'".formatted(name, words, value));
  }
}
