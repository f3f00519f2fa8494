package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WrongFilesTest {

  @ParameterizedTest
  @MethodSource("dev.referee.gamefile.Sound#changes")
  void reportsExactlyWhatIsWrong(Sound.Change change) {
    GameFileException refused =
        catchThrowableOfType(GameFileException.class, () -> Sound.read(change.file()));

    assertThat(refused.problems())
        .map(Problem::toString)
        .containsExactlyElementsOf(
            change.mistakes().stream().map(mistake -> "game.yaml:" + mistake).toList());
  }

  @Test
  void reportsAllMistakesInTheOrderOfTheFile() {
    String wrong =
        Sound.FILE
            .replace("title: Unicorn Corp\n", "titel: Unicorn Corp\n")
            .replace("duration: 3h", "duration: long")
            .replace("points: 1000", "points: 1000\n        needs: [nobody]")
            .replace("ec2.spawner-stopped", "ec2.spawner")
            .replace("eu-west-1", "eu-west-11");

    assertThatThrownBy(() -> Sound.read(wrong))
        .isInstanceOfSatisfying(
            GameFileException.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::line)
                    .containsExactly(2, 5, 13, 17, 24))
        .hasMessageContaining("game.yaml:5:13: ")
        .hasMessageContaining("\ngame.yaml:13:17: There is no module or task 'nobody'");
  }

  @Test
  void reportsABadDefaultOnce() {
    String teams =
        IntStream.range(10, 40)
            .mapToObj("  - {id: team-%1$d, account: {id: \"1111222200%1$d\"}}\n"::formatted)
            .collect(
                Collectors.joining("", "defaults: {account: {region: eu-wst-1}}\nteams:\n", ""));
    String wrong = Sound.FILE.substring(0, Sound.FILE.indexOf("teams:")) + teams;

    assertThatThrownBy(() -> Sound.read(wrong))
        .hasMessage("game.yaml:21:30: There is no Region 'eu-wst-1'; did you mean 'eu-west-1'?");
  }

  @Test
  void quotesNoSecret() {
    String wrong =
        Sound.FILE.replace(
            "profile: one",
            "role: \"arn:aws:iam::1:role/x\", externalId: \"${env.REFEREE_EXTERNAL_ID}\"");

    assertThatThrownBy(() -> Sound.read(wrong)).message().doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({"a", "A-1.b_c", "-a", "a b", "ä", "''"})
  void takesTheIdsThatTheCoreTakes(String id) {
    boolean core = isFine(() -> dev.referee.Module.of(id, "title"));
    boolean file =
        isFine(() -> Sound.read(Sound.FILE.replace("id: servers", "id: \"" + id + "\"")));

    assertThat(file).isEqualTo(core);
  }

  private static boolean isFine(Runnable making) {
    try {
      making.run();
      return true;
    } catch (IllegalArgumentException | GameFileException e) {
      return false;
    }
  }
}
