package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Tests of the stacks that create a cluster. */
class ClusterReadyStackTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String NESTED = "AWS::CloudFormation::Stack";

  /** Stacks that stay as a test has them, two entries on each page. */
  private static final class Stacks implements CloudFormationClient {
    final List<Stack> stacks = new ArrayList<>();
    final Map<String, List<StackEvent>> events = new HashMap<>();

    Stacks stack(String name, String status) {
      stacks.add(
          Stack.builder()
              .stackName(name)
              .stackId(id(name))
              .stackStatus(status)
              .creationTime(START)
              .build());
      return this;
    }

    static String id(String name) {
      return "arn:aws:cloudformation:eu-west-1:222222222222:stack/" + name + "/1";
    }

    Stacks begun(String stack, int minute) {
      return event(stack, minute, stack, NESTED, "CREATE_IN_PROGRESS", "User Initiated", id(stack));
    }

    Stacks event(String stack, int minute, String resource, String type, String status) {
      return event(stack, minute, resource, type, status, "", resource + "-id");
    }

    Stacks event(
        String stack,
        int minute,
        String resource,
        String type,
        String status,
        String reason,
        String physical) {
      events
          .computeIfAbsent(id(stack), any -> new ArrayList<>())
          .add(
              0,
              StackEvent.builder()
                  .stackId(id(stack))
                  .stackName(stack)
                  .logicalResourceId(resource)
                  .physicalResourceId(physical)
                  .resourceType(type)
                  .resourceStatus(status)
                  .resourceStatusReason(reason)
                  .timestamp(START.plusSeconds(60L * minute))
                  .build());
      return this;
    }

    Stacks failed(String stack, int minute, String resource, String type, String reason) {
      return event(stack, minute, resource, type, "CREATE_FAILED", reason, "");
    }

    @Override
    public DescribeStacksResponse describeStacks(DescribeStacksRequest request) {
      int from = from(request.nextToken());
      return DescribeStacksResponse.builder()
          .stacks(page(stacks, from))
          .nextToken(next(stacks, from))
          .build();
    }

    @Override
    public DescribeStackEventsResponse describeStackEvents(DescribeStackEventsRequest request) {
      List<StackEvent> all = events.getOrDefault(request.stackName(), List.of());
      int from = from(request.nextToken());
      return DescribeStackEventsResponse.builder()
          .stackEvents(page(all, from))
          .nextToken(next(all, from))
          .build();
    }

    private static int from(String token) {
      return token == null ? 0 : Integer.parseInt(token);
    }

    private static <T> List<T> page(List<T> all, int from) {
      return all.subList(from, Math.min(all.size(), from + 2));
    }

    private static String next(List<?> all, int from) {
      return from + 2 < all.size() ? String.valueOf(from + 2) : null;
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private static final String CLUSTER = "eksctl-game-cluster";
  private static final String NODES = "eksctl-game-nodegroup-web";
  private final Stacks aws = new Stacks();

  private Finding finding() {
    return finding("", "game");
  }

  private Finding finding(String given, String cluster) {
    return new ClusterReadyStack(aws, START.plusSeconds(720), given, cluster)
        .finding()
        .orElseThrow();
  }

  private static void failed(Finding finding, String... words) {
    assertThat(finding.state()).isEqualTo(Finding.State.UNSATISFIED);
    assertThat(finding.seen().orElseThrow()).contains(words);
  }

  @Test
  void reportsTheCauseAndNotTheCascade() {
    aws.stack(CLUSTER, "CREATE_IN_PROGRESS")
        .begun(CLUSTER, 0)
        .event(CLUSTER, 1, "ControlPlane", "AWS::EKS::Cluster", "CREATE_IN_PROGRESS")
        .failed(CLUSTER, 2, "NatIp", "AWS::EC2::EIP", "Resource creation cancelled")
        .failed(
            CLUSTER,
            2,
            "Gateway",
            "AWS::EC2::InternetGateway",
            "The maximum number of internet gateways has been reached.")
        .failed(CLUSTER, 3, "ControlPlane", "AWS::EKS::Cluster", "Resource creation cancelled");

    failed(
        finding(),
        "Gateway (AWS::EC2::InternetGateway)",
        "The maximum number of internet gateways");
    assertThat(finding().remedy().orElseThrow()).contains("need not wait");
  }

  @Test
  void findsTheCauseInANestedStackThatIsStillRollingBack() {
    aws.stack("game", "CREATE_IN_PROGRESS")
        .begun("game", 0)
        .event("game", 1, "Network", NESTED, "CREATE_IN_PROGRESS", "", Stacks.id("game-network"))
        .begun("game-network", 1)
        .failed("game-network", 4, "Vpc", "AWS::EC2::VPC", "The CIDR '10.0.0.0/33' is invalid.");

    failed(
        finding("game", ""),
        "Vpc (AWS::EC2::VPC)",
        "in the nested stack game-network",
        "10.0.0.0/33");
  }

  @Test
  void findsTheCauseTwoStacksDeep() {
    aws.stack("game", "ROLLBACK_IN_PROGRESS")
        .begun("game", 0)
        .event(
            "game",
            6,
            "Nodes",
            NESTED,
            "CREATE_FAILED",
            "Embedded stack was not successfully created",
            Stacks.id("game-nodes"))
        .begun("game-nodes", 1)
        .event(
            "game-nodes",
            5,
            "Group",
            NESTED,
            "CREATE_FAILED",
            "Embedded stack was not successfully created",
            Stacks.id("game-nodes-group"))
        .begun("game-nodes-group", 1)
        .failed("game-nodes-group", 4, "Web", "AWS::EKS::Nodegroup", "NodeCreationFailure");

    failed(finding("game", "other"), "Web (AWS::EKS::Nodegroup)", "NodeCreationFailure");
  }

  @Test
  void reportsTheNestedStackIfItsEventsAreGone() {
    aws.stack("game", "ROLLBACK_COMPLETE")
        .begun("game", 0)
        .event(
            "game",
            6,
            "Nodes",
            NESTED,
            "CREATE_FAILED",
            "Template is not valid",
            Stacks.id("gone"));

    failed(finding("game", ""), "Nodes (AWS::CloudFormation::Stack)", "Template is not valid");
  }

  @Test
  void forgetsTheFailureOfAnEarlierChange() {
    aws.stack(CLUSTER, "UPDATE_IN_PROGRESS")
        .begun(CLUSTER, 0)
        .failed(CLUSTER, 1, "ControlPlane", "AWS::EKS::Cluster", "No capacity")
        .event(
            CLUSTER, 5, CLUSTER, NESTED, "UPDATE_IN_PROGRESS", "User Initiated", Stacks.id(CLUSTER))
        .event(CLUSTER, 6, "ControlPlane", "AWS::EKS::Cluster", "CREATE_IN_PROGRESS");

    assertThat(finding().state()).isEqualTo(Finding.State.PENDING);
  }

  @Test
  void reportsProgressAndItsStart() {
    aws.stack(CLUSTER, "CREATE_IN_PROGRESS")
        .begun(CLUSTER, 0)
        .event(CLUSTER, 1, "Vpc", "AWS::EC2::VPC", "CREATE_IN_PROGRESS")
        .event(CLUSTER, 2, "Vpc", "AWS::EC2::VPC", "CREATE_COMPLETE")
        .event(CLUSTER, 2, "ControlPlane", "AWS::EKS::Cluster", "CREATE_IN_PROGRESS");

    Finding finding = finding();

    assertThat(finding.state()).isEqualTo(Finding.State.PENDING);
    assertThat(finding.until()).contains(START.plusSeconds(1200));
    assertThat(finding.progress().percent()).isEqualTo(50);
    assertThat(finding.seen().orElseThrow())
        .contains("since 2026-03-01 10:00:00 UTC, for 12 min", "1 of the 2 resources");
    assertThat(finding.facts()).extracting("name").containsExactly("ControlPlane");
    assertThat(finding.remedy().orElseThrow()).contains("8 to 15 minutes");
  }

  @Test
  void prefersTheStackThatFailedToTheOneThatIsBuilding() {
    aws.stack(CLUSTER, "CREATE_IN_PROGRESS")
        .begun(CLUSTER, 0)
        .stack(NODES, "ROLLBACK_COMPLETE")
        .begun(NODES, 0)
        .failed(NODES, 9, "ManagedNodeGroup", "AWS::EKS::Nodegroup", "NodeCreationFailure");

    failed(finding(), NODES, "ManagedNodeGroup");
  }

  @Test
  void isSatisfiedWhenAllAreComplete() {
    aws.stack(CLUSTER, "CREATE_COMPLETE").stack(NODES, "UPDATE_COMPLETE");

    assertThat(finding().isSatisfied()).isTrue();
  }

  @Test
  void findsTheStackOfEksctlOnTheLastPageByItsTag() {
    aws.stack("a", "ROLLBACK_COMPLETE")
        .stack("b", "ROLLBACK_COMPLETE")
        .stack("c", "CREATE_COMPLETE");
    aws.stacks.add(
        Stack.builder()
            .stackName("eksctl-odd")
            .stackId("odd")
            .stackStatus("ROLLBACK_FAILED")
            .stackStatusReason("Role is invalid")
            .creationTime(START)
            .tags(Tag.builder().key("alpha.eksctl.io/cluster-name").value("game").build())
            .build());

    failed(finding(), "eksctl-odd is ROLLBACK_FAILED", "Role is invalid.");
  }

  @Test
  void isEmptyWithoutAStackOfTheCluster() {
    aws.stack("other", "ROLLBACK_COMPLETE").stack("eksctl-game2-cluster", "CREATE_FAILED");

    assertThat(new ClusterReadyStack(aws, START, "", "game").finding()).isEmpty();
  }

  @Test
  void reportsAChangeSetThatHasToBeExecuted() {
    aws.stack(CLUSTER, "REVIEW_IN_PROGRESS");

    failed(finding(), "only a change set");
  }

  @Test
  void isNotPendingForAStackThatIsDeleted() {
    aws.stack(CLUSTER, "DELETE_IN_PROGRESS");

    failed(finding(), "DELETE_IN_PROGRESS");
  }

  @Test
  void boundsWhatATeamWrote() {
    aws.stack(CLUSTER, "CREATE_FAILED")
        .begun(CLUSTER, 0)
        .failed(CLUSTER, 1, "X", "Custom::Shout", "line\nline\u0000" + "x".repeat(100_000));

    assertThat(finding().seen().orElseThrow()).hasSizeLessThan(600).doesNotContain("\n", "\u0000");
  }
}
