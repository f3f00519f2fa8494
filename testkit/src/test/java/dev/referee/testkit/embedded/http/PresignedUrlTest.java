package dev.referee.testkit.embedded.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Tests of the presigned GetCallerIdentity requests that EKS logins use. */
class PresignedUrlTest {
  private static final String CLUSTER = "x-k8s-aws-id";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final SdkHttpClient http = UrlConnectionHttpClient.create();

  @AfterEach
  void close() {
    http.close();
    cloud.close();
  }

  private record Answer(int status, String text) {
    JsonNode json() throws Exception {
      return new ObjectMapper().readTree(text);
    }
  }

  private SdkHttpRequest presigned(AwsCredentialsIdentity by) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .uri(cloud.endpoint())
            .encodedPath("/")
            .method(SdkHttpMethod.GET)
            .putRawQueryParameter("Action", "GetCallerIdentity")
            .putRawQueryParameter("Version", "2011-06-15")
            .putHeader(CLUSTER, "unicorn")
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            it ->
                it.identity(by)
                    .request(request)
                    .putProperty(
                        HttpSigner.SIGNING_CLOCK, Clock.fixed(now(), cloud.clock().getZone()))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60)))
        .request();
  }

  private Instant now() {
    return cloud.clock().instant();
  }

  private AwsBasicCredentials owner() {
    return AwsBasicCredentials.create(account.accessKeyId(), account.secretAccessKey());
  }

  private Answer ask(AwsCredentialsIdentity by, UnaryOperator<SdkHttpRequest.Builder> change)
      throws Exception {
    return send(change.apply(presigned(by).toBuilder()).build());
  }

  private Answer send(SdkHttpRequest request) throws Exception {
    HttpExecuteResponse response =
        http.prepareRequest(HttpExecuteRequest.builder().request(request).build()).call();
    try (InputStream body = response.responseBody().orElseThrow()) {
      return new Answer(
          response.httpResponse().statusCode(), new String(body.readAllBytes(), UTF_8));
    }
  }

  private static SdkHttpRequest.Builder json(SdkHttpRequest.Builder request) {
    return request.putHeader("Accept", "application/json");
  }

  @Test
  void answersInJsonIfThatIsAccepted() throws Exception {
    Answer answer = ask(owner(), PresignedUrlTest::json);
    assertThat(answer.status()).isEqualTo(200);
    JsonNode result = answer.json().at("/GetCallerIdentityResponse/GetCallerIdentityResult");
    assertThat(result.path("Account").asText()).isEqualTo("111111111111");
    assertThat(result.path("Arn").asText()).isEqualTo("arn:aws:iam::111111111111:user/owner");
    assertThat(result.path("UserId").asText()).isNotEmpty();
  }

  @Test
  void answersInXmlOtherwise() throws Exception {
    assertThat(ask(owner(), it -> it).text()).contains("<Account>111111111111</Account>");
  }

  @Test
  void takesTheTokenOfASessionFromTheUrl() throws Exception {
    account
        .client(IamClient::builder)
        .createRole(
            r ->
                r.roleName("node")
                    .assumeRolePolicyDocument(
                        """
                        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                         "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}}\
                        """));
    Credentials session =
        account
            .client(StsClient::builder)
            .assumeRole(
                r -> r.roleArn("arn:aws:iam::111111111111:role/node").roleSessionName("i-0"))
            .credentials();
    assertThat(
            ask(
                    AwsSessionCredentials.create(
                        session.accessKeyId(), session.secretAccessKey(), session.sessionToken()),
                    it -> it)
                .text())
        .contains("assumed-role/node/i-0");
  }

  @Test
  void refusesAnotherCluster() throws Exception {
    Answer answer = ask(owner(), it -> json(it).putHeader(CLUSTER, "other"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/Error/Code").asText()).isEqualTo("SignatureDoesNotMatch");
  }

  @Test
  void refusesAClusterThatIsNotSaid() throws Exception {
    assertThat(ask(owner(), it -> it.removeHeader(CLUSTER)).text())
        .contains("<Code>SignatureDoesNotMatch</Code>");
  }

  @Test
  void refusesAnotherSecret() throws Exception {
    Answer answer =
        ask(AwsBasicCredentials.create(account.accessKeyId(), "another"), PresignedUrlTest::json);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/Error/Message").asText())
        .startsWith("The request signature we calculated does not match");
  }

  @Test
  void refusesAnotherOperation() throws Exception {
    assertThat(ask(owner(), it -> it.putRawQueryParameter("Action", "AssumeRole")).text())
        .contains("<Code>SignatureDoesNotMatch</Code>");
  }

  @Test
  void refusesOneThatIsForAnyHost() throws Exception {
    assertThat(ask(owner(), it -> it.putRawQueryParameter("X-Amz-SignedHeaders", CLUSTER)).text())
        .contains("in the AWS Authorization.");
  }

  @Test
  void refusesAnotherAlgorithm() throws Exception {
    Answer answer =
        ask(owner(), it -> json(it).putRawQueryParameter("X-Amz-Algorithm", "AWS4-HMAC-SHA1"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/Error/Code").asText()).isEqualTo("IncompleteSignature");
    assertThat(answer.json().at("/Error/Message").asText())
        .isEqualTo("Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.");
  }

  @Test
  void refusesAScopeOfAnotherDay() throws Exception {
    String credential = account.accessKeyId() + "/20251231/us-east-1/sts/aws4_request";
    Answer answer =
        ask(owner(), it -> json(it).putRawQueryParameter("X-Amz-Credential", credential));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/Error/Message").asText())
        .isEqualTo(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                + " HTTP: '20251231' != '20260101', from '20260101T090000Z'.");
  }

  @Test
  void takesItForAQuarterOfAnHour() throws Exception {
    SdkHttpRequest request = json(presigned(owner()).toBuilder()).build();
    cloud.clock().advance(Duration.ofMinutes(15));
    assertThat(send(request).status()).isEqualTo(200);
    cloud.clock().advance(Duration.ofSeconds(1));
    Answer late = send(request);
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.json().at("/Error/Code").asText()).isEqualTo("SignatureDoesNotMatch");
    assertThat(late.json().at("/Error/Message").asText())
        .isEqualTo(
            "Signature expired: 20260101T090000Z is now earlier than 20260101T090001Z"
                + " (20260101T091501Z - 15 min.)");
  }

  @Test
  void refusesOneOfTheFuture() throws Exception {
    cloud.clock().advance(Duration.ofMinutes(6));
    SdkHttpRequest request = presigned(owner());
    EmbeddedCloud earlier = EmbeddedCloud.start();
    try {
      earlier.account("111111111111");
      SdkHttpRequest there = request.toBuilder().port(earlier.endpoint().getPort()).build();
      assertThat(send(there).text()).contains("Signature not yet current: 20260101T090600Z");
    } finally {
      earlier.close();
    }
  }
}
