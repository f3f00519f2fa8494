package dev.referee.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import dev.referee.spi.CheckScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** A fake AWS over HTTP, with the responses that a test sets. */
final class FakeAws implements BeforeEachCallback, AfterEachCallback {
  static final String ACCOUNT = "111122223333";

  static final String DESCRIBE_INSTANCES = "ec2:DescribeInstances";
  static final String LIST_ROLES = "iam:ListRoles";
  static final String DESCRIBE_PARAMETERS = "ssm:DescribeParameters";
  static final String LIST_CLUSTERS = "eks:ListClusters";

  final WireMockServer server =
      new WireMockServer(
          WireMockConfiguration.options()
              .bindAddress("127.0.0.1")
              .dynamicPort()
              .containerThreads(20));

  @Override
  public void beforeEach(ExtensionContext context) {
    server.start();
    isAccount(ACCOUNT);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server.stop();
  }

  URI endpoint() {
    return URI.create(server.baseUrl());
  }

  Account.Builder account() {
    Account.Builder builder =
        Account.builder(Region.EU_WEST_1)
            .id(ACCOUNT)
            .endpoint(endpoint())
            .credentials(keys("AKIDEXAMPLE"))
            .clock(Clock.fixed(FakeRun.NOW, ZoneOffset.UTC))
            .timeouts(Duration.ofMinutes(2), Duration.ofMinutes(1));
    builder.settings().retries(FakeAws::hasty);
    return builder;
  }

  static StaticCredentialsProvider keys(String id) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "very-secret"));
  }

  /** Retries as real accounts do, without delays. */
  static StandardRetryStrategy hasty() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(3)
        .backoffStrategy(BackoffStrategy.retryImmediately())
        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
        .build();
  }

  /** Runs an action as a check would. */
  static <T> T during(FakeRun run, Account account, Supplier<T> what) {
    try (CheckScope session = account.enter(run)) {
      return what.get();
    }
  }

  void isAccount(String id) {
    server.stubFor(asked("GetCallerIdentity").willReturn(xml(200, identity(id))));
  }

  static String identity(String id) {
    return """
    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <GetCallerIdentityResult>
        <Arn>arn:aws:iam::%1$s:user/referee</Arn><UserId>AIDA</UserId><Account>%1$s</Account>
      </GetCallerIdentityResult>
      <ResponseMetadata><RequestId>sts-1</RequestId></ResponseMetadata>
    </GetCallerIdentityResponse>\
    """
        .formatted(id);
  }

  static String body(HttpExecuteRequest request) {
    try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Matches the calls of one operation, in whichever protocol. */
  static MappingBuilder asked(String operation) {
    return switch (operation) {
      case "ListClusters" ->
          any(com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo("/clusters"));
      case "DescribeParameters" ->
          any(anyUrl()).withHeader("X-Amz-Target", containing("." + operation));
      default -> any(anyUrl()).withRequestBody(containing("Action=" + operation + "&"));
    };
  }

  static RequestPatternBuilder requests(String operation) {
    return switch (operation) {
      case "ListClusters" ->
          com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(
              com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo("/clusters"));
      default ->
          com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl())
              .withRequestBody(containing("Action=" + operation + "&"));
    };
  }

  int count(String operation) {
    return server.findAll(requests(operation)).size();
  }

  void says(String operation, ResponseDefinitionBuilder answer) {
    server.stubFor(asked(operation).willReturn(answer));
  }

  static ResponseDefinitionBuilder xml(int status, String body) {
    return aResponse().withStatus(status).withHeader("Content-Type", "text/xml").withBody(body);
  }

  static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-json-1.1")
        .withHeader("x-amzn-RequestId", "json-1")
        .withBody(body);
  }

  static ResponseDefinitionBuilder instances(String... ids) {
    StringBuilder items = new StringBuilder();
    for (String id : ids) {
      items.append("<item><reservationId>r-1</reservationId><instancesSet><item><instanceId>");
      items.append(id);
      items.append("</instanceId><imageId>ami-1</imageId><instanceType>t3.nano</instanceType>");
      items.append("<launchTime>2026-01-01T09:00:00.000Z</launchTime>");
      items.append("<instanceState><code>16</code><name>running</name></instanceState>");
      items.append("</item></instancesSet></item>");
    }
    return xml(
        200,
        "<DescribeInstancesResponse><requestId>ec2-1</requestId><reservationSet>"
            + items
            + "</reservationSet></DescribeInstancesResponse>");
  }

  static ResponseDefinitionBuilder ec2Error(int status, String code, String message) {
    return xml(
        status,
        "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>"
                .formatted(code, message)
            + "<RequestID>ec2-error</RequestID></Response>");
  }

  static ResponseDefinitionBuilder queryError(int status, String code, String message) {
    return xml(
        status,
        "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>"
                .formatted(code, message)
            + "<RequestId>query-error</RequestId></ErrorResponse>");
  }

  static ResponseDefinitionBuilder jsonError(int status, String code, String message) {
    return json(status, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
  }

  static ResponseDefinitionBuilder restError(int status, String code, String message) {
    return json(status, "{\"message\":\"%s\"}".formatted(message))
        .withHeader("x-amzn-ErrorType", code + ":");
  }
}
