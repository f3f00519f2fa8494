package dev.referee.testkit.embedded.eks;

import static dev.referee.testkit.embedded.eks.EksWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScopeType;

/** Tests of access entries and the policies that are associated with them. */
class AccessEntriesTest {
  private static final String OWNER = "arn:aws:iam::222222222222:user/owner";
  private static final String VIEWER = "arn:aws:iam::222222222222:role/viewer";
  private static final String VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
  private static final String ABSENT =
      "The specified principalArn could not be found. You can view your available access entries"
          + " with 'list-access-entries'.";

  private final EksWorld world = new EksWorld();
  private final EksClient eks = world.eks;

  @AfterEach
  void close() {
    world.close();
  }

  private List<String> entries() {
    return eks.listAccessEntries(r -> r.clusterName("game")).accessEntries();
  }

  @Test
  void whoCreatesAClusterIsItsAdministrator() {
    world.active(r -> {});
    assertThat(entries()).containsExactly(OWNER);
    assertThat(
            eks.listAssociatedAccessPolicies(r -> r.clusterName("game").principalArn(OWNER))
                .associatedAccessPolicies())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.policyArn()).endsWith("/AmazonEKSClusterAdminPolicy");
              assertThat(one.accessScope().type()).isEqualTo(AccessScopeType.CLUSTER);
            });
  }

  @Test
  void whoCreatesAClusterCanStayOutside() {
    world.active(
        r ->
            r.accessConfig(
                a -> a.authenticationMode("API").bootstrapClusterCreatorAdminPermissions(false)));
    assertThat(entries()).isEmpty();
  }

  @Test
  void aConfigMapHasNoEntriesUntilTheModeChanges() {
    world.active(r -> r.accessConfig(a -> a.authenticationMode("CONFIG_MAP")));
    refused(
        this::entries,
        400,
        "InvalidRequestException",
        "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to"
            + " perform this operation.");
    refused(
        () -> mode("API"),
        400,
        "InvalidParameterException",
        "Unsupported authentication mode update from CONFIG_MAP to API");
    mode("API_AND_CONFIG_MAP");
    world.pass(6);
    assertThat(entries()).containsExactly(OWNER);
    mode("API");
    world.pass(6);
    refused(
        () -> mode("API_AND_CONFIG_MAP"),
        400,
        "InvalidParameterException",
        "Unsupported authentication mode update from API to API_AND_CONFIG_MAP");
  }

  private void mode(String mode) {
    eks.updateClusterConfig(r -> r.name("game").accessConfig(a -> a.authenticationMode(mode)));
  }

  @Test
  void anEntryIsCreatedChangedAndDeleted() {
    world.active(r -> {});
    world.role("viewer", "ec2.amazonaws.com");
    AccessEntry entry =
        eks.createAccessEntry(
                r -> r.clusterName("game").principalArn(VIEWER).kubernetesGroups("viewers"))
            .accessEntry();
    assertThat(entry.type()).isEqualTo("STANDARD");
    assertThat(entry.username())
        .isEqualTo("arn:aws:sts::222222222222:assumed-role/viewer/{{SessionName}}");
    assertThat(entry.accessEntryArn())
        .startsWith(
            "arn:aws:eks:us-east-1:222222222222:access-entry/game/role/222222222222/viewer/");
    eks.updateAccessEntry(r -> r.clusterName("game").principalArn(VIEWER).username("guest"));
    assertThat(
            eks.describeAccessEntry(r -> r.clusterName("game").principalArn(VIEWER))
                .accessEntry()
                .kubernetesGroups())
        .containsExactly("viewers");
    refused(
        () -> eks.createAccessEntry(r -> r.clusterName("game").principalArn(VIEWER)),
        409,
        "ResourceInUseException",
        "The specified access entry resource is already in use on this cluster.");
    eks.deleteAccessEntry(r -> r.clusterName("game").principalArn(VIEWER));
    refused(
        () -> eks.describeAccessEntry(r -> r.clusterName("game").principalArn(VIEWER)),
        404,
        "ResourceNotFoundException",
        ABSENT);
  }

  @Test
  void nodesHaveGroupsOfTheirOwn() {
    world.active(r -> {});
    world.nodeRole("node");
    AccessEntry entry =
        eks.createAccessEntry(
                r -> r.clusterName("game").principalArn(EksWorld.NODE_ROLE).type("EC2_LINUX"))
            .accessEntry();
    assertThat(entry.username()).isEqualTo("system:node:{{EC2PrivateDNSName}}");
    assertThat(entry.kubernetesGroups()).containsExactly("system:nodes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::222222222222:role/none",
        "arn:aws:sts::222222222222:assumed-role/cluster/session",
        "arn:aws:iam::222222222222:instance-profile/cluster",
        "cluster"
      })
  void aPrincipalIsARoleOrAUserThatIsThere(String arn) {
    world.active(r -> {});
    refused(
        () -> eks.createAccessEntry(r -> r.clusterName("game").principalArn(arn)),
        400,
        "InvalidParameterException",
        "The specified principalArn is invalid: invalid principal.");
  }

  @Test
  void groupsOfTheSystemAreRefused() {
    world.active(r -> {});
    refused(
        () ->
            eks.createAccessEntry(
                r ->
                    r.clusterName("game")
                        .principalArn(EksWorld.CLUSTER_ROLE)
                        .kubernetesGroups("system:masters")),
        400,
        "InvalidParameterException",
        "The kubernetes group name system:masters is invalid, it cannot start with system:");
  }

  @Test
  void policiesAreAssociatedForNamespaces() {
    world.active(r -> {});
    eks.createAccessEntry(r -> r.clusterName("game").principalArn(EksWorld.CLUSTER_ROLE));
    eks.associateAccessPolicy(
        r ->
            r.clusterName("game")
                .principalArn(EksWorld.CLUSTER_ROLE)
                .policyArn(VIEW)
                .accessScope(s -> s.type("namespace").namespaces("shop")));
    assertThat(
            eks.listAccessEntries(r -> r.clusterName("game").associatedPolicyArn(VIEW))
                .accessEntries())
        .containsExactly(EksWorld.CLUSTER_ROLE);
    eks.disassociateAccessPolicy(
        r -> r.clusterName("game").principalArn(EksWorld.CLUSTER_ROLE).policyArn(VIEW));
    assertThat(
            eks.listAssociatedAccessPolicies(
                    r -> r.clusterName("game").principalArn(EksWorld.CLUSTER_ROLE))
                .associatedAccessPolicies())
        .isEmpty();
    refused(
        () ->
            eks.associateAccessPolicy(
                r ->
                    r.clusterName("game")
                        .principalArn(VIEWER)
                        .policyArn(VIEW)
                        .accessScope(s -> s.type("cluster"))),
        404,
        "ResourceNotFoundException",
        ABSENT);
    assertThat(eks.listAccessPolicies(r -> {}).accessPolicies())
        .extracting(one -> one.arn())
        .contains(VIEW);
  }
}
