package dev.referee.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A scenario builder for servers whose user data keeps starting strange instances. It uses only AWS
 * calls and advances of time, so the scenario can be built in any AWS.
 *
 * <p>Methods return this, to be chained. May be extended. Not thread-safe.
 */
public class SpawningFleet {
  /** An image that the embedded account has. */
  public static final String IMAGE = "ami-0abcdef1234567890";

  private static final String CLEAN =
      """
      #!/bin/bash
      yum -y install httpd
      echo ok > /var/www/html/index.html
      systemctl start httpd
      """;

  private final Sandbox sandbox;
  private final String name;
  private final String strange;
  private final Ec2Client ec2;
  private final AutoScalingClient autoScaling;
  private final IamClient iam;

  /**
   * Returns a builder that has not built anything yet.
   *
   * @param sandbox the account to build in
   * @param name the name of the group, its launch template and its role
   * @param strange the value of the tag {@code team} of the strange instances
   */
  public SpawningFleet(Sandbox sandbox, String name, String strange) {
    this.sandbox = sandbox;
    this.name = name;
    this.strange = strange;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.autoScaling = sandbox.client(AutoScalingClient::builder);
    this.iam = sandbox.client(IamClient::builder);
  }

  /**
   * Returns user data that keeps five strange instances running, and contains a {@link #secret}.
   */
  public String spawningScript() {
    return """
    #!/bin/bash
    export DB_PASSWORD=%s
    while true; do
      aws ec2 run-instances --image-id %s --instance-type t3.nano --count 5 \\
        --tag-specifications 'ResourceType=instance,Tags=[{Key=team,Value=%s}]'
      sleep 60
    done
    """
        .formatted(secret(), IMAGE, strange);
  }

  /** Returns the secret in the spawning script, which nobody may see. */
  public static String secret() {
    return "dbPassw0rd-9f31c2";
  }

  /** Returns clean user data in Base64 that contains a {@link #secret}. */
  public static String secretUserData() {
    String script = CLEAN + "export DB_PASSWORD=" + secret() + "\n";
    return Base64.getEncoder().encodeToString(script.getBytes(UTF_8));
  }

  /** Returns clean user data. */
  public static String cleanScript() {
    return CLEAN;
  }

  /**
   * Builds three servers of version 1, whose script keeps five strange instances running, then
   * waits.
   */
  public SpawningFleet built() {
    return built("1");
  }

  /**
   * Builds the same with a group that refers to the given version, for example {@code $Default}.
   */
  public SpawningFleet built(String version) {
    role();
    template(name, spawningScript());
    group(name, it -> it.launchTemplate(specification(name, version)));
    return later(10);
  }

  /** Builds the same with other user data. */
  public SpawningFleet builtWith(String userData) {
    role();
    template(name, userData);
    group(name, it -> it.launchTemplate(specification(name, "1")));
    return later(10);
  }

  /** Builds the same with a launch configuration instead of a template. */
  public SpawningFleet builtWithConfiguration() {
    role();
    configuration("unicorn-1", spawningScript());
    group(name, it -> it.launchConfigurationName("unicorn-1"));
    return later(10);
  }

  /** Builds the same with a mixed instances policy, whose overrides have their own templates. */
  public SpawningFleet builtWithMixedInstances(String version, String... overrideTemplates) {
    role();
    template(name, spawningScript());
    Arrays.stream(overrideTemplates).forEach(name -> template(name, spawningScript()));
    group(name, it -> mixed(it, version, overrideTemplates));
    return later(10);
  }

