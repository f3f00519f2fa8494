package dev.referee.ssm;

import static dev.referee.ssm.SessionExpectations.ONLINE;
import static dev.referee.ssm.SessionExpectations.REGISTERED;
import static dev.referee.ssm.SessionExpectations.RUNNING;
import static dev.referee.ssm.SessionExpectations.THERE;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.resources.Instances;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.Worlds;
import java.util.List;

/** The scenarios of the check "The instances are managed: online in Systems Manager". */
class ManagedInstancesTest extends CheckContract<ManagedInstancesTest.Fleet> {

  /** A scenario builder for a fleet, with the parameters of the check. */
  static final class Fleet {
    final PrivateServer it;
    Instances meant = Instances.named(PrivateServer.NAME);
    int share = 100;

    Fleet(Sandbox sandbox) {
      it = new PrivateServer(sandbox);
    }

    Fleet ready() {
      it.network().withEndpoints().goodProfile();
      return this;
    }

    Fleet managed(int number) {
      for (int server = 0; server < number; server++) {
        it.launch(it::withProfile);
      }
      return later(10);
    }

    Fleet unmanaged() {
      it.launch(it::inSubnet);
      return later(10);
    }

    Fleet later(int minutes) {
      it.later(minutes);
      return this;
    }

    Fleet share(int percent) {
      share = percent;
      return this;
    }
  }

  @Override
  protected Fleet begin(Sandbox sandbox) {
    return new Fleet(sandbox);
  }

  @Override
  protected Check check(Fleet fleet) {
    return SsmChecks.managedInstances().instances(fleet.meant).share(fleet.share).build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret());
  }

  @Override
  protected Worlds<Fleet> worlds() {
    return new Worlds<Fleet>()
        .broken("nobody has registered", REGISTERED, it -> it.ready().unmanaged())
        .broken(
            "the agent lost its role an hour ago",
            ONLINE,
            it -> {
              it.ready().managed(1);
              it.it.iam.detachRolePolicy(
                  off -> off.roleName(it.it.role).policyArn(PrivateServer.CORE));
              it.later(60);
            })
        .broken("the server is stopped", RUNNING, it -> it.ready().managed(1).it.stop())
        .broken(
            "half of them is too few",
            REGISTERED,
            it -> it.ready().managed(1).unmanaged().share(51))
        .fixed("all of them are online", it -> it.ready().managed(3))
        .fixedAnotherWay(
            "half of them is enough", it -> it.ready().managed(1).unmanaged().share(50))
        .overFixed(
            "the one that was not managed was terminated",
            THERE,
            it -> {
              it.ready().managed(1).unmanaged();
              it.meant = Instances.withIds(it.it.servers.get(0), it.it.servers.get(1));
              it.it.terminate();
            })
        .absent("there are no servers", Outcome.FAILED, THERE, it -> {})
        .several(
            "one of two has not registered", REGISTERED, it -> it.ready().managed(1).unmanaged())
        .pageTwo(
            "the last of four has not registered",
            REGISTERED,
            it -> it.ready().managed(3).unmanaged())
        .settling(
            "an agent is coming up",
            REGISTERED,
            it -> {
              it.ready().it.launch(it.it::withProfile);
              it.it.sandbox.advance(java.time.Duration.ofSeconds(25));
            });
  }
}
