package dev.referee.fidelity;

import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/**
 * Is what moto does otherwise than AWS, although it answers.
 *
 * <p>It explains a world only when what it takes was asked there. When moto learns it, it is not
 * there any more, and goes.
 *
 * @param words what moto does, in words
 * @param all what was asked in every world that it explains
 * @param any one of which was asked, too
 * @param there proves that moto still does it, in an account in which nothing has happened yet
 */
record KnownDifference(String words, Set<String> all, Set<String> any, Predicate<Sandbox> there) {
  static final List<KnownDifference> ALL = List.of(followsItsGroup());

  /**
   * AWS names what an instance was launched with.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html">Instance</a>
   */
  private static KnownDifference followsItsGroup() {
    return new KnownDifference(
        "an instance of a group is said to run what its group would launch now",
        Set.of("AutoScaling:CreateAutoScalingGroup"),
        Set.of("AutoScaling:UpdateAutoScalingGroup", "Ec2:ModifyLaunchTemplate"),
        sandbox -> {
          SpawningFleet fleet =
              new SpawningFleet(sandbox, "followers", "strange")
                  .built("$Default")
                  .version(SpawningFleet.cleanScript())
                  .defaultVersion("2");
          return sandbox
              .client(AutoScalingClient::builder)
              .describeAutoScalingInstances(it -> it.instanceIds(fleet.servers()))
              .autoScalingInstances()
              .stream()
              .allMatch(instance -> instance.launchTemplate().version().equals("2"));
        });
  }

  /** Returns the one that explains a world in which that was asked. */
  static Optional<KnownDifference> of(List<String> asked) {
    return ALL.stream()
        .filter(it -> asked.containsAll(it.all) && asked.stream().anyMatch(it.any::contains))
        .findFirst();
  }
}
