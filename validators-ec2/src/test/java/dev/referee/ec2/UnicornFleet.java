package dev.referee.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.Sandbox;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * Tells the story of the Unicorn servers: what the organisers built, what players then do. By AWS's
 * API only, and by time.
 */
final class UnicornFleet {
  static final String GROUP = "unicorn-web";
  static final String TEMPLATE = "unicorn-web";
  static final String ROLE = "unicorn-web";
  static final String IMAGE = "ami-0abcdef1234567890";
  static final String SECRET = "dbPassw0rd-9f31c2";

  static final String SPAWN =
      """
      #!/bin/bash
      export DB_PASSWORD=%s
      while true; do
        aws ec2 run-instances --image-id %s --instance-type t3.nano --count 5 \\
          --tag-specifications 'ResourceType=instance,Tags=[{Key=team,Value=strange}]'
        sleep 60
      done
      """
          .formatted(SECRET, IMAGE);

  static final String CLEAN = "#!/bin/bash\nyum -y install httpd\nsystemctl start httpd\n";

  private final Sandbox sandbox;
  final Ec2Client ec2;
  final AutoScalingClient autoScaling;
  final IamClient iam;
  final CloudFormationClient cloudFormation;

  /** What the check is told; worlds may say something else. */
  AutoScalingGroups judged = AutoScalingGroups.named(GROUP);

  Instances strange = Instances.tagged("team", "strange");
  boolean revokedAccepted;

  UnicornFleet(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.autoScaling = sandbox.client(AutoScalingClient::builder);
    this.iam = sandbox.client(IamClient::builder);
    this.cloudFormation = sandbox.client(CloudFormationClient::builder);
  }

  // What the organisers built

  /** Three servers of a template's version 1, whose script keeps five strange instances alive. */
  UnicornFleet built() {
    return built("1");
  }

  UnicornFleet built(String version) {
    role();
    template(TEMPLATE, SPAWN);
    group(GROUP, it -> it.launchTemplate(specification(TEMPLATE, version)));
    return later(10);
  }

  UnicornFleet builtWith(String userData) {
    role();
    template(TEMPLATE, userData);
    group(GROUP, it -> it.launchTemplate(specification(TEMPLATE, "1")));
    return later(10);
  }

  UnicornFleet builtWithConfiguration() {
    role();
    configuration("unicorn-1", SPAWN);
    group(GROUP, it -> it.launchConfigurationName("unicorn-1"));
    return later(10);
  }

  UnicornFleet builtWithMixedInstances(String version, String... overrideTemplates) {
    role();
    template(TEMPLATE, SPAWN);
    Arrays.stream(overrideTemplates).forEach(name -> template(name, SPAWN));
    group(GROUP, it -> mixed(it, version, overrideTemplates));
    return later(10);
  }

  private static void mixed(
      CreateAutoScalingGroupRequest.Builder group, String version, String... overrideTemplates) {
    group.mixedInstancesPolicy(
        policy ->
            policy.launchTemplate(
                template ->
                    template
                        .launchTemplateSpecification(specification(TEMPLATE, version))
                        .overrides(
                            Arrays.stream(overrideTemplates)
                                .map(
                                    name ->
                                        software.amazon.awssdk.services.autoscaling.model
                                            .LaunchTemplateOverrides.builder()
                                            .instanceType("t3.small")
                                            .launchTemplateSpecification(
                                                specification(name, "$Latest"))
                                            .build())
                                .toList())));
  }

