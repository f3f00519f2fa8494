package dev.referee.gamefile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileFilesTest {

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void stopsAtWhatIsTooDeep(String open) {
    assertThatThrownBy(() -> Sound.read("tasks:\n  " + open.repeat(100_000)))
        .isInstanceOf(GameFileException.class)
        .hasMessageContaining("deeper than 40 levels");
  }

  @Test
  void doesNotUnfoldAliases() {
    String laughs =
        "tasks: []\na0: &a0 [x, x]\n"
            + IntStream.range(1, 38)
                .mapToObj(i -> "a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1))
                .collect(Collectors.joining());

    assertThatThrownBy(() -> Sound.read(laughs))
        .isInstanceOf(GameFileException.class)
        .hasMessageContaining("more than 50000 values");
  }

  @Test
  void countsExpandedValues() {
    assertThatThrownBy(() -> Sound.read("tasks: [" + "1,".repeat(50_000) + "]"))
        .isInstanceOf(GameFileException.class)
        .hasMessageContaining("more than 50000 values");
  }

  @Test
  void refusesAnAliasWithinItself() {
    assertThatThrownBy(() -> Sound.read("tasks: &self [*self]\n"))
        .hasMessage(
            "game.yaml:1:15: The alias 'self' refers to nothing that is complete before it");
  }

  @Test
  void readsNoMoreOfAFileThanItMay(@TempDir Path dir) throws IOException {
    Path large = Files.writeString(dir.resolve("large.yaml"), "#".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> Sound.reader().read(large))
        .hasMessage(large + ":1:1: The file is larger than 1048576 bytes");
  }

  static Stream<Arguments> encodings() {
    String text = Sound.FILE.replace("Unicorn Corp", "Einh\u00f6rner");
    return Stream.of(
        arguments(("\ufeff" + text).getBytes(UTF_16LE), ":1:1: The file is in UTF-16", "UTF-16"),
        arguments(("\ufeff" + text).getBytes(UTF_16BE), ":1:1: The file is in UTF-16", "UTF-16"),
        arguments(text.getBytes(UTF_16LE), ":1:1: The file is in UTF-16", "iconv -f UTF-16"),
        arguments(text.getBytes(UTF_16BE), ":1:1: The file is in UTF-16", "iconv -f UTF-16"),
        arguments(text.getBytes(ISO_8859_1), ":2:12: This byte is not valid UTF-8", "Latin-1"),
        arguments(new byte[] {0x1f, (byte) 0x8b, 8, 0}, ":1:1: The file is compressed", "tape"));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void namesTheEncodingAndTheRemedy(byte[] bytes, String what, String remedy, @TempDir Path dir)
      throws IOException {
    Path file = Files.write(dir.resolve("game.yaml"), bytes);

    assertThatThrownBy(() -> Sound.reader().read(file))
        .isInstanceOf(GameFileException.class)
        .hasMessageStartingWith(file + what)
        .hasMessageContaining(remedy);
  }

  @Test
  void takesTextOfWhichTheLastCharacterIsCutForNoUtf8(@TempDir Path dir) throws IOException {
    Path cut = Files.write(dir.resolve("game.yaml"), new byte[] {'i', 'd', (byte) 0xc3});

    assertThatThrownBy(() -> Sound.reader().read(cut))
        .hasMessageStartingWith(cut + ":1:3: This byte");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void readsADeviceThatNeverEndsNoFurtherThanItMay() {
    assertThatThrownBy(() -> Sound.reader().read(Path.of("/dev/zero")))
        .hasMessage("/dev/zero:1:1: The file is larger than 1048576 bytes");
  }

  @Test
  void isNoDirectory(@TempDir Path dir) {
    assertThatThrownBy(() -> Sound.reader().read(dir))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(dir + ": it is a directory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root:$6$5ecr3tS4lt$H4sh:19769:0:99999:7:::\ndaemon:*:5ecr3t:0:99999:7:::\n",
        "[default]\naws_access_key_id = AKIA5ECR3T\naws_secret_access_key = 5ecr3t\n",
        "5ecr3t",
        "5ecr3t: 5ecr3t\n",
        "apiVersion: v1\nkind: Secret\ndata: {5ecr3t: 5ecr3t}\n",
        "{\"auths\": {\"5ecr3t\": {\"auth\": \"5ecr3t\"}}}",
        "Password: !5ecr3t x\n*5ecr3t : 1\n",
        "a: 1\n5ecr3t: 1\n5ecr3t: 2\n",
        "? [5ecr3t]\n: 5ecr3t\n",
        "id: 5ecr3t is not an id\n",
        "-----BEGIN 5ecr3t-----\n%5ecr3t 5ecr3t\n",
        "&5ecr3t *5ecr3t"
      })
  void quotesNothingOfWhatIsNoGameFile(String text) {
    assertThatThrownBy(() -> Sound.read(text))
        .isInstanceOf(GameFileException.class)
        .hasMessage(
            "game.yaml:1:1: This is not a game file. A game file is YAML or JSON with an id, a"
                + " title, and tasks or modules; docs/games.md shows one");
  }

  @Test
  void reportsMistakesInJsonGames() {
    assertThatThrownBy(() -> Sound.read("{\"id\": \"a\", \"tasks\": [}"))
        .hasMessageContaining("This is not valid YAML");
  }

  @Test
  void skipsAByteOrderMark(@TempDir Path dir) throws IOException {
    Path marked = Files.write(dir.resolve("game.yaml"), ("\ufeff" + Sound.FILE).getBytes(UTF_8));

    assertThat(Sound.reader().read(marked).game().id()).isEqualTo("unicorn-corp");
  }

  @Test
  void distinguishesAMissingFileFromAWrongOne(@TempDir Path dir) {
    assertThatThrownBy(() -> GameFile.read(dir.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void locatesACharacterThatYamlForbids() {
    assertThatThrownBy(() -> Sound.read("tasks: a\ntitle: ab\u0000c\n"))
        .hasMessage("game.yaml:2:10: YAML does not allow the character U+0000");
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
        catchThrowableOfType(GameFileException.class, () -> Sound.read("tasks: []\n" + keys));

    assertThat(refused.problems()).hasSize(500);
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

    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.problems().get(0).message())
        .hasSizeLessThan(500)
        .doesNotContainPattern("\\p{Cntrl}|\u202e");
  }
}
