package dev.referee.cli;

import dev.referee.aws.IamPolicy;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.EmbeddedSandbox;
import java.time.Duration;
import java.util.Locale;
import software.amazon.awssdk.services.iam.IamClient;

/** Are the example games that are played here, and whose broken world a sandbox can have. */
enum ExampleGame {
  /** Is the game of {@code examples/games/unicorn-corp.yaml}. */
  UNICORN_CORP,
  /** Is the game of {@code examples/games/jam.yaml}. */
  OPEN_DOOR;

  /** Is more than the time that it takes to build one in an account. */
  static final Duration TAKES = Duration.ofHours(1);

  /** Builds the world in an account. */
  void build(EmbeddedCloud cloud, EmbeddedAccount account) {
    EmbeddedSandbox sandbox = EmbeddedSandbox.of(cloud, account);
    switch (this) {
      case UNICORN_CORP -> new UnicornWorld(sandbox).built();
      case OPEN_DOOR -> new OpenDoor(sandbox).built();
    }
  }

  /** Makes a role in an account that another account may assume, with whatever external id. */
  static void role(EmbeddedAccount account, String name, String trusted) {
    IamClient iam = account.client(IamClient::builder);
    String trust = IamPolicy.trust("arn:aws:iam::%s:root".formatted(trusted));
    iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(trust));
  }

  /** Returns what it is called: {@code unicorn-corp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
