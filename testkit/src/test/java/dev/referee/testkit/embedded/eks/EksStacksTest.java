package dev.referee.testkit.embedded.eks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/** Tests of EKS in stacks of CloudFormation. */
class EksStacksTest {
  private static final String TEMPLATE =
      """
      Resources:
        Cluster:
          Type: AWS::EKS::Cluster
          Properties:
            Name: game
            RoleArn: %s
            ResourcesVpcConfig: {SubnetIds: %s}
            AccessConfig: {AuthenticationMode: API}
            Logging: {ClusterLogging: {EnabledTypes: [{Type: api}]}}
            Tags: [{Key: team, Value: red}]
        Nodes:
          Type: AWS::EKS::Nodegroup
          Properties:
            ClusterName: !Ref Cluster
            NodegroupName: web
            NodeRole: arn:aws:iam::222222222222:role/node
            Subnets: %s
            ScalingConfig: {MinSize: 1, MaxSize: 3, DesiredSize: 1}
            Labels: {tier: web}
            Tags: {team: red}
        Network:
          Type: AWS::EKS::Addon
          Properties: {ClusterName: !Ref Cluster, AddonName: vpc-cni}
        Viewer:
          Type: AWS::EKS::AccessEntry
          Properties:
            ClusterName: !Ref Cluster
            PrincipalArn: %s
            AccessPolicies:
              - PolicyArn: arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy
                AccessScope: {Type: namespace, Namespaces: [shop]}
        Cart:
          Type: AWS::EKS::PodIdentityAssociation
          Properties:
            ClusterName: !Ref Cluster
            Namespace: shop
            ServiceAccount: cart
            RoleArn: %s
      Outputs:
        Issuer: {Value: !GetAtt Cluster.OpenIdConnectIssuerUrl}
      """;

  private final EksWorld world = new EksWorld();
  private final CloudFormationClient stacks = world.account.client(CloudFormationClient::builder);

  @AfterEach
  void close() {
    world.close();
  }

  private StackStatus create() {
    begin();
    world.pass(60);
    return status();
  }

  private StackStatus status() {
    return stacks.describeStacks(r -> r.stackName("game")).stacks().get(0).stackStatus();
  }

  /** Returns the resources, with their status. */
  private Map<String, String> resources() {
    return stacks.describeStackResources(r -> r.stackName("game")).stackResources().stream()
        .collect(
            Collectors.toMap(
                StackResource::logicalResourceId, StackResource::resourceStatusAsString));
  }

  private void begin() {
    String role = EksWorld.CLUSTER_ROLE;
    List<String> subnets = world.subnets;
    stacks.createStack(
        r ->
            r.stackName("game")
                .templateBody(TEMPLATE.formatted(role, subnets, subnets, role, role)));
  }