  private void mixed(
      CreateAutoScalingGroupRequest.Builder group, String version, String... overrideTemplates) {
    group.mixedInstancesPolicy(
        policy ->
            policy.launchTemplate(
                template ->
                    template
                        .launchTemplateSpecification(specification(name, version))
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

  /**
   * Creates the role of the servers, which permits starting instances, and its instance profile.
   */
  public SpawningFleet role() {
    iam.createRole(
        it ->
            it.roleName(name)
                .assumeRolePolicyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                     "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
                    """));
    iam.putRolePolicy(
        it ->
            it.roleName(name)
                .policyName("spawn")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                     "Action":["ec2:RunInstances","ec2:CreateTags","ec2:DescribeInstances"],
                     "Resource":"*"}]}\
                    """));
    iam.createInstanceProfile(it -> it.instanceProfileName(name));
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName(name).roleName(name));
    return this;
  }

  /** Creates a launch template. */
  public SpawningFleet template(String name, String userData) {
    ec2.createLaunchTemplate(
        it ->
            it.launchTemplateName(name)
                .launchTemplateData(
                    data ->
                        data.imageId(IMAGE)
                            .instanceType(InstanceType.T3_MICRO)
                            .userData(base64(userData))
                            .iamInstanceProfile(profile -> profile.name(this.name))));
    return this;
  }

  /** Creates a launch configuration. */
  public SpawningFleet configuration(String name, String userData) {
    autoScaling.createLaunchConfiguration(
        it ->
            it.launchConfigurationName(name)
                .imageId(IMAGE)
                .instanceType("t3.micro")
                .userData(base64(userData))
                .iamInstanceProfile(this.name));
    return this;
  }

  /** Creates an Auto Scaling group of three instances. */
  public SpawningFleet group(
      String name, Consumer<CreateAutoScalingGroupRequest.Builder> settings) {
    Region region = sandbox.account().region();
    var group =
        CreateAutoScalingGroupRequest.builder()
            .autoScalingGroupName(name)
            .minSize(0)
            .maxSize(6)
            .desiredCapacity(3)
            .availabilityZones(region + "a", region + "b", region + "c");
    settings.accept(group);
    autoScaling.createAutoScalingGroup(group.build());
    return this;
  }

  /** Tags an Auto Scaling group. */
  public SpawningFleet groupTag(String group, String key, String value) {
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

  /** Creates a version of the launch template. */
  public SpawningFleet version(String userData) {
    return version(name, userData);
  }

  /** Creates a version of another launch template. */
  public SpawningFleet version(String template, String userData) {
    ec2.createLaunchTemplateVersion(
        it ->
            it.launchTemplateName(template)
                .sourceVersion("1")
                .launchTemplateData(data -> data.userData(base64(userData))));
    return this;
  }

  /** Sets the default version. */
  public SpawningFleet defaultVersion(String version) {
    ec2.modifyLaunchTemplate(it -> it.launchTemplateName(name).defaultVersion(version));
    return this;
  }

  /** Sets the version of the launch template that the group launches. */
  public SpawningFleet pointTo(String version) {
    return pointTo(name, version);
  }

  /** Sets another launch template and the version that the group launches. */
  public SpawningFleet pointTo(String template, String version) {
    return update(it -> it.launchTemplate(specification(template, version)));
  }

  /** Changes the group. */
  public SpawningFleet update(Consumer<UpdateAutoScalingGroupRequest.Builder> settings) {
    autoScaling.updateAutoScalingGroup(it -> settings.accept(it.autoScalingGroupName(name)));
    return this;
  }

  /** Starts an instance refresh. */
  public SpawningFleet refresh() {
    autoScaling.startInstanceRefresh(it -> it.autoScalingGroupName(name));
    return this;
  }

  /** Starts an instance refresh with a version as its desired configuration. */
  public SpawningFleet refreshTo(String version) {
    autoScaling.startInstanceRefresh(
        it ->
            it.autoScalingGroupName(name)
                .desiredConfiguration(
                    DesiredConfiguration.builder()
                        .launchTemplate(specification(name, version))
                        .build()));
    return this;
  }

  /** Starts an instance refresh and waits until it has replaced all instances. */
  public SpawningFleet refreshed() {
    return refresh().later(60);
  }

  /** Suspends processes of the group; all of them if none is given. */
  public SpawningFleet suspend(String... processes) {
    autoScaling.suspendProcesses(it -> it.autoScalingGroupName(name).scalingProcesses(processes));
    return this;
  }

  /** Terminates the strange instances. */
  public SpawningFleet terminateStrange() {
    return terminate(strangeServers());
  }

  /** Terminates instances. */
  public SpawningFleet terminate(List<String> ids) {
    if (!ids.isEmpty()) {
      ec2.terminateInstances(it -> it.instanceIds(ids));
    }
    return this;
  }

  /** Terminates the strange instances and waits longer than a quiet period of 5 minutes. */
  public SpawningFleet quiet() {
    return terminateStrange().later(7);
  }

  /** Advances the time by minutes. */
  public SpawningFleet later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }

  /** Returns the ids of the group's instances. */
  public List<String> servers() {
    return ids(Filter.builder().name("tag:aws:autoscaling:groupName").values(name).build());
  }

  /** Returns the id of one of the group's instances. */
  public String oneServer() {
    return servers().iterator().next();
  }

  /** Returns the ids of the strange instances. */
  public List<String> strangeServers() {
    return ids(Filter.builder().name("tag:team").values(strange).build());
  }

  private List<String> ids(Filter filter) {
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

  /** Starts one strange instance by hand. */
  public SpawningFleet strangeInstance() {
    TagSpecification strangely =
        TagSpecification.builder()
            .resourceType(ResourceType.INSTANCE)
            .tags(Tag.builder().key("team").value(strange).build())
            .build();
    ec2.runInstances(it -> it.imageId(IMAGE).minCount(1).maxCount(1).tagSpecifications(strangely));
    return this;
  }

  /** Changes the user data of a stopped instance. */
  public SpawningFleet ownUserData(String instanceId, String userData) {
    ec2.modifyInstanceAttribute(
        it ->
            it.instanceId(instanceId)
                .userData(
                    data ->
                        data.value(software.amazon.awssdk.core.SdkBytes.fromUtf8String(userData))));
    return this;
  }

  /** Returns a reference to a version of a launch template. */
  public static LaunchTemplateSpecification specification(String template, String version) {
    return LaunchTemplateSpecification.builder()
        .launchTemplateName(template)
        .version(version)
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
