package dev.referee.cli;

import dev.referee.examples.UnicornCorp;
import dev.referee.testkit.PrivateHost;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;

/**
 * A scenario of the Unicorn Corp game's account: a vault that nobody can open, and strange servers.
 */
final class UnicornScenario {
  final PrivateHost host;
  final SpawningFleet web;
  private final SpawningFleet batch;

  UnicornScenario(Sandbox sandbox) {
    this.host = new PrivateHost(sandbox, UnicornCorp.HOST);
    this.web = fleet(sandbox, UnicornCorp.WEB);
    this.batch = fleet(sandbox, UnicornCorp.BATCH);
  }

  private static SpawningFleet fleet(Sandbox sandbox, String name) {
    return new SpawningFleet(sandbox, name, UnicornCorp.strange(name));
  }

  UnicornScenario built() {
    host.built();
    web.built();
    batch.built("$Default");
    return this;
  }
}
