package dev.referee.testkit.embedded.events;

import static dev.referee.testkit.embedded.events.EventWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Tests the buses, rules and targets of EventBridge. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class EventBridgeTest {
  private static final String PATTERN = "{\"source\": [\"game\"]}";

  private final EventWorld world = new EventWorld();
  private final EventBridgeClient events = world.events;

  @AfterEach
  void close() {
    world.close();
  }

  @Nested
  class Buses {
    @Test
    void thereIsADefaultOne() {
      assertThat(events.listEventBuses(r -> {}).eventBuses())
          .extracting(EventBus::name)
          .containsExactly("default");
      assertThat(events.describeEventBus(r -> {}).arn())
          .isEqualTo("arn:aws:events:us-east-1:222222222222:event-bus/default");
      assertThat(refusal(() -> events.deleteEventBus(r -> r.name("default"))))
          .isEqualTo("ValidationException: Cannot delete event bus default.");
    }

    @Test
    void areCreatedListedByPageAndDeleted() {
      events.createEventBus(r -> r.name("game-a").description("A"));
      events.createEventBus(r -> r.name("game-b"));
      EventBuses first = new EventBuses(events.listEventBuses(r -> r.namePrefix("game").limit(1)));
      assertThat(first.names()).containsExactly("game-a");
      assertThat(
              events
                  .listEventBuses(r -> r.namePrefix("game").nextToken(first.page.nextToken()))
                  .eventBuses())
          .extracting(EventBus::name)
          .containsExactly("game-b");
      assertThat(events.describeEventBus(r -> r.name("game-a")).description()).isEqualTo("A");
      events.deleteEventBus(r -> r.name("game-a"));
      events.deleteEventBus(r -> r.name("game-a"));
      assertThat(refusal(() -> events.describeEventBus(r -> r.name("game-a"))))
          .isEqualTo("ResourceNotFoundException: Event bus game-a does not exist.");
    }

    private record EventBuses(ListEventBusesResponse page) {
      List<String> names() {
        return page.eventBuses().stream().map(EventBus::name).toList();
      }
    }

    @Test
    void areRefusedTwiceAndKeptWhileTheyHaveRules() {
      events.createEventBus(r -> r.name("game"));
      assertThat(refusal(() -> events.createEventBus(r -> r.name("game"))))
          .isEqualTo("ResourceAlreadyExistsException: Event bus game already exists.");
      events.putRule(r -> r.name("a").eventBusName("game").eventPattern(PATTERN));
      assertThat(refusal(() -> events.deleteEventBus(r -> r.name("game"))))
          .isEqualTo("ValidationException: EventBus can't be deleted since it has rules.");
    }

    @Test
    void havePoliciesOfStatements() {
      events.putPermission(
          r -> r.statementId("all").action("events:PutEvents").principal("333333333333"));
      assertThat(events.describeEventBus(r -> {}).policy())
          .contains("\"Sid\":\"all\"", "arn:aws:iam::333333333333:root", "event-bus/default");
      assertThat(refusal(() -> events.removePermission(r -> r.statementId("none"))))
          .isEqualTo("ResourceNotFoundException: Statement with the provided id does not exist.");
      events.removePermission(r -> r.statementId("all"));
      assertThat(events.describeEventBus(r -> {}).policy()).isNull();
      assertThat(refusal(() -> events.removePermission(r -> r.removeAllPermissions(true))))
          .isEqualTo("ResourceNotFoundException: EventBus does not have a policy.");
    }
  }

  @Nested
  class Rules {
    @Test
    void areReplacedAsAWhole() {
      String arn =
          events.putRule(r -> r.name("a").eventPattern(PATTERN).description("first")).ruleArn();
      assertThat(arn).isEqualTo("arn:aws:events:us-east-1:222222222222:rule/a");
      events.disableRule(r -> r.name("a"));
      assertThat(events.describeRule(r -> r.name("a")).state()).isEqualTo(RuleState.DISABLED);
      events.putRule(
          r ->
              r.name("a")
                  .scheduleExpression("rate(5 minutes)")
                  .state("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"));
      DescribeRuleResponse rule = events.describeRule(r -> r.name("a"));
      assertThat(rule.state()).isEqualTo(RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS);
      assertThat(rule.description()).isNull();
      assertThat(rule.eventPattern()).isNull();
      assertThat(rule.scheduleExpression()).isEqualTo("rate(5 minutes)");
      assertThat(rule.createdBy()).isEqualTo(EventWorld.ACCOUNT);
    }

    @Test
    void areListedByPageAndPrefix() {
      for (String name : List.of("b-2", "a-1", "b-1")) {
        events.putRule(r -> r.name(name).eventPattern(PATTERN));
      }
      ListRulesResponse first = events.listRules(r -> r.namePrefix("b").limit(1));
      assertThat(first.rules()).extracting(Rule::name).containsExactly("b-1");
      assertThat(events.listRules(r -> r.namePrefix("b").nextToken(first.nextToken())).rules())
          .extracting(Rule::name)
          .containsExactly("b-2");
    }

    @Test
    void areNotDeletedWithTargets() {
      world.rule("a", PATTERN);
      assertThat(refusal(() -> events.deleteRule(r -> r.name("a"))))
          .isEqualTo("ValidationException: Rule can't be deleted since it has targets.");
      events.removeTargets(r -> r.rule("a").ids("topic"));
      events.deleteRule(r -> r.name("a"));
      assertThat(refusal(() -> events.describeRule(r -> r.name("a"))))
          .isEqualTo("ResourceNotFoundException: Rule a does not exist on EventBus default.");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "rate(1 minutes)",
          "rate(5 minute)",
          "rate(0 minutes)",
          "rate(5 seconds)",
          "cron(0 10 * * *)",
          "cron(0 10 * * * *)",
          "5 minutes"
        })
    void refuseOtherSchedules(String schedule) {
      assertThat(refusal(() -> events.putRule(r -> r.name("a").scheduleExpression(schedule))))
          .isEqualTo("ValidationException: Parameter ScheduleExpression is not valid.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate(1 minute)", "rate(12 hours)", "cron(0 10 ? * MON-FRI *)"})
    void takeSchedules(String schedule) {
      events.putRule(r -> r.name("a").scheduleExpression(schedule));
      assertThat(events.describeRule(r -> r.name("a")).scheduleExpression()).isEqualTo(schedule);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"source\": \"game\"}",
          "{\"source\": []}",
          "{\"source\": [{\"like\": \"game\"}]}",
          "nonsense"
        })
    void refusePatterns(String pattern) {
      assertThat(refusal(() -> events.putRule(r -> r.name("a").eventPattern(pattern))))
          .startsWith("InvalidEventPatternException: Event pattern is not valid. Reason: ");
    }

    @Test
    void needAPatternOrAScheduleAndABus() {
      assertThat(refusal(() -> events.putRule(r -> r.name("a"))))
          .isEqualTo(
              "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be"
                  + " specified.");
      assertThat(
              refusal(
                  () -> events.putRule(r -> r.name("a").eventBusName("x").eventPattern(PATTERN))))
          .isEqualTo("ResourceNotFoundException: Event bus x does not exist.");
    }

    @Test
    void haveTags() {
      String arn =
          events
              .putRule(r -> r.name("a").eventPattern(PATTERN).tags(t -> t.key("k").value("v")))
              .ruleArn();
      events.tagResource(r -> r.resourceARN(arn).tags(t -> t.key("l").value("w")));
      events.untagResource(r -> r.resourceARN(arn).tagKeys("k"));
      assertThat(events.listTagsForResource(r -> r.resourceARN(arn)).tags())
          .extracting(Tag::key)
          .containsExactly("l");
    }
  }

  /** The operators of AWS's page, each with an event that it matches and one that it does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"a\"] | \"a\" | \"b\"",
        "[{\"prefix\": \"ab\"}] | \"abc\" | \"bac\"",
        "[{\"prefix\": {\"equals-ignore-case\": \"ab\"}}] | \"ABc\" | \"bac\"",
        "[{\"suffix\": \"bc\"}] | \"abc\" | \"bca\"",
        "[{\"equals-ignore-case\": \"ab\"}] | \"AB\" | \"ABc\"",
        "[{\"wildcard\": \"a*c\"}] | \"abbc\" | \"abb\"",
        "[{\"anything-but\": [\"a\", \"b\"]}] | \"c\" | \"a\"",
        "[{\"anything-but\": {\"prefix\": \"a\"}}] | \"ba\" | \"ab\"",
        "[{\"anything-but\": {\"wildcard\": \"a*\"}}] | \"ba\" | \"ab\"",
        "[{\"numeric\": [\">\", 0, \"<=\", 5]}] | 5 | 6",
        "[{\"cidr\": \"10.0.0.0/24\"}] | \"10.0.0.7\" | \"10.0.1.7\"",
        "[{\"exists\": true}] | 1 | ",
        "[{\"exists\": false}] |  | 1",
        "[null] | null | \"a\"",
        "[\"\"] | \"\" | \"a\"",
      })
  void matchesWithTheOperatorsOfEventBridge(String condition, String matching, String other) {
    String pattern = "{\"detail\": {\"x\": " + condition + "}}";
    assertThat(matches(pattern, matching)).isTrue();
    assertThat(matches(pattern, other)).isFalse();
  }

  private boolean matches(String pattern, @Nullable String value) {
    String detail = value == null ? "{}" : "{\"x\": " + value + "}";
    return events
        .testEventPattern(
            r ->
                r.eventPattern(pattern)
                    .event(
                        """
                        {"id": "1", "account": "222222222222", "source": "game",
                         "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
                         "resources": [], "detail-type": "Score", "detail": %s}
                        """
                            .formatted(detail)))
        .result();
  }

  @Test
  void matchesEitherOfTwoBranches() {
    String pattern = "{\"$or\": [{\"detail\": {\"x\": [1]}}, {\"source\": [\"other\"]}]}";
    assertThat(matches(pattern, "1")).isTrue();
    assertThat(matches(pattern, "2")).isFalse();
  }

  @Test
  void testsPatternsOnWholeEventsOnly() {
    assertThat(refusal(() -> events.testEventPattern(r -> r.eventPattern(PATTERN).event("{}"))))
        .startsWith("ValidationException: ");
  }

  @Nested
  class Targets {
    @Test
    void areListedReplacedAndFound() {
      world.rule("a", PATTERN);
      events.putTargets(
          r ->
              r.rule("a")
                  .targets(
                      Target.builder().id("topic").arn(EventWorld.QUEUE).build(),
                      Target.builder().id("more").arn(EventWorld.TOPIC).build()));
      ListTargetsByRuleResponse first = events.listTargetsByRule(r -> r.rule("a").limit(1));
      assertThat(first.targets()).extracting(Target::arn).containsExactly(EventWorld.QUEUE);
      assertThat(events.listTargetsByRule(r -> r.rule("a").nextToken(first.nextToken())).targets())
          .extracting(Target::id)
          .containsExactly("more");
      assertThat(events.listRuleNamesByTarget(r -> r.targetArn(EventWorld.QUEUE)).ruleNames())
          .containsExactly("a");
      assertThat(events.removeTargets(r -> r.rule("a").ids("none")).failedEntryCount())
          .isEqualTo(1);
    }

    @Test
    void areAtMostFive() {
      world.rule("a", PATTERN);
      List<Target> five =
          Stream.of("1", "2", "3", "4", "5")
              .map(id -> Target.builder().id(id).arn(EventWorld.TOPIC).build())
              .toList();
      assertThat(refusal(() -> events.putTargets(r -> r.rule("a").targets(five))))
          .startsWith("LimitExceededException: ");
      assertThat(events.listTargetsByRule(r -> r.rule("a")).targets()).hasSize(1);
    }

    private String refused(Consumer<Target.Builder> how) {
      events.putRule(r -> r.name("a").eventPattern(PATTERN));
      return refusal(
          () ->
              events.putTargets(
                  r ->
                      r.rule("a")
                          .targets(t -> t.id("x").arn(EventWorld.TOPIC).applyMutation(how))));
    }

    @Test
    void areInTheRegionOfTheRule() {
      assertThat(refused(t -> t.arn("arn:aws:sns:eu-west-1:222222222222:told")))
          .isEqualTo("ValidationException: Cross-region api call is not allowed.");
      assertThat(refused(t -> t.arn("told")))
          .isEqualTo(
              "ValidationException: Parameter told is not valid. Reason: Provided Arn is not in"
                  + " correct format.");
    }

    @Test
    void haveOneInputAtMost() {
      assertThat(refused(t -> t.input("{}").inputPath("$")))
          .isEqualTo(
              "ValidationException: Only one of Input, InputPath, or InputTransformer must be"
                  + " provided for target x.");
      assertThat(refused(t -> t.input("plain"))).startsWith("ValidationException: ");
      assertThat(refused(t -> t.inputPath("detail"))).startsWith("ValidationException: ");
      assertThat(refused(t -> t.inputTransformer(i -> i.inputTemplate("Instance <id>"))))
          .contains("<id>".substring(1, 3));
      assertThat(
              refused(
                  t ->
                      t.inputTransformer(
                          i -> i.inputPathsMap(Map.of("id", "$.id")).inputTemplate("It is <id>"))))
          .startsWith("ValidationException: Invalid InputTemplate");
    }

    @Test
    void ofStepFunctionsNeedARole() {
      assertThat(refused(t -> t.arn("arn:aws:states:us-east-1:222222222222:stateMachine:m")))
          .contains("RoleArn is required for target");
    }
  }

  @Test
  void answersEntriesThatItDoesNotTake() {
    PutEventsResponse answer =
        events.putEvents(
            r ->
                r.entries(
                    e -> e.detailType("t").detail("{}"),
                    e -> e.source("aws.ec2").detailType("t").detail("{}"),
                    e -> e.source("game").detailType("t").detail("[]"),
                    e -> e.source("game").detailType("t").detail("{}").eventBusName("none")));
    assertThat(answer.failedEntryCount()).isEqualTo(3);
    assertThat(answer.entries())
        .extracting(PutEventsResultEntry::errorCode)
        .containsExactly(
            "InvalidArgument", "NotAuthorizedForSourceException", "MalformedDetail", null);
  }
}
