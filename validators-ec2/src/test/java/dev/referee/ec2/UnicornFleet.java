package dev.referee.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.resources.Instances;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.IamClient;

/** A scenario builder for the fleet of Unicorn servers, with the parameters of the check. */
final class UnicornFleet extends SpawningFleet {
  static final String NAME = "unicorn-web";

  /** A script that has not started anything yet. */
  static final String SLEEPER =
      """
      #!/bin/bash
      sleep 86400
      aws ec2 run-instances --image-id ami-0abcdef1234567890 --count 5
      """;

  final Sandbox sandbox;
  final Ec2Client ec2;
  final AutoScalingClient autoScaling;
  final IamClient iam;
  final CloudFormationClient cloudFormation;
  final String spawn = spawningScript();

  AutoScalingGroups judged = AutoScalingGroups.named(NAME);
  Instances strange = Instances.tagged("team", "strange");
  boolean revokedAccepted;
  Consumer<SpawnerStoppedBuilder> further = check -> {};

  UnicornFleet(Sandbox sandbox) {
    super(sandbox, NAME, "strange");
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.autoScaling = sandbox.client(AutoScalingClient::builder);
    this.iam = sandbox.client(IamClient::builder);
    this.cloudFormation = sandbox.client(CloudFormationClient::builder);
  }

  SpawnerStoppedBuilder check() {
    var check =
        Ec2Checks.spawnerStopped()
            .group(judged)
            .strange(strange)
            .acceptRevokedPermission(revokedAccepted);
    further.accept(check);
    return check;
  }

  /** Detaches servers from the group, which launches replacements. */
  void detach(List<String> servers) {
    autoScaling.detachInstances(
        detach ->
            detach
                .autoScalingGroupName(NAME)
                .instanceIds(servers)
                .shouldDecrementDesiredCapacity(false));
  }

  void attach(String server) {
    autoScaling.attachInstances(attach -> attach.autoScalingGroupName(NAME).instanceIds(server));
  }

  void standby(String server) {
    autoScaling.enterStandby(
        standby ->
            standby
                .autoScalingGroupName(NAME)
                .instanceIds(server)
                .shouldDecrementDesiredCapacity(true));
  }

  void exitStandby(String server) {
    autoScaling.exitStandby(exit -> exit.autoScalingGroupName(NAME).instanceIds(server));
  }

  void protect(List<String> servers) {
    autoScaling.setInstanceProtection(
        protect ->
            protect.autoScalingGroupName(NAME).instanceIds(servers).protectedFromScaleIn(true));
  }

  /** Stops a server in Standby, gives it other user data, and puts it back into service. */
  void changeWhileStopped(String server, String userData) {
    standby(server);
    ec2.stopInstances(stop -> stop.instanceIds(server));
    later(2);
    ownUserData(server, userData);
    ec2.startInstances(start -> start.instanceIds(server));
    later(2);
    exitStandby(server);
    later(2);
  }

  /** Launches a server by hand, and returns its id when it runs. */
  String run(Consumer<RunInstancesRequest.Builder> how) {
    var request = RunInstancesRequest.builder().minCount(1).maxCount(1);
    how.accept(request);
    String id = ec2.runInstances(request.build()).instances().iterator().next().instanceId();
    later(2);
    return id;
  }

  /** Launches a server by hand with user data of its own. */
  String runWith(String userData) {
    return run(request -> request.imageId(IMAGE).userData(base64(userData)));
  }

  /** Launches a server by hand from the launch template, with user data of its own. */
  String runFromTemplate(String version, String userData) {
    return run(
        request ->
            request
                .launchTemplate(template -> template.launchTemplateName(NAME).version(version))
                .userData(base64(userData)));
  }

  /** Starts a strange instance in another Region. */
  void strangeInstanceIn(String region) {
    TagSpecification strangely =
        TagSpecification.builder()
            .resourceType("instance")
            .tags(Tag.builder().key("team").value("strange").build())
            .build();
    try (Ec2Client there = sandbox.client(Region.of(region), Ec2Client::builder)) {
      there.runInstances(
          request -> request.imageId(IMAGE).minCount(1).maxCount(1).tagSpecifications(strangely));
    }
    later(1);
  }

  /** Gives the role of the servers only the given policy. */
  void policy(String statements) {
    iam.putRolePolicy(
        policy ->
            policy
                .roleName(NAME)
                .policyName("spawn")
                .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}"));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
