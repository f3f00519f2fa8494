package dev.referee.cli;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.io.Closer;
import com.google.common.io.Resources;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.aws.IamPolicy;
import dev.referee.examples.UnicornCorp;
import dev.referee.gamefile.GameFile;
import dev.referee.internal.Text;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.EmbeddedSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;

/** The example games, which can be played and whose broken accounts a sandbox can have. */
enum ExampleGame {
  /** The Unicorn Corp GameDay. */
  UNICORN_CORP("unicorn-corp.yaml"),
  /** One small task, like those of an AWS Jam. */
  OPEN_DOOR("jam.yaml"),
  /** A day for 72 teams, each with its own account. */
  FLEET_JAM("seventy-two-teams.yaml"),
  /** A jam on Amazon EKS for six teams, each with its own cluster. */
  EKS_JAM("eks-jam.yaml");

  private static final Duration TAKES = Duration.ofHours(1);

  private final String fileName;

  ExampleGame(String fileName) {
    this.fileName = fileName;
  }

  /** Reads its file, with a text instead of each secret. */
  GameFile file() {
    return GameFiles.readWithoutSecrets(fileName, text());
  }

  /** Reads its file. */
  GameFile file(GameFile.Reader reader) {
    return reader.read(fileName, text());
  }

  private String text() {
    try {
      return Resources.toString(
          Resources.getResource(UnicornCorp.class, "games/" + fileName), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the Region of its teams; {@code us-east-1} if it has none. */
  Region region() {
    return file().teams().stream()
        .flatMap(team -> Selection.account(team).stream())
        .map(Account::region)
        .findFirst()
        .orElse(Region.US_EAST_1);
  }

  /** Returns an upper bound of the time that passes in the cloud while it is built in accounts. */
  Duration takes(int accounts) {
    return this == FLEET_JAM ? TAKES : TAKES.multipliedBy(accounts);
  }

  /**
   * Builds the resources in accounts.
   *
   * @param built runs after each account, possibly in several threads
   * @param closer takes what has to be closed at last
   * @throws UsageException if it has no team for one of them
   */
  void build(EmbeddedCloud cloud, List<EmbeddedAccount> accounts, Runnable built, Closer closer) {
    if (this == FLEET_JAM) {
      fleets(accounts, built);
      return;
    }
    for (EmbeddedAccount account : accounts) {
      if (this == EKS_JAM) {
        closer.register(new EksJamScenario(account)).shop(cloud.clock());
        built.run();
        continue;
      }
      EmbeddedSandbox sandbox = EmbeddedSandbox.of(cloud, account);
      if (this == UNICORN_CORP) {
        new UnicornScenario(sandbox).built();
      } else {
        new OpenDoorScenario(sandbox).built();
      }
      built.run();
    }
  }

  /** Builds the resources that differ between teams. */
  private void fleets(List<EmbeddedAccount> accounts, Runnable built) {
    Map<String, String> teams =
        file().teams().stream()
            .collect(
                toImmutableMap(
                    team -> Selection.account(team).flatMap(Account::id).orElseThrow(), Team::id));
    if (accounts.size() > teams.size()) {
      throw new UsageException(
          "%s has %s, so it cannot have more accounts"
              .formatted(this, Text.count(teams.size(), "team")));
    }
    accounts.parallelStream()
        .forEach(
            it -> {
              new FleetScenario(it).built(requireNonNull(teams.get(it.id())));
              built.run();
            });
  }

  /** Creates a role in an account that another account may assume, with any external id. */
  static void role(EmbeddedAccount account, String name, String trusted) {
    IamClient iam = account.client(IamClient::builder);
    String trust = IamPolicy.trust("arn:aws:iam::%s:root".formatted(trusted));
    iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(trust));
  }

  /** Returns its name: {@code unicorn-corp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
