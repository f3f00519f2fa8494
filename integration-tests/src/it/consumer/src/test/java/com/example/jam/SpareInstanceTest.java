package com.example.jam;

import static dev.referee.testkit.RefereeAssertions.assertThat;

import dev.referee.Cause;
import dev.referee.Referee;
import dev.referee.Team;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

@ExtendWith(RefereeExtension.class)
class SpareInstanceTest {
  @Test
  void oneServerIsNotEnough(EmbeddedSandbox sandbox, Team team, Referee referee) {
    group(sandbox, 1);

    assertThat(team).judgedBy(referee).fails(new SpareInstance()).hasNext("NoSpareInstance");
  }

  @Test
  void twoAre(EmbeddedSandbox sandbox, Team team, Referee referee) {
    group(sandbox, 2);

    assertThat(team).judgedBy(referee).passes(new SpareInstance());
  }

  @Test
  void noGroupProvesNothing(Team team, Referee referee) {
    assertThat(team).judgedBy(referee).isInconclusiveFor(new SpareInstance(), Cause.NO_SUBJECT);
  }

  private static void group(EmbeddedSandbox sandbox, int size) {
    sandbox
        .client(Ec2Client::builder)
        .createLaunchTemplate(
            template ->
                template
                    .launchTemplateName("unicorn-web")
                    .launchTemplateData(data -> data.imageId("ami-0abcdef1234567890")));
    sandbox
        .client(AutoScalingClient::builder)
        .createAutoScalingGroup(
            group ->
                group
                    .autoScalingGroupName("unicorn-web")
                    .minSize(size)
                    .maxSize(2)
                    .availabilityZones(sandbox.account().region() + "a")
                    .launchTemplate(it -> it.launchTemplateName("unicorn-web").version("1")));
  }
}