  UnicornFleet role() {
    iam.createRole(
        it ->
            it.roleName(ROLE)
                .assumeRolePolicyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                     "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
                    """));
    iam.putRolePolicy(
        it ->
            it.roleName(ROLE)
                .policyName("spawn")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                     "Action":["ec2:RunInstances","ec2:CreateTags","ec2:DescribeInstances"],
                     "Resource":"*"}]}\
                    """));
    iam.createInstanceProfile(it -> it.instanceProfileName(ROLE));
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName(ROLE).roleName(ROLE));
    return this;
  }

  UnicornFleet template(String name, String userData) {
    ec2.createLaunchTemplate(
        it ->
            it.launchTemplateName(name)
                .launchTemplateData(
                    data ->
                        data.imageId(IMAGE)
                            .instanceType(InstanceType.T3_MICRO)
                            .userData(base64(userData))
                            .iamInstanceProfile(profile -> profile.name(ROLE))));
    return this;
  }

  UnicornFleet configuration(String name, String userData) {
    autoScaling.createLaunchConfiguration(
        it ->
            it.launchConfigurationName(name)
                .imageId(IMAGE)
                .instanceType("t3.micro")
                .userData(base64(userData))
                .iamInstanceProfile(ROLE));
    return this;
  }

  UnicornFleet group(String name, Consumer<CreateAutoScalingGroupRequest.Builder> how) {
    var group =
        CreateAutoScalingGroupRequest.builder()
            .autoScalingGroupName(name)
            .minSize(0)
            .maxSize(6)
            .desiredCapacity(3)
            .availabilityZones("us-east-1a", "us-east-1b", "us-east-1c");
    how.accept(group);
    autoScaling.createAutoScalingGroup(group.build());
    return this;
  }

  UnicornFleet groupTag(String group, String key, String value) {
    var tag =
        software.amazon.awssdk.services.autoscaling.model.Tag.builder()
            .resourceId(group)
            .resourceType("auto-scaling-group")
            .key(key)
            .value(value)
            .propagateAtLaunch(false)
            .build();
    autoScaling.createOrUpdateTags(it -> it.tags(tag));
    return this;
  }

  // What players do

  UnicornFleet version(String userData) {
    return version(TEMPLATE, userData);
  }

  UnicornFleet version(String template, String userData) {
    ec2.createLaunchTemplateVersion(
        it ->
            it.launchTemplateName(template)
                .sourceVersion("1")
                .launchTemplateData(data -> data.userData(base64(userData))));
    return this;
  }

  UnicornFleet defaultVersion(String version) {
    ec2.modifyLaunchTemplate(it -> it.launchTemplateName(TEMPLATE).defaultVersion(version));
    return this;
  }

  UnicornFleet pointTo(String version) {
    return pointTo(TEMPLATE, version);
  }

  UnicornFleet pointTo(String template, String version) {
    return update(it -> it.launchTemplate(specification(template, version)));
  }

  UnicornFleet update(Consumer<UpdateAutoScalingGroupRequest.Builder> how) {
    autoScaling.updateAutoScalingGroup(it -> how.accept(it.autoScalingGroupName(GROUP)));
    return this;
  }

  UnicornFleet refresh() {
    autoScaling.startInstanceRefresh(it -> it.autoScalingGroupName(GROUP));
    return this;
  }

  UnicornFleet refreshTo(String version) {
    autoScaling.startInstanceRefresh(
        it ->
            it.autoScalingGroupName(GROUP)
                .desiredConfiguration(
                    DesiredConfiguration.builder()
                        .launchTemplate(specification(TEMPLATE, version))
                        .build()));
    return this;
  }

  /** Starts an instance refresh, and waits until it has replaced everything. */
  UnicornFleet refreshed() {
    return refresh().later(60);
  }

  UnicornFleet suspend(String... processes) {
    autoScaling.suspendProcesses(it -> it.autoScalingGroupName(GROUP).scalingProcesses(processes));
    return this;
  }

  UnicornFleet terminateStrange() {
    terminate(ids(Filter.builder().name("tag:team").values("strange").build()));
    return this;
  }

  UnicornFleet terminate(List<String> ids) {
    if (!ids.isEmpty()) {
      ec2.terminateInstances(it -> it.instanceIds(ids));
    }
    return this;
  }

  /** Ends the strange instances, and waits until it has been quiet for long enough. */
  UnicornFleet quiet() {
    return terminateStrange().later(7);
  }

  UnicornFleet later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }

  // What is there

  List<String> servers() {
    return ids(Filter.builder().name("tag:aws:autoscaling:groupName").values(GROUP).build());
  }

  String oneServer() {
    return servers().iterator().next();
  }

  AutoScalingGroup group() {
    return autoScaling
        .describeAutoScalingGroups(it -> it.autoScalingGroupNames(GROUP))
        .autoScalingGroups()
        .iterator()
        .next();
  }

  List<String> ids(Filter filter) {
    Filter alive =
        Filter.builder()
            .name("instance-state-name")
            .values("pending", "running", "stopping", "stopped")
            .build();
    return ec2.describeInstancesPaginator(it -> it.filters(filter, alive)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(Instance::instanceId)
        .toList();
  }

  UnicornFleet strangeInstance() {
    TagSpecification strangely =
        TagSpecification.builder()
            .resourceType(ResourceType.INSTANCE)
            .tags(Tag.builder().key("team").value("strange").build())
            .build();
    ec2.runInstances(it -> it.imageId(IMAGE).minCount(1).maxCount(1).tagSpecifications(strangely));
    return this;
  }

  UnicornFleet ownUserData(String instanceId, String userData) {
    ec2.modifyInstanceAttribute(
        it ->
            it.instanceId(instanceId)
                .userData(
                    data ->
                        data.value(software.amazon.awssdk.core.SdkBytes.fromUtf8String(userData))));
    return this;
  }

  static LaunchTemplateSpecification specification(String template, String version) {
    return LaunchTemplateSpecification.builder()
        .launchTemplateName(template)
        .version(version)
        .build();
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
