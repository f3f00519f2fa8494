package dev.referee.ec2;

import dev.referee.network.Instances;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;

/** Is the Unicorn servers' story, and what the check is told about it. */
final class UnicornFleet extends SpawningFleet {
  static final String NAME = "unicorn-web";

  final Ec2Client ec2;
  final AutoScalingClient autoScaling;
  final IamClient iam;
  final CloudFormationClient cloudFormation;
  final String spawn = spawningScript();

  AutoScalingGroups judged = AutoScalingGroups.named(NAME);
  Instances strange = Instances.tagged("team", "strange");
  boolean revokedAccepted;

  UnicornFleet(Sandbox sandbox) {
    super(sandbox, NAME, "strange");
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.autoScaling = sandbox.client(AutoScalingClient::builder);
    this.iam = sandbox.client(IamClient::builder);
    this.cloudFormation = sandbox.client(CloudFormationClient::builder);
  }
}
