package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.MapKey;
import dev.referee.spi.Parameter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A parameter that takes a list of maps, and a check whose expectations follow from it. */
class ListOfMapsTest {
  private static final CheckKind.Builder DECLARED = CheckKind.of("test.rules", "Rules hold");
  private static final Parameter<String> NAME =
      DECLARED.takes(Parameter.text("name", "the name of a service").mandatory());
  private static final Parameter<List<Map<String, String>>> RULES =
      DECLARED.takes(
          Parameter.maps(
              "rules",
              "what has to hold",
              List.of(
                  MapKey.required("that", "an even number").testedBy(ListOfMapsTest::even),
                  MapKey.optional("claim", "a sentence")),
              map -> map));
  private static final CheckKind KIND =
      DECLARED
          .expects(
              it ->
                  it.get(RULES).stream()
                      .map(rule -> Expectation.of("Rule", "rule", rule.get("claim")))
                      .toList(),
              List.of(Expectation.of("Rule", "rule", "A rule")))
          .requiresByName(
              it -> Permissions.ofReads("ec2:Describe" + it.get(NAME)),
              Permissions.ofReads("ec2:DescribeNAME"),
              NAME)
          .build(Rules::new);
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(() -> List.of(KIND)));

  private static void even(String text) {
    if (Integer.parseInt(text) % 2 != 0) {
      throw new IllegalArgumentException("%s is odd".formatted(text));
    }
  }

  private static final class Rules extends DeclaredCheck {
    Rules(Arguments arguments) {
      super(KIND, arguments);
    }

    @Override
    public Verdict judge(CheckContext context) {
      return context.verdict();
    }
  }

  private static String game(String parameters) {
    return """
    id: game
    title: Game
    tasks:
      - id: task
        title: Task
        points: 1
        checks:
          - check: test.rules
            parameters: %s
    defaults:
      account: {region: us-east-1, stack: game}
    teams:
      - {id: team-1, account: {id: "111122220001"}}
    """
        .formatted(parameters);
  }

  private static GameFile read(String parameters) {
    return GameFile.reader().catalogue(CATALOGUE).read("game.yaml", game(parameters));
  }

  private static Check check(String parameters) {
    return read(parameters).game().tasks().get(0).checks().get(0).check();
  }

  @Test
  void expectationsFollowFromTheFile() {
    Check check = check("{name: Vpcs, rules: [{that: 2, claim: It is even}]}");

    assertThat(check.expectations()).extracting(Expectation::claim).containsExactly("It is even");
    assertThat(check.permissions().reads()).containsExactly("ec2:DescribeVpcs");
  }

  @Test
  void expectationsOfATeamFollowFromTheFile() {
    Check check = check("{name: Vpcs, rules: [{that: 2, claim: \"For ${team.id}\"}]}");

    assertThat(check.expectations()).extracting(Expectation::claim).containsExactly("For team");
  }

  @Test
  void permissionsAreKnownBeforeTheOutputsOfAStack() {
    Check check = check("{name: Vpcs, rules: [{that: 2, claim: \"${stack.outputs.Claim}\"}]}");

    assertThat(check.permissions().reads()).contains("ec2:DescribeVpcs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: Vpcs, rules: [{that: 2}, {that: 3}]} | 9:60: rules: 3 is odd",
        "{name: Vpcs, rules: {that: 3}} | 9:48: rules: 3 is odd",
        "{name: Vpcs, rules: [{that: 2, clam: x}]} | 9:52: There is no key 'clam' in 'rules'; did"
            + " you mean 'claim'?",
        "{name: Vpcs, rules: [{claim: x}]} | 9:42: 'that' of 'rules' is missing: an even number",
        "{name: Vpcs, rules: [2]} | 9:42: Each item of 'rules' has to be a map, not '2'",
        "{name: \"${stack.outputs.Name}\", rules: [{that: 2}]} | 9:28: 'name' has to be known when"
            + " the game is read: it decides which permissions are needed",
      })
  void saysWhereAMistakeIs(String parameters, String mistake) {
    GameFileException thrown =
        catchThrowableOfType(GameFileException.class, () -> read(parameters));

    assertThat(thrown.problems())
        .extracting(problem -> problem.toString().substring("game.yaml:".length()))
        .containsExactly(mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: a, rules: [{that: 2, claim: x}, {that: 4}]} | true",
        "{name: a, rules: {that: 2}} | true",
        "{name: a, rules: [{claim: x}]} | false",
        "{name: a, rules: [{that: 2, clam: x}]} | false",
        "{name: a, rules: 2} | false",
      })
  void theSchemaDescribesIt(String parameters, boolean valid) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(GameFileSchema.json(CATALOGUE));

    assertThat(schema.validate(new YAMLMapper().readTree(game(parameters))).isEmpty())
        .isEqualTo(valid);
  }
}
