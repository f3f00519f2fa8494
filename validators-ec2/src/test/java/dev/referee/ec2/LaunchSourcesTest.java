package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.resources.Instances;
import dev.referee.spi.Arguments;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;

/** Tests of the launch sources of groups, including responses with empty elements. */
@ExtendWith(RefereeExtension.class)
class LaunchSourcesTest {
  private final List<String> names = new ArrayList<>();

  /** A check that reads a group from a modified response of AWS. */
  private final class Reading implements Check {
    private final UnaryOperator<AutoScalingGroup.Builder> change;

    Reading(UnaryOperator<AutoScalingGroup.Builder> change) {
      this.change = change;
    }

    @Override
    public String id() {
      return "test.launch-sources";
    }

    @Override
    public String claim() {
      return "The group launches from something";
    }

    @Override
    public List<Expectation> expectations() {
      return SpawnerStoppedExpectations.ALL;
    }

    @Override
    public Permissions permissions() {
      return SpawnerStopped.READS;
    }

    @Override
    public Verdict judge(CheckContext context) {
      Account account = context.target(Account.class);
      AutoScalingGroup group =
          account
              .client(AutoScalingClient::builder)
              .describeAutoScalingGroups(it -> it.autoScalingGroupNames(UnicornFleet.NAME))
              .autoScalingGroups()
              .iterator()
              .next();
      AutoScalingGroup changed = change.apply(group.toBuilder()).build();
      SpawnerStoppedFleetReader reader = new SpawnerStoppedFleetReader(account, List.of(changed));
      SpawnerStoppedFleet fleet = reader.read(changed);
      fleet.sources().forEach(source -> names.add(source.name()));
      SpawnerStoppedFindings steps =
          new SpawnerStoppedFindings(
              spawner(),
              account,
              reader.sources(),
              new SpawnerStoppedUserDataCache(SpawnerStoppedUserDataRule.STARTS_INSTANCES),
              fleet,
              SpawnerStoppedUnreadable.of(Optional.empty(), Optional.empty(), Instant.EPOCH));
      return context.verdict(steps.template(), steps.launches());
    }
  }

  private static Arguments spawner() {
    Arguments.Builder given = SpawnerStopped.KIND.arguments();
    given.set(SpawnerStopped.GROUP, AutoScalingGroups.named(UnicornFleet.NAME));
    given.set(SpawnerStopped.STRANGE, Instances.tagged("team", "strange"));
    return given.build();
  }

  private static LaunchTemplateSpecification nothing() {
    return LaunchTemplateSpecification.builder().launchTemplateName("").version("").build();
  }

  @Test
  void anEmptyLaunchConfigurationIsNoSource(EmbeddedSandbox sandbox, Referee referee) {
    new UnicornFleet(sandbox).builtWith(UnicornFleet.cleanScript());

    Verdict verdict =
        referee.judge(new Reading(it -> it.launchConfigurationName("")), sandbox.account());

    assertThat(verdict).isPassed();
    assertThat(names).containsOnly("launch template unicorn-web");
  }

  @Test
  void anEmptyTemplateIsNoSource(EmbeddedSandbox sandbox, Referee referee) {
    new UnicornFleet(sandbox)
        .role()
        .configuration("unicorn-1", UnicornFleet.cleanScript())
        .group(UnicornFleet.NAME, it -> it.launchConfigurationName("unicorn-1"));

    Verdict verdict =
        referee.judge(new Reading(it -> it.launchTemplate(nothing())), sandbox.account());

    assertThat(verdict).isPassed();
    assertThat(names).containsOnly("launch configuration unicorn-1");
  }

  @Test
  void aGroupWithoutAnySourceIsNotJudged(EmbeddedSandbox sandbox, Referee referee) {
    new UnicornFleet(sandbox).builtWith(UnicornFleet.cleanScript());

    Verdict verdict =
        referee.judge(
            new Reading(it -> it.launchConfigurationName("").launchTemplate(nothing())),
            sandbox.account());

    assertThat(verdict).isInconclusive(Cause.UNREACHABLE).hasNext("LaunchTemplateMissing");
    assertThat(names).isEmpty();
  }
}
