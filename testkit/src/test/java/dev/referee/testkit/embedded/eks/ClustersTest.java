package dev.referee.testkit.embedded.eks;

import static dev.referee.testkit.embedded.eks.EksWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.PolicyCaller;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateAccessConfigRequest;
import software.amazon.awssdk.services.eks.model.SupportType;

/** Tests of EKS clusters: how they are created, deleted and tagged. */
class ClustersTest {
  private final EksWorld world = new EksWorld();
  private final EksClient eks = world.eks;

  @AfterEach
  void close() {
    world.close();
  }

  @Nested
  class Creation {
    @Test
    void takesMinutes() throws Exception {
      Cluster created = world.create(r -> {});
      assertThat(created.status()).isEqualTo(ClusterStatus.CREATING);
      assertThat(created.endpoint()).isNull();
      world.pass(8);
      assertThat(world.cluster().status()).isEqualTo(ClusterStatus.CREATING);
      world.pass(2);
      Cluster active =
          eks.waiter()
              .waitUntilClusterActive(r -> r.name("game"))
              .matched()
              .response()
              .orElseThrow()
              .cluster();
      assertThat(active.arn()).isEqualTo("arn:aws:eks:us-east-1:222222222222:cluster/game");
      assertThat(active.endpoint())
          .matches("https://[0-9A-F]{32}\\.gr7\\.us-east-1\\.eks\\.amazonaws\\.com");
      assertThat(active.identity().oidc().issuer())
          .matches("https://oidc\\.eks\\.us-east-1\\.amazonaws\\.com/id/[0-9A-F]{32}");
      byte[] pem = Base64.getDecoder().decode(active.certificateAuthority().data());
      assertThat(
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(pem)))
          .isNotNull();
      assertThat(active.health().issues()).isEmpty();
    }

    @Test
    void createsASecurityGroupInTheVpc() {
      Cluster active = world.active(r -> {});
      SecurityGroup group =
          world
              .ec2
              .describeSecurityGroups(
                  r -> r.groupIds(active.resourcesVpcConfig().clusterSecurityGroupId()))
              .securityGroups()
              .get(0);
      assertThat(group.vpcId()).isEqualTo(active.resourcesVpcConfig().vpcId());
      assertThat(group.groupName()).startsWith("eks-cluster-sg-game-");
      assertThat(group.tags())
          .anyMatch(
              tag -> tag.key().equals("kubernetes.io/cluster/game") && tag.value().equals("owned"));
      assertThat(group.ipPermissions().get(0).userIdGroupPairs().get(0).groupId())
          .isEqualTo(group.groupId());
    }

    @Test
    void hasAwsDefaults() {
      Cluster active = world.active(r -> r.accessConfig((CreateAccessConfigRequest) null));
      assertThat(active.version()).isEqualTo("1.34");
      assertThat(active.accessConfig().authenticationMode())
          .isEqualTo(AuthenticationMode.CONFIG_MAP);
      assertThat(active.resourcesVpcConfig().endpointPublicAccess()).isTrue();
      assertThat(active.resourcesVpcConfig().endpointPrivateAccess()).isFalse();
      assertThat(active.resourcesVpcConfig().publicAccessCidrs()).containsExactly("0.0.0.0/0");
      assertThat(active.logging().clusterLogging())
          .singleElement()
          .matches(one -> !one.enabled() && one.types().size() == 5);
      assertThat(active.kubernetesNetworkConfig().serviceIpv4Cidr()).isEqualTo("10.100.0.0/16");
      assertThat(active.upgradePolicy().supportType()).isEqualTo(SupportType.EXTENDED);
      assertThat(active.computeConfig().enabled()).isFalse();
      assertThat(active.deletionProtection()).isFalse();
    }

    @Test
    void failsForAnIssue() {
      world.create(r -> {});
      world.account.cluster("game").addIssue("Ec2SubnetNotFound", "A subnet is gone");
      world.pass(10);
      assertThat(world.cluster().status()).isEqualTo(ClusterStatus.FAILED);
      assertThat(world.cluster().health().issues().get(0).codeAsString())
          .isEqualTo("Ec2SubnetNotFound");
    }

    @Test
    void isRefusedWithSubnetsOfOneZone() {
      refused(
          () -> world.create(r -> r.resourcesVpcConfig(v -> v.subnetIds(world.subnets.get(0)))),
          400,
          "InvalidParameterException",
          "Subnets specified must be in at least two different AZs");
    }

    @Test
    void isRefusedWithSubnetsThatAreNotThere() {
      refused(
          () ->
              world.create(r -> r.resourcesVpcConfig(v -> v.subnetIds("subnet-0123456789abcdef0"))),
          400,
          "InvalidParameterException",
          "The subnet ID 'subnet-0123456789abcdef0' does not exist");
    }

    @Test
    void isRefusedWithASecurityGroupOfAnotherVpc() {
      String other = world.ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
      String group =
          world
              .ec2
              .createSecurityGroup(r -> r.vpcId(other).groupName("x").description("x"))
              .groupId();
      String vpc =
          world
              .ec2
              .describeSubnets(r -> r.subnetIds(world.subnets.get(0)))
              .subnets()
              .get(0)
              .vpcId();
      refused(
          () ->
              world.create(
                  r ->
                      r.resourcesVpcConfig(
                          v -> v.subnetIds(world.subnets).securityGroupIds(group))),
          400,
          "InvalidParameterException",
          ("Security group(s) [%s] are not in the same VPC as the subnets. Please specify a"
                  + " security group that is associated with the VPC: %s.")
              .formatted(group, vpc));
    }

