package dev.referee.testkit.embedded.lambda;

import static dev.referee.testkit.embedded.lambda.LambdaWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Tests functions, their policies and their invocations. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class LambdaTest {
  private final LambdaWorld world = new LambdaWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void createsAFunctionWithItsDefaults() {
    world.create();
    GetFunctionResponse found = world.lambda.getFunction(r -> r.functionName("work"));
    FunctionConfiguration configuration = found.configuration();
    assertThat(configuration.functionArn()).isEqualTo(LambdaWorld.FUNCTION);
    assertThat(configuration.timeout()).isEqualTo(3);
    assertThat(configuration.memorySize()).isEqualTo(128);
    assertThat(configuration.state()).isEqualTo(State.ACTIVE);
    assertThat(configuration.version()).isEqualTo("$LATEST");
    world.lambda.updateFunctionConfiguration(
        r ->
            r.functionName(LambdaWorld.FUNCTION)
                .timeout(20)
                .environment(e -> e.variables(Map.of("QUEUE", "orders"))));
    assertThat(world.lambda.getFunctionConfiguration(r -> r.functionName("work")))
        .satisfies(
            changed -> {
              assertThat(changed.timeout()).isEqualTo(20);
              assertThat(changed.environment().variables()).containsEntry("QUEUE", "orders");
              assertThat(changed.handler()).isEqualTo("main.handler");
            });
    refused(world::create, "ResourceConflictException: Function already exist: work");
    world.lambda.deleteFunction(r -> r.functionName("work"));
    refused(
        () -> world.lambda.getFunction(r -> r.functionName("work")),
        "ResourceNotFoundException: Function not found: " + LambdaWorld.FUNCTION);
  }

  @Test
  void refusesARoleThatLambdaCannotAssume() {
    world.iam.updateAssumeRolePolicy(
        r -> r.roleName("worker").policyDocument(LambdaWorld.trust("ec2")));
    refused(
        world::create,
        "InvalidParameterValueException: The role defined for the function cannot be assumed by"
            + " Lambda.");
  }

  @Test
  void runsWhatATestSays() {
    world.create();
    assertThat(world.invoke("RequestResponse").payload().asUtf8String()).isEqualTo("null");
    world.work.does(invocation -> "{\"got\": " + invocation.event() + "}");
    InvokeResponse response = world.invoke("RequestResponse");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.payload().asUtf8String()).isEqualTo("{\"got\": {\"n\": 1}}");
    assertThat(world.work.invocations()).isEqualTo(2);
    assertThat(world.work.lastError()).isEmpty();

    world.work.does(
        invocation -> {
          throw new IllegalStateException("out of stock");
        });
    InvokeResponse failed = world.invoke("RequestResponse");
    assertThat(failed.functionError()).isEqualTo("Unhandled");
    assertThat(failed.payload().asUtf8String()).contains("\"errorMessage\":\"out of stock\"");
    assertThat(world.work.lastError()).contains("out of stock");
    assertThat(world.invoke("DryRun").statusCode()).isEqualTo(204);
    assertThat(world.work.invocations()).isEqualTo(3);
  }

  @Test
  void callsAwsAsItsRole() {
    world.create();
    world.account.enforceIam(true);
    world.work.does(
        invocation -> {
          invocation
              .client(SqsClient::builder)
              .sendMessage(r -> r.queueUrl(world.url).messageBody("made"));
          return null;
        });
    assertThat(world.invoke("RequestResponse").payload().asUtf8String())
        .contains(
            "arn:aws:sts::111111111111:assumed-role/worker/work is not authorized to perform:"
                + " sqs:sendmessage");
    world.may("sqs:SendMessage");
    assertThat(world.invoke("RequestResponse").functionError()).isNull();
    assertThat(world.bodies(world.url)).containsExactly("made");
  }

  @Test
  void retriesEventsAndThenDeliversToTheDestination() {
    world.create();
    world.may("sqs:SendMessage");
    world.lambda.putFunctionEventInvokeConfig(
        r ->
            r.functionName("work")
                .destinationConfig(d -> d.onFailure(f -> f.destination(LambdaWorld.QUEUE))));
    world.work.does(
        invocation -> {
          throw new IllegalStateException("down");
        });
    assertThat(world.invoke("Event").statusCode()).isEqualTo(202);
    assertThat(world.work.invocations()).isEqualTo(1);
    world.pass(Duration.ofMinutes(1));
    assertThat(world.work.invocations()).isEqualTo(2);
    assertThat(world.bodies(world.url)).isEmpty();
    world.pass(Duration.ofMinutes(2));
    assertThat(world.work.invocations()).isEqualTo(3);
    assertThat(world.bodies(world.url))
        .singleElement()
        .asString()
        .contains("\"condition\":\"RetriesExhausted\"", "\"approximateInvokeCount\":3")
        .contains("\"requestPayload\":{\"n\":1}");
  }

  @Test
  void deliversDeadLettersOnlyAsItsRoleMay() {
    world.create();
    refused(
        () ->
            world.lambda.updateFunctionConfiguration(
                r -> r.functionName("work").deadLetterConfig(d -> d.targetArn(LambdaWorld.QUEUE))),
        "InvalidParameterValueException: The provided execution role does not have permissions to"
            + " call SendMessage on SQS");
    world.may("sqs:SendMessage");
    world.lambda.updateFunctionConfiguration(
        r -> r.functionName("work").deadLetterConfig(d -> d.targetArn(LambdaWorld.QUEUE)));
    world.lambda.putFunctionConcurrency(
        r -> r.functionName("work").reservedConcurrentExecutions(0));
    world.invoke("Event");
    assertThat(world.bodies(world.url)).containsExactly("{\"n\": 1}");
    assertThat(world.work.invocations()).isZero();
    refused(() -> world.invoke("RequestResponse"), "TooManyRequestsException: Rate Exceeded.");
    assertThat(
            world
                .lambda
                .getFunctionConcurrency(r -> r.functionName("work"))
                .reservedConcurrentExecutions())
        .isZero();
  }

  @Test
  void isInvokedByARuleThatItsPolicyAllows() {
    world.create();
    EventBridgeClient events = world.account.client(EventBridgeClient::builder);
    String rule =
        events.putRule(r -> r.name("told").eventPattern("{\"source\": [\"game\"]}")).ruleArn();
    events.putTargets(r -> r.rule("told").targets(t -> t.id("1").arn(LambdaWorld.FUNCTION)));
    Runnable put =
        () -> events.putEvents(r -> r.entries(e -> e.source("game").detailType("a").detail("{}")));
    put.run();
    allow("other", rule + "2");
    put.run();
    assertThat(world.work.invocations()).isZero();
    allow("rule", rule);
    put.run();
    assertThat(world.work.events()).singleElement().asString().contains("\"source\":\"game\"");
    assertThat(world.lambda.getPolicy(r -> r.functionName("work")).policy())
        .contains("\"AWS:SourceArn\":\"" + rule + "\"");
    world.lambda.removePermission(r -> r.functionName("work").statementId("rule"));
    put.run();
    assertThat(world.work.invocations()).isEqualTo(1);
  }

  private void allow(String id, String source) {
    world.lambda.addPermission(
        r ->
            r.functionName("work")
                .statementId(id)
                .action("lambda:InvokeFunction")
                .principal("events.amazonaws.com")
                .sourceArn(source));
  }

  @Test
  void hasVersionsAndAliases() {
    world.create();
    assertThat(world.lambda.publishVersion(r -> r.functionName("work")).functionArn())
        .isEqualTo(LambdaWorld.FUNCTION + ":1");
    world.lambda.createAlias(r -> r.functionName("work").name("live").functionVersion("1"));
    assertThat(world.lambda.invoke(r -> r.functionName("work").qualifier("live")).executedVersion())
        .isEqualTo("1");
    refused(
        () -> world.lambda.invoke(r -> r.functionName(LambdaWorld.FUNCTION + ":7")),
        "ResourceNotFoundException: Function not found: " + LambdaWorld.FUNCTION + ":7");
    assertThat(world.lambda.listVersionsByFunction(r -> r.functionName("work")).versions())
        .extracting(FunctionConfiguration::version)
        .containsExactly("$LATEST", "1");
  }

  @Test
  void isMadeByAStack() {
    CloudFormationClient stacks = world.account.client(CloudFormationClient::builder);
    world.may("sqs:*");
    stacks.createStack(
        r ->
            r.stackName("game")
                .templateBody(
                    """
                    Resources:
                      InvocationChain:
                        Type: AWS::Lambda::Function
                        Properties:
                          FunctionName: work
                          Runtime: python3.12
                          Handler: index.handler
                          Role: arn:aws:iam::111111111111:role/worker
                          Timeout: 10
                          Code: {ZipFile: 'print(1)'}
                          Tags: [{Key: team, Value: red}]
                      Allowed:
                        Type: AWS::Lambda::Permission
                        Properties:
                          FunctionName: !GetAtt InvocationChain.Arn
                          Action: lambda:InvokeFunction
                          Principal: sns.amazonaws.com
                      Source:
                        Type: AWS::Lambda::EventSourceMapping
                        Properties:
                          FunctionName: !Ref InvocationChain
                          EventSourceArn: arn:aws:sqs:us-east-1:111111111111:orders
                          BatchSize: 5
                    """));
    assertThat(
            stacks.describeStacks(r -> r.stackName("game")).stacks().get(0).stackStatusAsString())
        .isEqualTo("CREATE_COMPLETE");
    assertThat(world.lambda.getPolicy(r -> r.functionName("work")).policy())
        .contains("sns.amazonaws.com");
    assertThat(world.lambda.listTags(r -> r.resource(LambdaWorld.FUNCTION)).tags())
        .containsEntry("team", "red");
    world.pass(Duration.ofSeconds(10));
    world.send("one");
    assertThat(world.work.invocations()).isEqualTo(1);
    assertThat(world.attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .isEqualTo("0");
    stacks.deleteStack(r -> r.stackName("game"));
    assertThat(List.of(world.lambda.listFunctions().functions().size())).containsExactly(0);
    assertThat(world.lambda.listEventSourceMappings().eventSourceMappings()).isEmpty();
  }
}
