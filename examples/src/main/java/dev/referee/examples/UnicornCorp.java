package dev.referee.examples;

import dev.referee.Check;
import dev.referee.Difficulty;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Module;
import dev.referee.Task;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.events.EventsChecks;
import dev.referee.resources.Instances;
import dev.referee.ssm.SsmChecks;
import java.time.Duration;
import java.time.Instant;

/**
 * The Unicorn Corp GameDay as an example, with three modules that are all unlocked at once.
 *
 * <p>{@code games/unicorn-corp.yaml} is the same game as a file.
 */
public final class UnicornCorp {
  /** The name of the instance that the first task is about. */
  public static final String HOST = "unicorn-vault";

  /** The name of the group that the second task is about. */
  public static final String WEB = "unicorn-web";

  /** The name of the group that the third task is about. */
  public static final String BATCH = "unicorn-batch";

  /** The address of the last task: who has to be told. */
  public static final String OPERATORS = "operators@unicorn.example";

  private UnicornCorp() {}

  /** Returns the game; it lasts three hours, not four. */
  public static Game game(Instant start) {
    return Game.builder("unicorn-corp", "Unicorn Corp GameDay")
        .clock(GameClock.of(start, Duration.ofHours(3)))
        .module(Module.of("access", "Module 1: access", host()))
        .module(Module.of("servers", "Module 2: servers", web(), batch()))
        .module(Module.of("monitoring", "Module 3: monitoring", mail()))
        .build();
  }

  /** Returns the task about the instance in a private subnet. */
  public static Task host() {
    return Task.builder("reach-the-vault", "Into the vault, without a key")
        .text(
            "The instance %s stands in a private subnet, and it stays there. Make it possible to open"
                    .formatted(HOST)
                + " a shell on it through Session Manager: no public address, no bastion, no open"
                + " port.")
        .area("Systems Manager")
        .difficulty(Difficulty.EASY)
        .points(1000)
        .hint("What does the agent on the instance need, to be allowed to speak?", 100)
        .hint("When did the agent last look?", 200)
        .check(SsmChecks.sessionOpens().instances(Instances.named(HOST)).build())
        .build();
  }

  /** Returns the task about the strange instances next to the web servers. */
  public static Task web() {
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

  /** Returns the task about the e-mail. */
  public static Task mail() {
    return Task.builder("tell-the-operators", "Nobody told us")
        .text(
            "The operators heard of the strange instances from the bill. Make AWS send an e-mail to"
                + " %s whenever an EC2 instance starts.".formatted(OPERATORS))
        .area("Monitoring")
        .difficulty(Difficulty.MEDIUM)
        .points(1000)
        .hint("Which event do you wait for, and does it reach the event bus?", 100)
        .hint("Has everybody agreed: the topic, and the reader of the mailbox?", 200)
        .check(EventsChecks.told().recipient(OPERATORS).build())
        .build();
  }

  /** Returns the value of the tag {@code team} that the strange instances of a group have. */
  public static String strange(String group) {
    return "strange-" + group;
  }
}