    @Test
    void isRefusedWithARoleThatEksCannotAssume() {
      world.role("other", "ec2.amazonaws.com");
      for (String role : List.of("other", "none")) {
        String arn = "arn:aws:iam::222222222222:role/" + role;
        refused(
            () -> world.create(r -> r.roleArn(arn)),
            400,
            "InvalidParameterException",
            "Role with arn: "
                + arn
                + ", could not be assumed because it does not exist or the trusted entity is not"
                + " correct");
      }
    }

    @Test
    void isRefusedTwice() {
      world.create(r -> {});
      refused(
          () -> world.create(r -> {}),
          409,
          "ResourceInUseException",
          "Cluster already exists with name: game");
    }

    @Test
    void isRefusedInAVersionThatIsNotSupported() {
      for (String version : List.of("1.28", "1.35", "1.21.2", "latest")) {
        refused(
            () -> world.create(r -> r.version(version)),
            400,
            "InvalidParameterException",
            "unsupported Kubernetes version");
      }
    }

    @Test
    void isRefusedWithHalfOfAutoMode() {
      refused(
          () -> world.create(r -> r.computeConfig(c -> c.enabled(true))),
          400,
          "InvalidParameterException",
          "For EKS Auto Mode, please ensure that all required configs, including computeConfig,"
              + " kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully"
              + " disabled.");
    }

    @Test
    void needsPermission() {
      try (PolicyCaller caller = new PolicyCaller()) {
        EksClient judge = caller.client(EksClient::builder);
        caller.may(PolicyCaller.allow("eks:ListClusters", "*"));
        assertThat(judge.listClusters().clusters()).isEmpty();
        refused(
            () -> judge.describeCluster(r -> r.name("game")),
            403,
            "AccessDeniedException",
            "User: arn:aws:sts::111111111111:assumed-role/judge/game is not authorized to perform:"
                + " eks:DescribeCluster on resource:"
                + " arn:aws:eks:us-east-1:111111111111:cluster/game because no identity-based"
                + " policy allows the eks:DescribeCluster action");
        caller.may(PolicyCaller.allow("eks:*", "arn:aws:eks:us-east-1:111111111111:cluster/game"));
        refused(
            () -> judge.describeCluster(r -> r.name("game")),
            404,
            "ResourceNotFoundException",
            "No cluster found for name: game.");
        refused(
            () ->
                judge.createCluster(
                    r ->
                        r.name("game")
                            .roleArn("arn:aws:iam::111111111111:role/cluster")
                            .resourcesVpcConfig(v -> v.subnetIds("subnet-1"))),
            403,
            "AccessDeniedException",
            "User: arn:aws:sts::111111111111:assumed-role/judge/game is not authorized to perform:"
                + " iam:PassRole on resource: arn:aws:iam::111111111111:role/cluster because no"
                + " identity-based policy allows the iam:PassRole action");
      }
    }
  }

  @Nested
  class Deletion {
    @Test
    void takesMinutesAndTheSecurityGroupWithIt() {
      String group = world.active(r -> {}).resourcesVpcConfig().clusterSecurityGroupId();
      assertThat(eks.deleteCluster(r -> r.name("game")).cluster().status())
          .isEqualTo(ClusterStatus.DELETING);
      world.pass(4);
      assertThat(eks.waiter().waitUntilClusterDeleted(r -> r.name("game")).matched().exception())
          .isPresent();
      assertThat(eks.listClusters().clusters()).isEmpty();
      refused(
          () -> world.ec2.describeSecurityGroups(r -> r.groupIds(group)),
          400,
          "InvalidGroup.NotFound",
          "The security group '" + group + "' does not exist");
    }
  }

  @Test
  void issuesOfAnActiveClusterAreShown() {
    world.active(r -> {});
    world.account.cluster("game").addIssue("KmsKeyDisabled", "The key is disabled");
    assertThat(world.cluster().status()).isEqualTo(ClusterStatus.ACTIVE);
    assertThat(world.cluster().health().issues()).hasSize(1);
    world.account.cluster("game").clearIssues();
    assertThat(world.cluster().health().issues()).isEmpty();
  }

  @Test
  void tagsAreSetAndTaken() {
    String arn = world.active(r -> r.tags(Map.of("team", "red"))).arn();
    eks.tagResource(r -> r.resourceArn(arn).tags(Map.of("stage", "1")));
    assertThat(eks.listTagsForResource(r -> r.resourceArn(arn)).tags())
        .containsOnly(Map.entry("team", "red"), Map.entry("stage", "1"));
    eks.untagResource(r -> r.resourceArn(arn).tagKeys("team"));
    assertThat(world.cluster().tags()).containsOnly(Map.entry("stage", "1"));
    refused(
        () -> eks.listTagsForResource(r -> r.resourceArn(arn + "2")),
        404,
        "NotFoundException",
        "The specified resource was not found: " + arn + "2");
  }

  @Test
  void listsHavePages() {
    world.create(r -> r.name("a"));
    world.create(r -> r.name("b"));
    world.account.pageSize(1);
    assertThat(eks.listClusters().nextToken()).isNotNull();
    assertThat(eks.listClustersPaginator().clusters()).containsExactly("a", "b");
  }
}
