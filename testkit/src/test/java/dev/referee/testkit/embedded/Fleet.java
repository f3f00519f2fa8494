package dev.referee.testkit.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.ec2.Images;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.iam.IamClient;

/** A test fixture: an account with clients, and helper methods for common steps. */
public final class Fleet implements AutoCloseable {
  public static final String SPAWNER =
      """
      #!/bin/bash
      WANT=5
      while true; do
        HAVE=$(aws ec2 describe-instances --filters Name=tag:Chaos,Values=yes \\
          Name=instance-state-name,Values=pending,running \\
          --query 'length(Reservations[].Instances[])')
        if [ "$HAVE" -lt "$WANT" ]; then
          aws ec2 run-instances --image-id %s --instance-type t3.micro \\
            --count $((WANT - HAVE)) \\
            --tag-specifications 'ResourceType=instance,Tags=[{Key=Chaos,Value=yes},{Key=Name,Value=strange}]'
        fi
        sleep 60
      done
      """
          .formatted(Images.AL2023);

  public final EmbeddedCloud cloud = EmbeddedCloud.start();
  public final EmbeddedAccount account = cloud.account("222222222222");
  public final Ec2Client ec2 = account.client(Ec2Client::builder);
  public final AutoScalingClient scaling = account.client(AutoScalingClient::builder);
  public final IamClient iam = account.client(IamClient::builder);

  public static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  public void pass(Duration time) {
    cloud.clock().advance(time);
  }

  public void passMinutes(int minutes) {
    pass(Duration.ofMinutes(minutes));
  }

  /** Creates an instance profile whose role may run instances. */
  public void spawnersRole() {
    iam.createRole(
        r ->
            r.roleName("web")
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}
                    """));
    iam.createInstanceProfile(r -> r.instanceProfileName("web"));
    iam.addRoleToInstanceProfile(r -> r.instanceProfileName("web").roleName("web"));
    iam.putRolePolicy(
        r ->
            r.roleName("web")
                .policyName("chaos")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement":
                     [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}]}
                    """));
  }

  public RequestLaunchTemplateData.Builder data(String script) {
    return RequestLaunchTemplateData.builder()
        .imageId(Images.AL2023)
        .instanceType("t3.small")
        .userData(encoded(script));
  }

  public String template(String name, RequestLaunchTemplateData data) {
    return ec2.createLaunchTemplate(r -> r.launchTemplateName(name).launchTemplateData(data))
        .launchTemplate()
        .launchTemplateId();
  }

  /**
   * Creates a group with a template's version in the default VPC, and waits until it is healthy.
   */
  public void group(String template, String version, int size) {
    String subnets =
        String.join(
            ",", ec2.describeSubnets().subnets().stream().map(one -> one.subnetId()).toList());
    scaling.createAutoScalingGroup(
        r ->
            r.autoScalingGroupName("web")
                .launchTemplate(t -> t.launchTemplateName(template).version(version))
                .minSize(0)
                .maxSize(10)
                .desiredCapacity(size)
                .vpcZoneIdentifier(subnets));
    passMinutes(1);
  }

  public AutoScalingGroup group() {
    return scaling
        .describeAutoScalingGroups(r -> r.autoScalingGroupNames("web"))
        .autoScalingGroups()
        .get(0);
  }

  public List<String> members() {
    return group().instances().stream().map(one -> one.instanceId()).toList();
  }

  public InstanceRefresh refresh() {
    return scaling
        .describeInstanceRefreshes(r -> r.autoScalingGroupName("web"))
        .instanceRefreshes()
        .get(0);
  }

  public List<Instance> strange() {
    return instances(
        filter("tag:Chaos", "yes"), filter("instance-state-name", "pending", "running"));
  }

  public List<Instance> instances(Filter... filters) {
    return ec2.describeInstances(r -> r.filters(filters)).reservations().stream()
        .flatMap(one -> one.instances().stream())
        .toList();
  }

  public Instance instance(String id) {
    return ec2.describeInstances(r -> r.instanceIds(id)).reservations().get(0).instances().get(0);
  }

  public void terminate(List<Instance> instances) {
    ec2.terminateInstances(
        r -> r.instanceIds(instances.stream().map(Instance::instanceId).toList()));
  }

  public static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  @Override
  public void close() {
    cloud.close();
  }
}
