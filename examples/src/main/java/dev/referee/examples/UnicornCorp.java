package dev.referee.examples;

import dev.referee.Check;
import dev.referee.Difficulty;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Module;
import dev.referee.Task;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.network.Instances;
import java.time.Duration;
import java.time.Instant;

/**
 * Is the Unicorn Corp GameDay, as far as it is told here: two modules that are both open at once.
 */
final class UnicornCorp {
  static final String WEB = "unicorn-web";
  static final String BATCH = "unicorn-batch";

  private UnicornCorp() {}

  /** Returns the game; it lasts three hours, not four. */
  static Game game(Instant start) {
    return Game.builder("unicorn-corp", "Unicorn Corp GameDay")
        .clock(GameClock.of(start, Duration.ofHours(3)))
        .module(Module.of("servers", "Module 1: servers", web()))
        .module(Module.of("batch", "Module 2: batch", batch()))
        .build();
  }

  static Task web() {
    return Task.builder("strange-servers", "Who starts these instances?")
        .text(
            "Five instances that nobody ordered keep running beside our web servers. Whoever"
                + " terminates them finds five new ones a minute later. Find out what starts them,"
                + " and make it stop for good. The web servers have to go on.")
        .area("Auto Scaling")
        .difficulty(Difficulty.MEDIUM)
        .points(1000)
        .hint("Who may call RunInstances in this account, and from where?", 100)
        .hint("What do the web servers do when they boot?", 200)
        .check(spawnerStopped(WEB))
        .build();
  }

  private static Task batch() {
    return Task.builder("strange-batch", "And beside the batch workers?")
        .text("The same plague, and another group: it follows its template in its own way.")
        .area("Auto Scaling")
        .difficulty(Difficulty.HARD)
        .points(1500)
        .check(spawnerStopped(BATCH))
        .build();
  }

  private static Check spawnerStopped(String group) {
    return Ec2Checks.spawnerStopped()
        .group(AutoScalingGroups.named(group))
        .strange(Instances.tagged("team", strange(group)))
        .quietPeriod(Duration.ofMinutes(5))
        .build();
  }

  static String strange(String group) {
    return "strange-" + group;
  }
}
