package dev.referee.events;

import static dev.referee.events.NotifiedAccount.CALLS;
import static dev.referee.events.NotifiedAccount.PLAYER;
import static dev.referee.events.NotifiedAccount.STATES;
import static dev.referee.events.NotifiedAccount.keyFor;
import static dev.referee.events.ToldExpectations.COMPLETE;
import static dev.referee.events.ToldExpectations.CONFIRMED;
import static dev.referee.events.ToldExpectations.ENABLED;
import static dev.referee.events.ToldExpectations.EXACT;
import static dev.referee.events.ToldExpectations.KEY;
import static dev.referee.events.ToldExpectations.LOGGING;
import static dev.referee.events.ToldExpectations.MANAGEMENT_EVENTS;
import static dev.referee.events.ToldExpectations.PUBLISH;
import static dev.referee.events.ToldExpectations.RULE;
import static dev.referee.events.ToldExpectations.SUBSCRIPTION;
import static dev.referee.events.ToldExpectations.TARGET;
import static dev.referee.events.ToldExpectations.TRAIL;
import static dev.referee.events.ToldExpectations.UNFILTERED;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** The scenarios of the check "When the event happens, the person is told". */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class ToldTest extends CheckContract<NotifiedAccount> {
  private static final String EVENTS = "events.amazonaws.com";

  @Override
  protected NotifiedAccount begin(Sandbox sandbox) {
    return new NotifiedAccount(sandbox);
  }

  @Override
  protected Check check(NotifiedAccount world) {
    return world.check.build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret());
  }

  /** EventBridge and SNS do not show that a change has not taken effect yet. */
  @Override
  protected Set<Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Kind.SETTLING));
  }

  @Override
  protected Worlds<NotifiedAccount> worlds() {
    Worlds<NotifiedAccount> worlds = new Worlds<>();
    trails(worlds);
    rules(worlds);
    targets(worlds);
    keys(worlds);
    subscriptions(worlds);
    designs(worlds);
    overFixed(worlds);
    several(worlds);
    return worlds;
  }

  private static void trails(Worlds<NotifiedAccount> worlds) {
    worlds
        .broken(
            "a rule for the API call, and no trail",
            TRAIL,
            it -> {
              it.toldOfCalls();
              it.trails.deleteTrail(r -> r.name("audit"));
            })
        .broken(
            "the only trail is in another Region",
            TRAIL,
            it -> {
              it.toldOfCalls();
              it.trails.deleteTrail(r -> r.name("audit"));
              CloudTrailClient elsewhere =
                  it.sandbox.client(Region.EU_WEST_1, CloudTrailClient::builder);
              elsewhere.createTrail(r -> r.name("elsewhere").s3BucketName("logs"));
              elsewhere.startLogging(r -> r.name("elsewhere"));
            })
        .broken(
            "the trail was created and never started",
            LOGGING,
            it -> {
              it.toldOfCalls();
              it.trails.stopLogging(r -> r.name("audit"));
            })
        .broken(
            "the trail logs only reads",
            MANAGEMENT_EVENTS,
            it -> it.toldOfCalls().selectors(ReadWriteType.READ_ONLY, true))
        .broken(
            "the trail logs no management events",
            MANAGEMENT_EVENTS,
            it ->
                it.toldOfCalls()
                    .advancedSelector(
                        Map.of("eventCategory", "Data", "resources.type", "AWS::S3::Object")))
        .broken(
            "an advanced selector takes reads only",
            MANAGEMENT_EVENTS,
            it ->
                it.toldOfCalls()
                    .advancedSelector(Map.of("eventCategory", "Management", "readOnly", "true")))
        .broken(
            "one trail is stopped, and another logs only reads",
            LOGGING,
            it -> {
              it.toldOfCalls().selectors(ReadWriteType.READ_ONLY, true);
              it.trail("second").trails.stopLogging(r -> r.name("second"));
              it.trails.stopLogging(r -> r.name("audit"));
            });
  }

  private static void rules(Worlds<NotifiedAccount> worlds) {
    worlds
        .broken(
            "a confirmed topic, and no rule",
            RULE,
            it -> it.topic("told").allow("told").subscribe("told", PLAYER).confirm(PLAYER))
        .broken(
            "the rule matches the wrong call",
            RULE,
            it -> it.told().rule("started", CALLS.replace("RunInstances", "StartInstances")))
        .broken(
            "the rule matches stopped instances",
            RULE,
            it -> it.told().rule("started", STATES.replace("running", "stopped")))
        .broken(
            "the name of the call is in lower case",
            RULE,
            it -> it.told().rule("started", CALLS.replace("RunInstances", "runinstances")))
        .broken(
            "the rule waits for launches by Auto Scaling only",
            RULE,
            it ->
                it.told()
                    .rule(
                        "started",
                        """
                        {"source":["aws.autoscaling"],\
                        "detail-type":["EC2 Instance Launch Successful"]}\
                        """))
        .broken(
            "the rule is on a custom bus",
            RULE,
            it -> {
              it.topic("told").allow("told").subscribe("told", PLAYER).confirm(PLAYER);
              it.events.createEventBus(r -> r.name("own"));
              it.events.putRule(r -> r.name("started").eventBusName("own").eventPattern(STATES));
            })
        .broken(
            "a schedule in place of a pattern",
            RULE,
            it -> {
              it.topic("told").allow("told").subscribe("told", PLAYER).confirm(PLAYER);
              it.events.putRule(r -> r.name("hourly").scheduleExpression("rate(1 hour)"));
            })
        .broken(
            "the pattern names another account",
            RULE,
            it ->
                it.told()
                    .rule("started", "{\"account\":[\"999999999999\"],\"source\":[\"aws.ec2\"]}"))
        .broken(
            "the rule is disabled",
            ENABLED,
            it -> it.told().events.disableRule(r -> r.name("started")))
        .broken(
            "the rule for the call is disabled",
            ENABLED,
            it -> it.toldOfCalls().events.disableRule(r -> r.name("started")))
        .broken(
            "the rule matches calls of users only",
            COMPLETE,
            it ->
                it.toldOfCalls()
                    .rule(
                        "started",
                        """
                        {"source":["aws.ec2"],"detail":{"eventName":["RunInstances"],\
                        "userIdentity":{"type":["IAMUser"]}}}\
                        """))
        .broken(
            "the rule matches launches by services only",
            COMPLETE,
            it ->
                it.toldOfCalls()
                    .rule(
                        "started",
                        """
                        {"source":["aws.ec2"],"detail":{"eventName":["RunInstances"],\
                        "userIdentity":{"invokedBy":[{"exists":true}]}}}\
                        """))
        .broken(
            "the rule matches one type of instance",
            COMPLETE,
            it ->
                it.toldOfCalls()
                    .rule(
                        "started",
                        """
                        {"source":["aws.ec2"],"detail":{"eventName":["RunInstances"],\
                        "requestParameters":{"instanceType":["t3.micro"]}}}\
                        """));
  }

  private static void targets(Worlds<NotifiedAccount> worlds) {
    worlds
        .broken(
            "the rule has no target",
            TARGET,
            it -> it.told().events.removeTargets(r -> r.rule("started").ids("topic")))
        .broken(
            "the topic of the target was deleted",
            TARGET,
            it -> it.told().sns.deleteTopic(r -> r.topicArn(it.topicArn("told"))))
        .broken(
            "the target is a log group",
            TARGET,
            it ->
                it.told()
                    .target(
                        "started",
                        Target.builder()
                            .id("topic")
                            .arn(
                                "arn:aws:logs:%s:%s:log-group:/aws/events/started"
                                    .formatted(it.region, it.id))
                            .build()))
        .broken(
            "the topic has its default policy",
            PUBLISH,
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .target("started", "told")
                    .subscribe("told", PLAYER)
                    .confirm(PLAYER))
        .broken(
            "the policy names another service",
            PUBLISH,
            it ->
                it.told()
                    .policy(
                        "told", statement(it, "Allow", "{\"Service\":\"s3.amazonaws.com\"}", "")))
        .broken(
            "the policy allows only another rule",
            PUBLISH,
            it ->
                it.told()
                    .policy("told", statement(it, "Allow", SERVICE, source(it.ruleArn("other")))))
        .broken(
            "the policy allows another action",
            PUBLISH,
            it ->
                it.told()
                    .policy(
                        "told",
                        statement(it, "Allow", SERVICE, "")
                            .replace("sns:Publish", "sns:Subscribe")))
        .broken(
            "the policy allows the account's principals only",
            PUBLISH,
            it ->
                it.told()
                    .policy(
                        "told",
                        statement(
                            it,
                            "Allow",
                            "{\"AWS\":\"arn:aws:iam::%s:root\"}".formatted(it.id),
                            "")))
        .broken(
            "the policy denies everybody",
            PUBLISH,
            it ->
                it.told()
                    .policy(
                        "told",
                        statement(it, "Allow", SERVICE, ""),
                        statement(it, "Deny", "\"*\"", "")))
        .broken(
            "the role of the target does not exist",
            PUBLISH,
            it -> {
              it.told().role("gone", EVENTS, "sns:Publish", "*");
              it.targetByRole("started", "told", "gone");
              it.iam.deleteRolePolicy(r -> r.roleName("gone").policyName("deliver"));
              it.iam.deleteRole(r -> r.roleName("gone"));
            })
        .broken(
            "the role trusts another service",
            PUBLISH,
            it ->
                it.told()
                    .role("deliver", "ec2.amazonaws.com", "sns:Publish", "*")
                    .targetByRole("started", "told", "deliver"))
        .broken(
            "the role may publish to another topic",
            PUBLISH,
            it ->
                it.told()
                    .role("deliver", EVENTS, "sns:Publish", it.topicArn("other"))
                    .targetByRole("started", "told", "deliver"))
        .broken(
            "the rule forwards with a role that may not put events",
            PUBLISH,
            it -> forwardedByRole(it, "sns:Publish"))
        .broken(
            "the rule forwards to a bus that does not allow it",
            PUBLISH,
            it -> {
              it.rule("started", STATES).topic("told").allow("told");
              it.subscribe("told", PLAYER).confirm(PLAYER);
              it.events.createEventBus(r -> r.name("own"));
              it.target("started", Target.builder().id("bus").arn(bus(it)).build());
            });
  }

  /** Builds a rule that forwards to a bus without a policy, whose rule tells the player. */
  private static void forwardedByRole(NotifiedAccount it, String action) {
    it.rule("started", STATES).topic("told").allow("told");
    it.subscribe("told", PLAYER).confirm(PLAYER);
    it.events.createEventBus(r -> r.name("own"));
    it.role("forward", EVENTS, action, bus(it));
    it.target(
        "started", Target.builder().id("bus").arn(bus(it)).roleArn(it.roleArn("forward")).build());
    it.events.putRule(r -> r.name("last").eventBusName("own").eventPattern(STATES));
    it.events.putTargets(
        r ->
            r.rule("last")
                .eventBusName("own")
                .targets(t -> t.id("topic").arn(it.topicArn("told"))));
  }

  private static final String SERVICE = "{\"Service\":\"events.amazonaws.com\"}";

  private static String statement(
      NotifiedAccount it, String effect, String principal, String condition) {
    return """
    {"Effect":"%s","Principal":%s,"Action":"sns:Publish","Resource":"%s"%s}\
    """
        .formatted(effect, principal, it.topicArn("told"), condition);
  }

  private static String source(String ruleArn) {
    return ",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"%s\"}}".formatted(ruleArn);
  }

  private static String bus(NotifiedAccount it) {
    return "arn:aws:events:%s:%s:event-bus/own".formatted(it.region, it.id);
  }

  private static void keys(Worlds<NotifiedAccount> worlds) {
    worlds
        .broken(
            "the topic is encrypted with the key that AWS manages",
            KEY,
            it -> it.told().key("told", "alias/aws/sns"))
        .broken("the key allows the account only", KEY, it -> it.told().encrypt("told"))
        .broken(
            "the key allows another service",
            KEY,
            it -> it.told().encrypt("told", keyFor("s3.amazonaws.com")))
        .broken(
            "the key allows to decrypt only",
            KEY,
            it ->
                it.told().encrypt("told", keyFor(EVENTS).replace("\"kms:GenerateDataKey*\",", "")))
        .broken(
            "the key is disabled",
            KEY,
            it -> {
              it.told().encrypt("told", keyFor(EVENTS));
              it.kms.disableKey(r -> r.keyId(it.kms.listKeys().keys().get(0).keyId()));
            })
        .broken(
            "the role may not use the key",
            KEY,
            it ->
                it.told()
                    .role("deliver", EVENTS, "sns:Publish", "*")
                    .targetByRole("started", "told", "deliver")
                    .encrypt("told"));
  }

  private static void subscriptions(Worlds<NotifiedAccount> worlds) {
    worlds
        .broken(
            "nobody is subscribed",
            SUBSCRIPTION,
            it -> it.rule("started", STATES).topic("told").allow("told").target("started", "told"))
        .broken(
            "the subscription is not confirmed",
            CONFIRMED,
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .allow("told")
                    .target("started", "told")
                    .subscribe("told", PLAYER))
        .broken(
            "another address is subscribed",
            SUBSCRIPTION,
            it -> it.told().check(EventsChecks.told().recipient("other@example.com")))
        .broken(
            "another domain is subscribed",
            SUBSCRIPTION,
            it -> it.told().check(EventsChecks.told().domain("example.org")))
        .broken(
            "a text message in place of an e-mail",
            SUBSCRIPTION,
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .allow("told")
                    .target("started", "told")
                    .subscribe("told", "sms", "+15555550100", Map.of()))
        .broken(
            "the subscription was deleted",
            SUBSCRIPTION,
            it ->
                it.told()
                    .sns
                    .unsubscribe(
                        r ->
                            r.subscriptionArn(
                                it.sns
                                    .listSubscriptionsByTopic(t -> t.topicArn(it.topicArn("told")))
                                    .subscriptions()
                                    .get(0)
                                    .subscriptionArn())))
        .broken(
            "the filter policy asks for attributes",
            UNFILTERED,
            it -> filtered(it, "{\"source\":[\"aws.ec2\"]}", "MessageAttributes"))
        .broken(
            "the filter policy matches other messages",
            UNFILTERED,
            it -> filtered(it, "{\"source\":[\"aws.s3\"]}", "MessageBody"))
        .broken(
            "the message is a text, and the filter policy matches its body",
            UNFILTERED,
            it -> {
              filtered(it, "{\"source\":[\"aws.ec2\"]}", "MessageBody");
              it.target(
                  "started",
                  Target.builder()
                      .id("topic")
                      .arn(it.topicArn("told"))
                      .inputTransformer(
                          t ->
                              t.inputPathsMap(Map.of("id", "$.detail.instance-id"))
                                  .inputTemplate("\"The instance <id> is running.\""))
                      .build());
            });
  }

  private static void filtered(NotifiedAccount it, String policy, String scope) {
    it.rule("started", STATES).topic("told").allow("told").target("started", "told");
    it.subscribe(
        "told", "email", PLAYER, Map.of("FilterPolicy", policy, "FilterPolicyScope", scope));
    it.confirm(PLAYER);
  }

  private static void designs(Worlds<NotifiedAccount> worlds) {
    worlds
        .fixed("a rule for the state change", NotifiedAccount::told)
        .fixedAnotherWay("a rule for the API call, and a trail", NotifiedAccount::toldOfCalls)
        .fixedAnotherWay(
            "the state pending",
            it -> it.told().rule("started", STATES.replace("running", "pending")))
        .fixedAnotherWay(
            "a multi-Region trail of another Region",
            it -> {
              it.toldOfCalls().trails.deleteTrail(r -> r.name("audit"));
              CloudTrailClient elsewhere =
                  it.sandbox.client(Region.EU_WEST_1, CloudTrailClient::builder);
              elsewhere.createTrail(
                  r ->
                      r.name("all")
                          .s3BucketName("logs")
                          .isMultiRegionTrail(true)
                          .includeGlobalServiceEvents(true));
              elsewhere.startLogging(r -> r.name("all"));
            })
        .fixedAnotherWay(
            "a trail that logs only writes",
            it -> it.toldOfCalls().selectors(ReadWriteType.WRITE_ONLY, true))
        .fixedAnotherWay(
            "a trail with an advanced selector",
            it -> it.toldOfCalls().advancedSelector(Map.of("eventCategory", "Management")))
        .fixedAnotherWay(
            "a trail without KMS",
            it -> it.toldOfCalls().selectors(ReadWriteType.ALL, true, "kms.amazonaws.com"))
        .fixedAnotherWay(
            "the target has a role",
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .role("deliver", EVENTS, "sns:Publish", it.topicArn("told"))
                    .targetByRole("started", "told", "deliver")
                    .subscribe("told", PLAYER)
                    .confirm(PLAYER))
        .fixedAnotherWay(
            "the target has a role with a managed policy",
            it -> {
              it.told().role("deliver", EVENTS, "sns:ListTopics", "*");
              it.policy("told").targetByRole("started", "told", "deliver");
              it.iam.attachRolePolicy(
                  r -> r.roleName("deliver").policyArn("arn:aws:iam::aws:policy/PowerUserAccess"));
            })
        .fixedAnotherWay(
            "the target has a role, and the topic the key that AWS manages",
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .key("told", "alias/aws/sns")
                    .role("deliver", EVENTS, "sns:Publish", it.topicArn("told"))
                    .targetByRole("started", "told", "deliver")
                    .subscribe("told", PLAYER)
                    .confirm(PLAYER))
        .fixedAnotherWay(
            "an encrypted topic whose key allows EventBridge",
            it -> it.told().encrypt("told", keyFor(EVENTS)))
        .fixedAnotherWay(
            "the policy allows this rule only",
            it ->
                it.told()
                    .policy("told", statement(it, "Allow", SERVICE, source(it.ruleArn("started")))))
        .fixedAnotherWay(
            "the policy allows the account",
            it ->
                it.told()
                    .policy(
                        "told",
                        statement(
                            it,
                            "Allow",
                            SERVICE,
                            ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"%s\"}}"
                                .formatted(it.id))))
        .fixedAnotherWay(
            "the rule forwards to another bus",
            it -> {
              it.rule("started", STATES).topic("told").allow("told");
              it.subscribe("told", PLAYER).confirm(PLAYER);
              it.events.createEventBus(r -> r.name("own"));
              it.events.putPermission(
                  r ->
                      r.eventBusName("own")
                          .policy(
                              """
                              {"Version":"2012-10-17","Statement":[{"Sid":"forward",\
                              "Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},\
                              "Action":"events:PutEvents","Resource":"%s"}]}\
                              """
                                  .formatted(bus(it))));
              it.target("started", Target.builder().id("bus").arn(bus(it)).build());
              it.events.putRule(r -> r.name("last").eventBusName("own").eventPattern(STATES));
              it.events.putTargets(
                  r ->
                      r.rule("last")
                          .eventBusName("own")
                          .targets(t -> t.id("topic").arn(it.topicArn("told"))));
            })
        .fixedAnotherWay(
            "the rule forwards to another bus with a role",
            it -> forwardedByRole(it, "events:PutEvents"))
        .fixedAnotherWay(
            "a filter policy that matches the message",
            it -> filtered(it, "{\"source\":[\"aws.ec2\"]}", "MessageBody"))
        .fixedAnotherWay(
            "a message in words",
            it ->
                it.told()
                    .target(
                        "started",
                        Target.builder()
                            .id("topic")
                            .arn(it.topicArn("told"))
                            .inputTransformer(
                                t ->
                                    t.inputPathsMap(Map.of("id", "$.detail.instance-id"))
                                        .inputTemplate("\"The instance <id> is running.\""))
                            .build()))
        .fixedAnotherWay(
            "e-mail as JSON",
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .allow("told")
                    .target("started", "told")
                    .subscribe("told", "email-json", PLAYER, Map.of())
                    .confirm(PLAYER))
        .fixedAnotherWay(
            "a text message, if one was asked for",
            it ->
                it.rule("started", STATES)
                    .topic("told")
                    .allow("told")
                    .target("started", "told")
                    .subscribe("told", "sms", "+15555550100", Map.of())
                    .check(EventsChecks.told().protocol("sms").recipient("+15555550100")))
        .fixedAnotherWay(
            "the address that was asked for, in capitals",
            it -> it.told().check(EventsChecks.told().recipient("Player@Example.COM")))
        .fixedAnotherWay(
            "the domain that was asked for",
            it -> it.told().check(EventsChecks.told().domain("example.com")))
        .fixedAnotherWay(
            "another API call, if one was asked for",
            it ->
                it.toldOfCalls()
                    .rule(
                        "started",
                        """
                        {"source":["aws.s3"],"detail":{"eventSource":["s3.amazonaws.com"],\
                        "eventName":["DeleteBucket"]}}\
                        """)
                    .check(EventsChecks.told().apiCall("s3:DeleteBucket")))
        .fixedAnotherWay(
            "another state, if one was asked for",
            it ->
                it.told()
                    .rule("started", STATES.replace("running", "stopped"))
                    .check(EventsChecks.told().instanceState("stopped")))
        .fixedAnotherWay(
            "any event, by a sample",
            it ->
                it.told()
                    .rule("started", "{\"source\":[\"game\"],\"detail\":{\"level\":[3]}}")
                    .check(
                        EventsChecks.told()
                            .sampleEvent(
                                """
                                {"source":"game","detail-type":"Level","detail":{"level":3}}\
                                """)))
        .fixedAnotherWay(
            "a prefix in the pattern",
            it ->
                it.told()
                    .rule(
                        "started",
                        """
                        {"source":["aws.ec2"],"detail":{"state":[{"prefix":"run"}]}}\
                        """))
        .fixedAnotherWay(
            "a rule that matches every event of EC2",
            it -> it.told().rule("started", "{\"source\":[\"aws.ec2\"]}"));
  }

  private static void overFixed(Worlds<NotifiedAccount> worlds) {
    worlds
        .overFixed(
            "the rule matches every event of EC2, and may match only this one",
            EXACT,
            it ->
                it.told()
                    .rule("started", "{\"source\":[\"aws.ec2\"]}")
                    .check(EventsChecks.told().onlyThis()))
        .overFixed(
            "the rule matches every state, and may match only this one",
            EXACT,
            it ->
                it.told()
                    .rule(
                        "started", "{\"detail-type\":[\"EC2 Instance State-change Notification\"]}")
                    .check(EventsChecks.told().onlyThis()))
        .overFixed(
            "the rule matches everything of the account, and may match only this one",
            EXACT,
            it ->
                it.told()
                    .rule("started", "{\"account\":[\"%s\"]}".formatted(it.id))
                    .check(EventsChecks.told().onlyThis()))
        .overFixed(
            "the rule matches several calls, and may match only this one",
            EXACT,
            it ->
                it.toldOfCalls()
                    .rule(
                        "started",
                        CALLS.replace("\"RunInstances\"", "\"RunInstances\",\"StopInstances\""))
                    .check(EventsChecks.told().onlyThis()))
        .overFixed(
            "everything was deleted to begin anew",
            RULE,
            it -> {
              it.told().sns.deleteTopic(r -> r.topicArn(it.topicArn("told")));
              it.events.removeTargets(r -> r.rule("started").ids("topic"));
              it.events.deleteRule(r -> r.name("started"));
            })
        .overFixed(
            "the topic was locked against everybody but its owner",
            PUBLISH,
            it ->
                it.told()
                    .policy(
                        "told",
                        statement(it, "Allow", SERVICE, ""),
                        """
                        {"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"%s",\
                        "Condition":{"StringNotEquals":{"aws:PrincipalAccount":"%s"}}}\
                        """
                            .formatted(it.topicArn("told"), it.id)))
        .overFixed(
            "every topic was encrypted",
            KEY,
            it -> it.told().topic("other").key("other", "alias/aws/sns").encrypt("told"))
        .overFixed(
            "every rule was disabled for quiet",
            ENABLED,
            it -> {
              it.told().rule("other", CALLS).events.disableRule(r -> r.name("other"));
              it.events.disableRule(r -> r.name("started"));
            });
  }

  private static void several(Worlds<NotifiedAccount> worlds) {
    worlds
        .absent("an account with nothing in it", Outcome.FAILED, RULE, it -> {})
        .several(
            "two rules match, and both miss a step",
            CONFIRMED,
            it ->
                it.rule("a", STATES)
                    .rule("b", STATES)
                    .topic("told")
                    .allow("told")
                    .target("b", "told")
                    .subscribe("told", PLAYER))
        .add(
            Kind.FIXED_ANOTHER_WAY,
            "of two rules the second tells the player",
            Outcome.PASSED,
            "",
            it -> it.told().rule("a", STATES).topic("other").target("a", "other"))
        .fixedAnotherWay(
            "of two targets the second tells the player",
            it -> {
              it.told().topic("other");
              it.target("started", Target.builder().id("a").arn(it.topicArn("other")).build());
            })
        .fixedAnotherWay(
            "of two subscriptions one is confirmed",
            it -> it.told().subscribe("told", "second@example.com"))
        .pageTwo(
            "the rule that matches is on page two",
            CONFIRMED,
            it -> {
              for (int i = 0; i < 101; i++) {
                it.rule("a" + i, CALLS.replace("RunInstances", "StopInstances"));
              }
              it.rule("started", STATES)
                  .topic("told")
                  .allow("told")
                  .target("started", "told")
                  .subscribe("told", PLAYER);
            })
        .pageTwo(
            "the subscription is on page two",
            CONFIRMED,
            it -> {
              it.rule("started", STATES).topic("told").allow("told").target("started", "told");
              for (int i = 0; i < 101; i++) {
                it.subscribe("told", "sms", "+1555555%04d".formatted(i), Map.of());
              }
              it.subscribe("told", PLAYER);
            });
  }
}
