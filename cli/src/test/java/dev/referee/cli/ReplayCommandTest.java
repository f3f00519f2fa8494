package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  private static final String GAME =
      """
      id: shop
      title: Shop
      tasks:
        - id: spawner
          title: Spawner
          points: 100
          checks:
            - check: ec2.spawner-stopped
              parameters: {group: shop, strange: {"tag:team": odd, "tag:of": "%s"}}
        - id: serves
          title: Serves
          points: 100
          checks:
            - check: ec2.fleet-serves
              parameters: {group: shop, atLeast: 2}
      """;
  private static final String TEAMS =
      """
      teams:
        - id: one
          name: Team One
          account: {region: us-east-1, role: "arn:aws:iam::111122223333:role/judge", externalId: "${env.SECRET}"}
      """;

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Spoken recorded(String... arguments) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      new SpawningFleet(sandbox, "shop", "odd").built();
      List<String> all = new ArrayList<>(List.of(arguments));
      all.addAll(List.of("--json", "--record", folder.resolve("tape").toString()));
      return Spoken.referee(sandbox, all.toArray(String[]::new));
    }
  }

  private Spoken replayed(String... more) {
    List<String> all = new ArrayList<>(List.of("replay", folder.resolve("tape").toString()));
    all.addAll(List.of(more));
    return Spoken.referee(all.toArray(String[]::new));
  }

  @Test
  void givesTheSameVerdictsByTheTapeAlone() throws IOException {
    String game = file("game.yaml", GAME.formatted("team"));
    Spoken first = recorded("judge", game, "--region=us-east-1", "--account=111122223333");
    Files.delete(Path.of(game));

    Spoken again = replayed("--json");

    assertThat(first.code()).as(first.err()).isEqualTo(1);
    assertThat(again).isEqualTo(first);
    assertThat(first.out()).contains("InstancesNotReplaced").contains("\"FAILED\"");
    assertThat(replayed("--task=serves", "--json").code()).isZero();
    assertThat(replayed("--task=sreves").err()).contains("serves");
  }

  @Test
  void acceptsAnAccountThatWasRecordedWithoutItsId() throws IOException {
    Spoken first =
        recorded(
            "judge",
            file("game.yaml", GAME.formatted("x")),
            "--team=me",
            "--task=serves",
            "--region=us-east-1");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(replayed("--json")).isEqualTo(first);
    assertThat(replayed("--json").out()).contains("\"me\"").doesNotContain("spawner");
  }

  @Test
  void needsNoSecretOfTheGameFile() throws IOException {
    String game = file("game.yaml", GAME.formatted("${team.id}") + TEAMS);
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      new SpawningFleet(sandbox, "shop", "odd").built();
      ExampleGame.role(sandbox.embedded(), "judge", sandbox.embedded().id());
      CliEnvironment known = Spoken.of(sandbox, java.util.Map.of("SECRET", "s3cret"));
      Spoken first =
          Spoken.in(
              known,
              "judge",
              game,
              "--json",
              "--record=" + folder.resolve("tape"),
              "--endpoint=" + sandbox.cloud().endpoint());

      assertThat(first.code()).as(first.out()).isEqualTo(first.out().contains("FAILED") ? 1 : 0);
      assertThat(replayed("--json")).isEqualTo(first);
    }
  }

  @Test
  void judgesByAnotherGameFileIfTheTapeHasItsReads() throws IOException {
    String game = file("game.yaml", GAME.formatted("team"));
    recorded("judge", game, "--region=us-east-1", "--account=111122223333");
    String other = file("other.yaml", GAME.formatted("team").replace("atLeast: 2", "atLeast: 4"));

    Spoken said = replayed(other, "--task=serves");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).contains("FAILED");
  }

  @Test
  void isThatOfOneCheckToo() {
    Spoken first =
        recorded(
            "check",
            "ec2.fleet-serves",
            "-p",
            "group=shop",
            "-p",
            "atLeast=2",
            "--region=us-east-1");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(replayed("--json").out()).isEqualTo(first.out());
  }

  @Test
  void judgesNothingByATapeThatBreaksOff() throws IOException {
    recorded(
        "check", "ec2.fleet-serves", "-p", "group=shop", "-p", "atLeast=2", "--region=us-east-1");
    byte[] whole = Files.readAllBytes(folder.resolve("tape"));

    for (int tenths = 0; tenths < 10; tenths++) {
      Files.write(folder.resolve("tape"), Arrays.copyOf(whole, whole.length * tenths / 10));
      Spoken said = replayed("--json");

      assertThat(said.code()).as("%s tenths: %s", tenths, said.err()).isEqualTo(64);
      assertThat(said.out()).isEmpty();
      assertThat(said.err())
          .contains("truncated", "record the sweep again")
          .doesNotContain("Exception");
    }
    Files.write(folder.resolve("tape"), Arrays.copyOf(whole, whole.length - 1));
    assertThat(replayed("--json").code()).isEqualTo(64);
  }

  @Test
  void refusesAFileThatIsNoTape() throws IOException {
    Files.writeString(folder.resolve("tape"), "text");
    assertThat(replayed().code()).isEqualTo(64);
    assertThat(replayed().err()).contains("is not a tape");
    Files.delete(folder.resolve("tape"));
    assertThat(replayed().code()).isEqualTo(64);
  }
}
