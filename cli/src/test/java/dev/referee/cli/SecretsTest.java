package dev.referee.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.PrivateHost;
import dev.referee.testkit.SpawningFleet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * A test of a whole game with secrets in its accounts and environment, which no output may contain.
 */
class SecretsTest {
  private static final String EXTERNAL_ID = "pl4nted-external-id";
  private static final String PASSWORD = "pl4nted-in-an-endpoint";
  private static final String TAG = "pl4nted-in-a-tag";

  /**
   * The values in AWS's responses, which a tape keeps unchanged; other tests cover what tapes omit.
   */
  private static final Set<String> ANSWERED = Set.of("a tag");

  private static final String GAME =
      """
      id: shop
      title: Shop
      clock: {start: "%s", duration: 1m}
      tasks:
        - id: spawner
          title: No more strangers
          points: 1000
          checks:
            - check: ec2.spawner-stopped
              parameters: {group: shop, strange: {"tag:team": odd}, quietPeriod: 5m}
        - id: vault
          title: Into the vault
          points: 500
          checks:
            - check: ssm.session-opens
              parameters: {instances: {"tag:Name": vault}}
        - id: serves
          title: It serves
          points: 300
          checks:
            - check: ec2.fleet-serves
              parameters: {group: shop, atLeast: 2}
      teams:
        - id: one
          account:
            id: "111122223333"
            region: us-east-1
            role: arn:aws:iam::111122223333:role/judge
            externalId: "${env.SECRET}"
      """;

  @TempDir private Path folder;
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final SpawningFleet fleet = new SpawningFleet(sandbox, "shop", "odd");
  private final PrivateHost vault = new PrivateHost(sandbox, "vault");
  private final Map<String, String> said = new LinkedHashMap<>();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Map<String, String> secrets() {
    return Map.of(
        "user data", SpawningFleet.secret(),
        "a tag", TAG,
        "the external id", EXTERNAL_ID,
        "an endpoint", PASSWORD,
        "the credentials", sandbox.embedded().secretAccessKey());
  }

  private void run(String... arguments) {
    CliEnvironment given =
        Spoken.of(
            sandbox,
            Map.of(
                "SECRET",
                EXTERNAL_ID,
                "AWS_SECRET_ACCESS_KEY",
                sandbox.embedded().secretAccessKey()));
    List<String> words = new ArrayList<>(List.of(arguments));
    if (!words.contains("policy") && !words.contains("replay")) {
      words.add("--endpoint=" + sandbox.cloud().endpoint());
    }
    Spoken spoken = Spoken.in(given, words.toArray(String[]::new));
    said.put(String.join(" ", words) + " to stdout", spoken.out());
    said.put(String.join(" ", words) + " to stderr", spoken.err());
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void look(String moment) throws IOException {
    String game = file("game.yaml");
    Files.writeString(Path.of(game), GAME.formatted(sandbox.clock().instant()));
    run("judge", game, "--json");
    run(
        "judge",
        game,
        "--details",
        "--html=" + file(moment + ".html"),
        "--junit=" + file(moment + ".xml"),
        "--record=" + file(moment + ".tape"));
    run("judge", game, "--player=exact", "--html=" + file(moment + "-player.html"));
    run("judge", game, "--player=exact", "--json");
    run("judge", game, "--summary");
    run("replay", file(moment + ".tape"), "--details");
    run("doctor", game);
    run("watch", game, "--events=" + file("events.jsonl"), "--player-events=" + file("players"));
  }

  private void play() throws IOException {
    Files.writeString(folder.resolve("game.yaml"), GAME.formatted(sandbox.clock().instant()));
    Files.writeString(
        folder.resolve("endpoint.yaml"),
        GAME.replace(
            "region:", "endpoint: \"http://u:%s@127.0.0.1\"\n      region:".formatted(PASSWORD)));
    ExampleGame.role(sandbox.embedded(), "judge", sandbox.embedded().id());
    fleet.built();
    vault.built();
    List<String> instances = new ArrayList<>(fleet.servers());
    instances.addAll(fleet.strangeServers());
    sandbox
        .client(Ec2Client::builder)
        .createTags(
            it ->
                it.resources(instances).tags(Tag.builder().key("db-password").value(TAG).build()));

    run("policy", file("game.yaml"));
    run("judge", file("endpoint.yaml"));
    run("check", "ec2.fleet-serves", "--param=group=shop", "--region=us-east-1");
    look("broken");
    vault.attachRole().allowSessions().reboot().later(5);
    fleet.version(SpawningFleet.cleanScript()).pointTo("2").refresh().later(15).terminateStrange();
    look("nearly");
    fleet.later(10);
    look("fixed");
    sandbox.embedded().inject(Fault.garbage());
    look("garbage");
    sandbox.embedded().clearFaults();
    sandbox.embedded().inject(Fault.deny());
    look("denied");
  }

  /** Returns everything that was written and said, by where. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new HashMap<>(said);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        byte[] bytes = Files.readAllBytes(file);
        if (name.endsWith(".tape")) {
          bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        if (!name.equals("endpoint.yaml")) {
          all.put(name, new String(bytes, UTF_8));
        }
      }
    }
    return all;
  }

  /** Returns the text, and all that is in it in Base64. */
  private static String opened(String text) {
    StringBuilder opened = new StringBuilder(text);
    java.util.regex.Pattern.compile("[A-Za-z0-9+/]{16,}")
        .matcher(text)
        .results()
        .map(run -> run.group())
        .forEach(
            run ->
                opened
                    .append('\n')
                    .append(
                        new String(
                            Base64.getDecoder().decode(run.substring(0, run.length() / 4 * 4)),
                            ISO_8859_1)));
    return opened.toString();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void areInNoFileAndNoOutput() throws IOException {
    play();

    Map<String, String> all = everything();
    assertThat(all).hasSizeGreaterThan(60);
    assertThat(all.get("events.jsonl").lines()).hasSizeGreaterThan(5);
    assertThat(String.join("", all.values())).contains("PASSED", "FAILED", "INCONCLUSIVE");
    List<String> found = new ArrayList<>();
    all.forEach(
        (where, text) -> {
          String opened = opened(text);
          secrets().entrySet().stream()
              .filter(secret -> !(where.endsWith(".tape") && ANSWERED.contains(secret.getKey())))
              .filter(secret -> opened.contains(secret.getValue()))
              .forEach(secret -> found.add(secret.getKey() + " in " + where));
        });
    assertThat(found).isEmpty();
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      for (Path file : files.filter(it -> !it.toString().endsWith(".yaml")).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo("rw-------");
      }
    }
  }
}
