package dev.referee.gamefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileFilesTest {

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void stopsAtWhatIsTooDeep(String open) {
    assertThatThrownBy(() -> Sound.read(open.repeat(100_000)))
        .isInstanceOf(GameFileException.class)
        .hasMessageContaining("deeper than 40 levels");
  }

  @Test
  void doesNotUnfoldAliases() {
    String laughs =
        "a0: &a0 [x, x]\n"
            + IntStream.range(1, 38)
                .mapToObj(i -> "a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1))
                .collect(Collectors.joining());

    assertThatThrownBy(() -> Sound.read(laughs))
        .isInstanceOf(GameFileException.class)
        .hasMessageContaining("more than 50000 values");
  }

  @Test
  void knowsAnAliasOnlyOnceItIsComplete() {
    assertThatThrownBy(() -> Sound.read("title: &self [*self]\n"))
        .hasMessage(
            "game.yaml:1:15: The alias 'self' stands for nothing that is complete before it");
  }

  @Test
  void readsNoMoreOfAFileThanItMay(@TempDir Path dir) throws IOException {
    Path large = Files.writeString(dir.resolve("large.yaml"), "#".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> Sound.reader().read(large))
        .hasMessage(large + ":1:1: The file is larger than 1048576 bytes");
  }

  @Test
  void takesTextInUtf8Only(@TempDir Path dir) throws IOException {
    Path latin =
        Files.write(dir.resolve("latin.yaml"), new byte[] {'i', 'd', ':', ' ', (byte) 0xe4});

    assertThatThrownBy(() -> Sound.reader().read(latin))
        .hasMessage(latin + ":1:1: The file is not in UTF-8");
  }

  @Test
  void skipsAByteOrderMark(@TempDir Path dir) throws IOException {
    Path marked = Files.write(dir.resolve("game.yaml"), ("\ufeff" + Sound.FILE).getBytes(UTF_8));

    assertThat(Sound.reader().read(marked).game().id()).isEqualTo("unicorn-corp");
  }

  @Test
  void tellsAFileThatIsNotThereFromAWrongOne(@TempDir Path dir) {
    assertThatThrownBy(() -> GameFile.read(dir.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void tellsWhereACharacterIsThatNoYamlHas() {
    assertThatThrownBy(() -> Sound.read("id: a\ntitle: ab\u0000c\n"))
        .hasMessage("game.yaml:2:10: Here is a character that no YAML has: U+0000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n...\n"})
  void refusesWhatIsEmpty(String text) {
    assertThatThrownBy(() -> Sound.read(text)).isInstanceOf(GameFileException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text", "[a]", "12", "~", "\"", "{", "%YAML 3.0\n---\na: b", "&a", "a: b: c"})
  void refusesWhatIsNoGame(String text) {
    assertThatThrownBy(() -> Sound.read(text)).isInstanceOf(GameFileException.class);
  }

  @Test
  void endsTellingAtSomePoint() {
    String keys =
        IntStream.range(0, 20_000).mapToObj("k%d: 1\n"::formatted).collect(Collectors.joining());

    GameFileException refused =
        catchThrowableOfType(GameFileException.class, () -> Sound.read(keys));

    assertThat(refused.mistakes()).hasSize(500);
  }

  @Test
  void refusesMoreTasksThanAnybodyPlays() {
    String tasks =
        IntStream.range(0, 6_000)
            .mapToObj("  - {id: t%d}\n"::formatted)
            .collect(Collectors.joining());

    assertThatThrownBy(() -> Sound.read("id: a\ntasks:\n" + tasks))
        .isInstanceOf(GameFileException.class);
    assertThatThrownBy(
            () ->
                Sound.read(
                    Sound.FILE.replace(
                        "        title: Who",
                        IntStream.range(0, 500)
                                .mapToObj(
                                    i ->
                                        "        title: t\n        points: 1\n        checks:"
                                            + " &c%1$d\n          - {check: ec2.fleet-serves,"
                                            + " parameters: {group: a}}\n      - id: t%1$d\n"
                                                .formatted(i))
                                .collect(Collectors.joining())
                            + "        title: Who")))
        .hasMessage("game.yaml:1:1: A game has at most 500 modules and tasks");
  }

  @Test
  void writesNothingToATerminalButText() {
    String red = "\"\\e[31m\\u202eevil" + "x".repeat(5_000) + "\": 1\n";

    GameFileException refused =
        catchThrowableOfType(GameFileException.class, () -> Sound.read(Sound.FILE + red));

    assertThat(refused.mistakes()).hasSize(1);
    assertThat(refused.mistakes().get(0).what())
        .hasSizeLessThan(500)
        .doesNotContainPattern("\\p{Cntrl}|\u202e");
  }
}
