package dev.referee.testkit.embedded.eks;

import static dev.referee.testkit.embedded.eks.EksWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupIssueCode;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateStatus;

/** Tests of managed node groups. */
class NodegroupsTest {
  private final EksWorld world = new EksWorld();
  private final EksClient eks = world.eks;
  private final AutoScalingClient scaling = world.account.client(AutoScalingClient::builder);

  @BeforeEach
  void makeCluster() {
    world.active(r -> {});
    world.nodeRole("node");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Nodegroup create(Consumer<CreateNodegroupRequest.Builder> more) {
    return eks.createNodegroup(
            r ->
                r.clusterName("game")
                    .nodegroupName("web")
                    .nodeRole(EksWorld.NODE_ROLE)
                    .subnets(world.subnets)
                    .applyMutation(more))
        .nodegroup();
  }

  private Nodegroup group() {
    return eks.describeNodegroup(r -> r.clusterName("game").nodegroupName("web")).nodegroup();
  }

  private AutoScalingGroup scalingGroup() {
    return scaling
        .describeAutoScalingGroups(
            r -> r.autoScalingGroupNames(group().resources().autoScalingGroups().get(0).name()))
        .autoScalingGroups()
        .get(0);
  }

  private List<Instance> instances() {
    return world
        .ec2
        .describeInstances(
            r ->
                r.filters(
                    Filter.builder().name("tag:eks:nodegroup-name").values("web").build(),
                    Filter.builder().name("instance-state-name").values("running").build()))
        .reservations()
        .stream()
        .flatMap(one -> one.instances().stream())
        .toList();
  }

  @Test
  void runsInstancesOfAnAutoScalingGroup() {
    assertThat(create(r -> {}).status()).isEqualTo(NodegroupStatus.CREATING);
    world.pass(4);
    assertThat(
            eks.waiter()
                .waitUntilNodegroupActive(r -> r.clusterName("game").nodegroupName("web"))
                .matched()
                .response())
        .isPresent();
    assertThat(group().version()).isEqualTo("1.34");
    assertThat(scalingGroup().desiredCapacity()).isEqualTo(2);
    assertThat(instances())
        .hasSize(2)
        .allSatisfy(
            one -> {
              assertThat(one.instanceTypeAsString()).isEqualTo("t3.medium");
              assertThat(one.tags())
                  .anyMatch(
                      tag ->
                          tag.key().equals("kubernetes.io/cluster/game")
                              && tag.value().equals("owned"))
                  .anyMatch(
                      tag -> tag.key().equals("eks:cluster-name") && tag.value().equals("game"));
              assertThat(one.securityGroups().get(0).groupId())
                  .isEqualTo(world.cluster().resourcesVpcConfig().clusterSecurityGroupId());
            });
    assertThat(
            eks.describeAccessEntry(r -> r.clusterName("game").principalArn(EksWorld.NODE_ROLE))
                .accessEntry()
                .type())
        .isEqualTo("EC2_LINUX");
  }

  private void failsWith(NodegroupIssueCode code, String message) {
    world.pass(15);
    assertThat(group().status()).isEqualTo(NodegroupStatus.CREATING);
    world.pass(5);
    Nodegroup failed = group();
    assertThat(failed.status()).isEqualTo(NodegroupStatus.CREATE_FAILED);
    Issue issue = failed.health().issues().get(0);
    assertThat(issue.code()).isEqualTo(code);
    assertThat(issue.message()).isEqualTo(message);
  }

  @Test
  void failsWithoutThePermissionsOfNodes() {
    world.role("bare", "ec2.amazonaws.com");
    create(r -> r.nodeRole("arn:aws:iam::222222222222:role/bare"));
    failsWith(
        NodegroupIssueCode.NODE_CREATION_FAILURE,
        "Instances failed to join the kubernetes cluster");
  }

  @Test
  void failsWithoutPodNetworking() {
    world.role(
        "mute",
        "ec2.amazonaws.com",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly");
    create(r -> r.nodeRole("arn:aws:iam::222222222222:role/mute"));
    failsWith(
        NodegroupIssueCode.NODE_CREATION_FAILURE, "Unhealthy nodes in the kubernetes cluster");
  }

  @Test
  void failsInPublicSubnetsThatAssignNoAddresses() {
    world.ec2.modifySubnetAttribute(
        r -> r.subnetId(world.subnets.get(0)).mapPublicIpOnLaunch(v -> v.value(false)));
    create(r -> {});
    failsWith(
        NodegroupIssueCode.EC2_SUBNET_INVALID_CONFIGURATION,
        "One or more Amazon EC2 Subnets of ["
            + world.subnets.get(0)
            + "] for node group web does not automatically assign public IP addresses to instances"
            + " launched into it. If you want your instances to be assigned a public IP address,"
            + " then you need to enable auto-assign public IP address for the subnet. See IP"
            + " addressing in VPC guide:"
            + " https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#subnet-public-ip");
  }

  @Test
  void failsInSubnetsWithoutAPathToTheCluster() {
    String table = world.ec2.describeRouteTables().routeTables().get(0).routeTableId();
    world.ec2.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0"));
    create(r -> {});
    failsWith(
        NodegroupIssueCode.NODE_CREATION_FAILURE,
        "Instances failed to join the kubernetes cluster");
  }

  @Test
  void failsWithoutAnAccessEntry() {
    create(r -> {});
    eks.deleteAccessEntry(r -> r.clusterName("game").principalArn(EksWorld.NODE_ROLE));
    failsWith(
        NodegroupIssueCode.NODE_CREATION_FAILURE,
        "Instances failed to join the kubernetes cluster");
  }

  @Test
  void recoversWhileEksWaits() {
    world.role("late", "ec2.amazonaws.com");
    create(r -> r.nodeRole("arn:aws:iam::222222222222:role/late"));
    world.pass(10);
    world.nodePolicies("late");
    world.pass(1);
    assertThat(group().status()).isEqualTo(NodegroupStatus.ACTIVE);
  }

  @Test
  void hasTheIssuesThatATestSays() {
    create(r -> {});
    world.account.cluster("game").addNodegroupIssue("web", "InstanceLimitExceeded", "Too many");
    failsWith(NodegroupIssueCode.INSTANCE_LIMIT_EXCEEDED, "Too many");
  }

  @Test
  void isDegradedByWhatItLoses() {
    create(r -> {});
    world.pass(5);
    String name = scalingGroup().autoScalingGroupName();
    scaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName(name).forceDelete(true));
    world.pass(5);
    assertThat(group().status()).isEqualTo(NodegroupStatus.DEGRADED);
    assertThat(group().health().issues().get(0).code())
        .isEqualTo(NodegroupIssueCode.AUTO_SCALING_GROUP_NOT_FOUND);
  }

  @Test
  void needsPermissionForTheNodeGroupItself() {
    create(r -> {});
    String arn = group().nodegroupArn();
    world.role("judge", "ec2.amazonaws.com");
    world.iam.updateAssumeRolePolicy(
        r ->
            r.roleName("judge")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"AWS": "222222222222"}, "Action": "sts:AssumeRole"}}
                    """));
    world.account.enforceIam(true);
    EksClient judge = world.as("judge");
    String denied =
        "User: arn:aws:sts::222222222222:assumed-role/judge/test is not authorized to perform:"
            + " eks:%s on resource: %s because no identity-based policy allows the eks:%s action";
    refused(
        () -> judge.describeNodegroup(r -> r.clusterName("game").nodegroupName("web")),
        403,
        "AccessDeniedException",
        denied.formatted("DescribeNodegroup", arn, "DescribeNodegroup"));
    refused(
        () -> judge.listNodegroups(r -> r.clusterName("game")),
        403,
        "AccessDeniedException",
        denied.formatted(
            "ListNodegroups", "arn:aws:eks:us-east-1:222222222222:cluster/game", "ListNodegroups"));
    world.iam.putRolePolicy(
        r ->
            r.roleName("judge")
                .policyName("may")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Action": "eks:DescribeNodegroup", "Resource": "%s"}}
                    """
                        .formatted(arn)));
    assertThat(
            judge
                .describeNodegroup(r -> r.clusterName("game").nodegroupName("web"))
                .nodegroup()
                .nodegroupName())
        .isEqualTo("web");
  }

  @Test
  void isRefusedWithARoleForSomethingElse() {
    refused(
        () -> create(r -> r.nodeRole(EksWorld.CLUSTER_ROLE)),
        400,
        "InvalidParameterException",
        "Following required service principals [ec2.amazonaws.com] were not found in the trust"
            + " relationships of nodeRole "
            + EksWorld.CLUSTER_ROLE);
  }

  @Test
  void isRefusedWithSizesOutOfOrder() {
    refused(
        () -> create(r -> r.scalingConfig(s -> s.minSize(3).maxSize(3).desiredSize(2))),
        400,
        "InvalidParameterException",
        "Minimum capacity 3 can't be greater than desired size 2");
    refused(
        () -> create(r -> r.scalingConfig(s -> s.minSize(1).maxSize(2).desiredSize(3))),
        400,
        "InvalidParameterException",
        "desired capacity 3 can't be greater than max size 2");
  }

  @Test
  void isRefusedWithInstanceTypesThatDoNotFit() {
    refused(
        () -> create(r -> r.instanceTypes("t4g.medium")),
        400,
        "InvalidParameterException",
        "[t4g.medium] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD");
    refused(
        () -> create(r -> r.instanceTypes("t3.vast")),
        400,
        "InvalidParameterException",
        "The following supplied instance types do not exist: [t3.vast]");
  }

  @Test
  void isRefusedTwiceAndBeforeItsCluster() {
    create(r -> {});
    refused(
        () -> create(r -> {}),
        409,
        "ResourceInUseException",
        "NodeGroup already exists with name web and cluster name game");
    world.create(r -> r.name("late"));
    refused(
        () -> create(r -> r.clusterName("late")),
        400,
        "InvalidRequestException",
        "Cluster 'late' is not in ACTIVE status");
    refused(
        () -> eks.deleteCluster(r -> r.name("game")),
        409,
        "ResourceInUseException",
        "Cluster has nodegroups attached");
    refused(
        () -> eks.describeNodegroup(r -> r.clusterName("game").nodegroupName("none")),
        404,
        "ResourceNotFoundException",
        "No node group found for name: none.");
  }

  @Test
  void isScaled() {
    create(r -> {});
    world.pass(4);
    Update update =
        eks.updateNodegroupConfig(
                r ->
                    r.clusterName("game")
                        .nodegroupName("web")
                        .scalingConfig(s -> s.maxSize(4).desiredSize(4)))
            .update();
    assertThat(group().status()).isEqualTo(NodegroupStatus.UPDATING);
    world.pass(5);
    assertThat(instances()).hasSize(4);
    assertThat(group().status()).isEqualTo(NodegroupStatus.ACTIVE);
    assertThat(
            eks.describeUpdate(r -> r.name("game").nodegroupName("web").updateId(update.id()))
                .update()
                .status())
        .isEqualTo(UpdateStatus.SUCCESSFUL);
    assertThat(eks.listUpdates(r -> r.name("game").nodegroupName("web")).updateIds())
        .containsExactly(update.id());
    assertThat(eks.listUpdates(r -> r.name("game")).updateIds()).isEmpty();
  }

  @Test
  void followsItsClusterToTheNextVersion() {
    world.active(r -> r.name("old").version("1.32"));
    create(r -> r.clusterName("old"));
    world.pass(4);
    eks.updateClusterVersion(r -> r.name("old").version("1.33"));
    world.pass(11);
    refused(
        () -> eks.updateClusterVersion(r -> r.name("old").version("1.34")),
        400,
        "InvalidRequestException",
        "Nodegroups web must be updated to match cluster version 1.33 before updating cluster"
            + " version");
    List<String> before = instances().stream().map(Instance::instanceId).toList();
    eks.updateNodegroupVersion(r -> r.clusterName("old").nodegroupName("web"));
    world.pass(20);
    Nodegroup now =
        eks.describeNodegroup(r -> r.clusterName("old").nodegroupName("web")).nodegroup();
    assertThat(now.status()).isEqualTo(NodegroupStatus.ACTIVE);
    assertThat(now.version()).isEqualTo("1.33");
    assertThat(instances()).hasSize(2).noneMatch(one -> before.contains(one.instanceId()));
    eks.updateClusterVersion(r -> r.name("old").version("1.34"));
  }

  @Test
  void isDeletedWithItsInstances() {
    create(r -> {});
    world.pass(4);
    assertThat(
            eks.deleteNodegroup(r -> r.clusterName("game").nodegroupName("web"))
                .nodegroup()
                .status())
        .isEqualTo(NodegroupStatus.DELETING);
    world.pass(6);
    assertThat(eks.listNodegroups(r -> r.clusterName("game")).nodegroups()).isEmpty();
    assertThat(instances()).isEmpty();
    assertThat(world.iam.listInstanceProfiles().instanceProfiles()).isEmpty();
    assertThat(world.ec2.describeLaunchTemplates().launchTemplates()).isEmpty();
    eks.deleteCluster(r -> r.name("game"));
  }
}
