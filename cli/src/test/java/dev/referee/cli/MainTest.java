package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.Catalogue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {
  @Test
  void helpNamesEverySubcommandAndTheExitCodes() {
    Spoken help = Spoken.referee("--help");

    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains("70, 64, 74, 2, 1, 3, 0");
    for (Commands each : Commands.values()) {
      assertThat(help.out()).containsPattern("\n  " + word(each) + "(, [a-z]+)* +[A-Z].*\\.\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Commands.class)
  void everySubcommandHasHelpThatFitsAHundredColumns(Commands each) {
    Spoken help = Spoken.referee(word(each), "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: referee " + word(each));
    assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void isWrongUseToSayNothingOrWhatIsNotKnown() {
    assertThat(Spoken.referee())
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(64);
              assertThat(said.err()).contains("Usage: referee");
              assertThat(said.out()).isEmpty();
            });
    assertThat(Spoken.referee("jugde"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(64);
              assertThat(said.err()).contains("Did you mean: referee judge");
            });
    assertThat(Spoken.referee("judge", "--taem=a").code()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --profile=                | --profile has an empty value. Is a variable not set?
          --endpoint=               | AWS_ENDPOINT_URL
          --endpoint=localhost:4566 | 'localhost:4566' is not an address such as http://127.0.0.1:4566
          --endpoint=http://        | 'http://' is not an address
          --endpoint=http://u:p4ss@h | the address must not contain a user name
          --region=                 | --region has an empty value
          --region=us-esat-1        | Unknown Region 'us-esat-1'; did you mean 'us-east-1'?
          """)
  void isWrongUseToGiveAnOptionWhatCannotBe(String option, String remedy) {
    Spoken said = Spoken.referee("check", "ec2.fleet-serves", "--param=group=web", option);

    assertThat(said.code()).isEqualTo(64);
    assertThat(said.err()).contains(remedy).doesNotContain("Exception", "\tat ", "p4ss");
    assertThat(said.out()).isEmpty();
  }

  @Nested
  class Checks {
    static Stream<String> ids() {
      return Catalogue.load().kinds().keySet().stream();
    }

    @Test
    void areAllListed() {
      Spoken said = Spoken.referee("list-checks");

      assertThat(said.code()).isZero();
      assertThat(ids()).isNotEmpty().allSatisfy(id -> assertThat(said.out()).contains(id + " "));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void sayWhatTheyTakeAndFindAndAccept(String id) {
      Spoken said = Spoken.referee("checks", id);

      assertThat(said.code()).isZero();
      assertThat(said.out())
          .startsWith(id + ": ")
          .contains("Parameters\n", "Findings, in the order", "Also accepted\n")
          .contains("Required IAM actions (read-only)\n", "referee check " + id);
      assertThat(said.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(110));
    }

    @Test
    void areJsonForPrograms() throws Exception {
      JsonNode json = new ObjectMapper().readTree(Spoken.referee("checks", "--json").out());
      JsonNode one =
          new ObjectMapper()
              .readTree(Spoken.referee("checks", "ec2.ports-open", "--json").out())
              .at("/checks/0");

      assertThat(json.at("/version").asInt()).isEqualTo(1);
      assertThat(json.at("/checks")).hasSameSizeAs(List.copyOf(ids().toList()));
      assertThat(one.at("/id").asText()).isEqualTo("ec2.ports-open");
      assertThat(one.at("/parameters/0/name").asText()).isEqualTo("securityGroup");
      assertThat(one.at("/parameters/0/type").asText()).isEqualTo("TEXT");
      assertThat(one.at("/findings/0/code").asText()).isEqualTo("GroupMissing");
      assertThat(one.at("/permissions/reads").toString()).contains("ec2:DescribeSecurityGroups");
    }

    @Test
    void sayWhichActionsMayBeLeftOut() throws Exception {
      JsonNode json =
          new ObjectMapper()
              .readTree(Spoken.referee("checks", "ssm.session-opens", "--json").out())
              .at("/checks/0/permissions/optionals");

      assertThat(Spoken.referee("checks", "ssm.session-opens").out())
          .containsOnlyOnce("ssm:GetDocument")
          .containsSubsequence("Optional IAM actions", "ssm:GetDocument")
          .contains("Whether the session preferences");
      assertThat(Spoken.referee("checks", "ec2.ports-open").out()).doesNotContain("Optional IAM");
      assertThat(json.findValuesAsText("action")).contains("ssm:GetDocument");
      assertThat(json.findValuesAsText("unseen")).doesNotContain("");
    }

    @Test
    void haveANearestName() {
      Spoken said = Spoken.referee("checks", "ec2.ports-opn");

      assertThat(said.code()).isEqualTo(64);
      assertThat(said.err()).contains("did you mean 'ec2.ports-open'?");
    }
  }

  @Test
  void schemaIsThatOfGameFiles() throws Exception {
    Spoken said = Spoken.referee("schema");

    assertThat(said.code()).isZero();
    assertThat(new ObjectMapper().readTree(said.out()).at("/$schema").asText()).contains("2020-12");
    assertThat(Spoken.referee("schema", "--help").out()).contains(": $schema=game.schema.json");
  }

  @Test
  void completionHasEverySubcommandAndItsOptions() {
    Spoken said = Spoken.referee("completion");

    assertThat(said.code()).isZero();
    assertThat(said.out()).startsWith("#!/usr/bin/env bash").contains("--junit", "--external-id");
    for (Commands each : Commands.values()) {
      assertThat(said.out()).contains("_picocli_referee_" + word(each).replace("-", "") + "()");
    }
  }

  private static String word(Commands each) {
    return each.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
