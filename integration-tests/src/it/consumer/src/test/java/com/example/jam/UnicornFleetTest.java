package com.example.jam;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Team;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

@ExtendWith(RefereeExtension.class)
class UnicornFleetTest {
  private static final Check SPAWNER_STOPPED =
      Ec2Checks.spawnerStopped()
          .group(AutoScalingGroups.named("unicorn-web"))
          .strange(Instances.tagged("team", "strange"))
          .build();

  @Test
  void passesWithACleanScript(EmbeddedSandbox sandbox, Team team, Referee referee) {
    build(sandbox, "#!/bin/bash\nsystemctl start httpd\n");

    assertThat(team).judgedBy(referee).passes(SPAWNER_STOPPED);
  }

  @Test
  void saysWhatIsMissing(EmbeddedSandbox sandbox, Team team, Referee referee) {
    build(sandbox, "#!/bin/bash\naws ec2 run-instances --image-id ami-1 --count 5\n");

    assertThat(team).judgedBy(referee).passes(SPAWNER_STOPPED);
  }

  private static void build(EmbeddedSandbox sandbox, String script) {
    sandbox
        .client(Ec2Client::builder)
        .createLaunchTemplate(
            template ->
                template
                    .launchTemplateName("unicorn-web")
                    .launchTemplateData(
                        data ->
                            data.imageId("ami-0abcdef1234567890")
                                .userData(
                                    Base64.getEncoder().encodeToString(script.getBytes(UTF_8)))));
    sandbox
        .client(AutoScalingClient::builder)
        .createAutoScalingGroup(
            group ->
                group
                    .autoScalingGroupName("unicorn-web")
                    .minSize(1)
                    .maxSize(2)
                    .availabilityZones(sandbox.account().region() + "a")
                    .launchTemplate(
                        template -> template.launchTemplateName("unicorn-web").version("1")));
    sandbox.advance(Duration.ofMinutes(15));
  }
}
