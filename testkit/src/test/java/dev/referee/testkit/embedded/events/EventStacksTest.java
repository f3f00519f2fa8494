package dev.referee.testkit.embedded.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Tests the resource types of EventBridge in stacks. */
class EventStacksTest {
  private static final String TEMPLATE =
      """
      Resources:
        Bus:
          Type: AWS::Events::EventBus
          Properties: {Name: game}
        Custom:
          Type: AWS::Events::Rule
          Properties:
            Name: custom
            EventBusName: !Ref Bus
            EventPattern: {source: [game]}
        Rule:
          Type: AWS::Events::Rule
          Properties:
            Name: told
            State: %s
            EventPattern: {source: [aws.ec2], detail: {state: [running]}}
            Targets:
              - {Id: topic, Arn: 'arn:aws:sns:us-east-1:222222222222:told'}
      """;

  private final EventWorld world = new EventWorld();
  private final CloudFormationClient stacks = world.client(CloudFormationClient::builder);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void areCreatedChangedAndDeleted() {
    stacks.createStack(r -> r.stackName("game").templateBody(TEMPLATE.formatted("DISABLED")));
    DescribeRuleResponse rule = world.events.describeRule(r -> r.name("told"));
    assertThat(rule.state()).isEqualTo(RuleState.DISABLED);
    assertThat(rule.eventPattern()).contains("\"state\":[\"running\"]");
    assertThat(world.events.listTargetsByRule(r -> r.rule("told")).targets())
        .extracting(Target::arn)
        .containsExactly(EventWorld.TOPIC);
    assertThat(world.events.describeRule(r -> r.name("custom").eventBusName("game")).arn())
        .endsWith(":rule/game/custom");

    stacks.updateStack(r -> r.stackName("game").templateBody(TEMPLATE.formatted("ENABLED")));
    assertThat(world.events.describeRule(r -> r.name("told")).state()).isEqualTo(RuleState.ENABLED);

    stacks.deleteStack(r -> r.stackName("game"));
    assertThat(world.events.listRules(r -> {}).rules()).isEmpty();
    assertThat(world.events.listEventBuses(r -> {}).eventBuses()).hasSize(1);
  }

  @Test
  void leavesNoRuleWhoseTargetsAreRefused() {
    String template = TEMPLATE.formatted("ENABLED").replace("us-east-1:222", "eu-west-1:222");
    stacks.createStack(r -> r.stackName("game").templateBody(template));
    assertThat(
            stacks.describeStacks(r -> r.stackName("game")).stacks().get(0).stackStatusAsString())
        .isEqualTo("ROLLBACK_COMPLETE");
    assertThat(world.events.listRules(r -> {}).rules()).isEmpty();
    assertThat(world.events.listEventBuses(r -> {}).eventBuses()).hasSize(1);
  }
}
