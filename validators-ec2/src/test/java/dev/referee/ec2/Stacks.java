package dev.referee.ec2;

import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import software.amazon.awssdk.services.cloudformation.model.Capability;

/** A builder of the fixed fleet as a CloudFormation stack. */
final class Stacks {
  static final String NAME = "unicorn";
  static final String LOGICAL_ID = "WebGroup";

  private Stacks() {}

  /** Makes the creation of stacks take a while from now on, where this can be set. */
  static void take(Sandbox sandbox, Duration time) {
    if (sandbox instanceof EmbeddedSandbox here) {
      here.embedded().stacksTake(time);
    }
  }

  static void create(UnicornFleet fleet) {
    fleet.cloudFormation.createStack(
        stack ->
            stack
                .stackName(NAME)
                .capabilities(Capability.CAPABILITY_IAM)
                .templateBody(
                    """
                    Resources:
                      WebTemplate:
                        Type: AWS::EC2::LaunchTemplate
                        Properties:
                          LaunchTemplateData:
                            ImageId: %s
                            InstanceType: t3.micro
                            UserData: !Base64 |
                              #!/bin/bash
                              yum -y install httpd
                      %s:
                        Type: AWS::AutoScaling::AutoScalingGroup
                        Properties:
                          MinSize: "1"
                          MaxSize: "3"
                          DesiredCapacity: "2"
                          AvailabilityZones: [us-east-1a, us-east-1b]
                          LaunchTemplate:
                            LaunchTemplateId: !Ref WebTemplate
                            Version: !GetAtt WebTemplate.LatestVersionNumber
                    """
                        .formatted(SpawningFleet.IMAGE, LOGICAL_ID)));
  }
}