  @Test
  void takeTheTimeOfTheirResources() {
    world.nodeRole("node");
    begin();

    assertThat(status()).isEqualTo(StackStatus.CREATE_IN_PROGRESS);
    assertThat(resources()).containsExactly(Map.entry("Cluster", "CREATE_IN_PROGRESS"));
    assertThat(world.cluster().status()).isEqualTo(ClusterStatus.CREATING);

    world.pass(9);
    assertThat(status()).isEqualTo(StackStatus.CREATE_IN_PROGRESS);
    assertThat(resources())
        .containsEntry("Cluster", "CREATE_COMPLETE")
        .containsEntry("Nodes", "CREATE_IN_PROGRESS")
        .containsEntry("Network", "CREATE_IN_PROGRESS")
        .containsEntry("Viewer", "CREATE_COMPLETE");

    world.pass(10);
    assertThat(status()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(resources().values()).containsOnly("CREATE_COMPLETE");
    Instant began = world.cluster().createdAt();
    assertThat(
            stacks.describeStackEvents(r -> r.stackName("game")).stackEvents().stream()
                .filter(event -> event.logicalResourceId().equals("Cluster"))
                .map(event -> Duration.between(began, event.timestamp()).toMinutes()))
        .containsExactly(9L, 0L, 0L);
  }

  @Test
  void failWhileOtherResourcesAreBeingCreated() {
    world.nodeRole("node");
    begin();
    world.pass(9);
    world.account.cluster("game").addNodegroupIssue("web", "InstanceLimitExceeded", "No more");
    world.account.cluster("game").addAddonIssue("vpc-cni", "ConfigurationConflict", "Twice");
    world.pass(2);

    assertThat(status()).isIn(StackStatus.ROLLBACK_IN_PROGRESS, StackStatus.ROLLBACK_COMPLETE);
    assertThat(
            stacks.describeStackEvents(r -> r.stackName("game")).stackEvents().stream()
                .filter(event -> event.resourceStatusAsString().equals("CREATE_FAILED"))
                .map(event -> event.logicalResourceId() + ": " + event.resourceStatusReason()))
        .containsExactly(
            "Nodes: Resource creation cancelled",
            "Network: Addon vpc-cni failed to stabilize: [{Code: ConfigurationConflict,Message:"
                + " Twice,ResourceIds: []}]");

    world.pass(60);
    assertThat(status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(world.eks.listClusters().clusters()).isEmpty();
  }

  @Test
  void canBeDeletedWhileTheyAreBeingCreated() {
    world.nodeRole("node");
    begin();
    world.pass(5);

    stacks.deleteStack(r -> r.stackName("game"));
    world.pass(60);

    assertThat(stacks.listStacks().stackSummaries())
        .extracting(StackSummary::stackStatus)
        .containsExactly(StackStatus.DELETE_COMPLETE);
    assertThat(world.eks.listClusters().clusters()).isEmpty();
  }

  @Test
  void haveAllOfACluster() {
    world.nodeRole("node");
    assertThat(create()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(world.cluster().status()).isEqualTo(ClusterStatus.ACTIVE);
    assertThat(world.cluster().tags()).containsEntry("team", "red");
    assertThat(world.cluster().logging().clusterLogging().get(0).types())
        .containsExactly(LogType.API);
    assertThat(
            stacks
                .describeStacks(r -> r.stackName("game"))
                .stacks()
                .get(0)
                .outputs()
                .get(0)
                .outputValue())
        .isEqualTo(world.cluster().identity().oidc().issuer());
    assertThat(
            world
                .eks
                .describeNodegroup(r -> r.clusterName("game").nodegroupName("web"))
                .nodegroup())
        .satisfies(
            group -> {
              assertThat(group.status()).isEqualTo(NodegroupStatus.ACTIVE);
              assertThat(group.labels()).containsEntry("tier", "web");
            });
    assertThat(
            world
                .eks
                .describeAddon(r -> r.clusterName("game").addonName("vpc-cni"))
                .addon()
                .status())
        .isEqualTo(AddonStatus.ACTIVE);
    assertThat(
            world
                .eks
                .listAssociatedAccessPolicies(
                    r -> r.clusterName("game").principalArn(EksWorld.CLUSTER_ROLE))
                .associatedAccessPolicies())
        .hasSize(1);
    assertThat(world.eks.listPodIdentityAssociations(r -> r.clusterName("game")).associations())
        .hasSize(1);
    stacks.deleteStack(r -> r.stackName("game"));
    assertThat(world.eks.listClusters().clusters()).isEmpty();
  }

  @Test
  void changeWhatTheyHave() {
    world.nodeRole("node");
    create();
    String role = EksWorld.CLUSTER_ROLE;
    stacks.updateStack(
        r ->
            r.stackName("game")
                .templateBody(
                    TEMPLATE
                        .formatted(role, world.subnets, world.subnets, role, role)
                        .replace("{Type: api}", "{Type: api}, {Type: audit}")
                        .replace("DesiredSize: 1", "DesiredSize: 2")
                        .replace("{tier: web}", "{tier: shop}")));
    assertThat(stacks.describeStacks(r -> r.stackName("game")).stacks().get(0).stackStatus())
        .isEqualTo(StackStatus.UPDATE_COMPLETE);
    assertThat(world.cluster().logging().clusterLogging().get(0).types())
        .containsExactly(LogType.API, LogType.AUDIT);
    assertThat(
            world
                .eks
                .describeNodegroup(r -> r.clusterName("game").nodegroupName("web"))
                .nodegroup())
        .satisfies(
            group -> {
              assertThat(group.status()).isEqualTo(NodegroupStatus.ACTIVE);
              assertThat(group.scalingConfig().desiredSize()).isEqualTo(2);
              assertThat(group.labels()).containsEntry("tier", "shop");
            });
  }

  @Test
  void failForNodesThatDoNotJoin() {
    world.role("node", "ec2.amazonaws.com");
    assertThat(create()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(
            stacks.describeStackEvents(r -> r.stackName("game")).stackEvents().stream()
                .filter(event -> event.resourceStatusAsString().equals("CREATE_FAILED"))
                .map(event -> event.resourceStatusReason()))
        .anyMatch(
            reason ->
                reason.matches(
                    "Nodegroup web failed to stabilize: \\[\\{Code: NodeCreationFailure,Message:"
                        + " Instances failed to join the kubernetes cluster,ResourceIds:"
                        + " \\[i-[0-9a-f]+]}]"));
    assertThat(world.eks.listClusters().clusters()).isEmpty();
  }
}
