package dev.referee.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.asked;
import static dev.referee.aws.FakeAws.during;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static dev.referee.aws.FakeAws.jsonError;
import static dev.referee.aws.FakeAws.queryError;
import static dev.referee.aws.FakeAws.restError;
import static dev.referee.aws.FakeAws.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.referee.Cause;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;

class AwsErrorsTest {
  private static final Map<String, Consumer<Account>> ASK =
      Map.of(
          "DescribeInstances", account -> account.client(Ec2Client::builder).describeInstances(),
          "ListRoles", account -> account.client(IamClient::builder).listRoles(),
          "DescribeParameters", account -> account.client(SsmClient::builder).describeParameters(),
          "ListClusters", account -> account.client(EksClient::builder).listClusters());

  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeRun run =
      new FakeRun.Sweep()
          .reading(
              DESCRIBE_INSTANCES,
              FakeAws.LIST_ROLES,
              FakeAws.DESCRIBE_PARAMETERS,
              FakeAws.LIST_CLUSTERS);

  private Inconclusive ask(String operation, ResponseDefinitionBuilder answer) {
    aws.says(operation, answer);
    return ask(operation, aws.account().build());
  }

  private Inconclusive ask(String operation, Account account) {
    Inconclusive thrown =
        catchThrowableOfType(
            Inconclusive.class,
            () ->
                during(
                    run,
                    account,
                    () -> {
                      ASK.get(operation).accept(account);
                      return "an answer";
                    }));
    assertThat(thrown).as("what was thrown").isNotNull();
    return thrown;
  }

  /** Tests errors in every protocol of AWS. */
  static Stream<Arguments> protocols() {
    return Stream.of(
        arguments(
            "DescribeInstances",
            (Function<String, ResponseDefinitionBuilder>)
                code -> ec2Error(400, code, "As AWS says")),
        arguments(
            "ListRoles",
            (Function<String, ResponseDefinitionBuilder>)
                code -> queryError(400, code, "As AWS says")),
        arguments(
            "DescribeParameters",
            (Function<String, ResponseDefinitionBuilder>)
                code -> jsonError(400, "com.amazonaws.ssm#" + code, "As AWS says")),
        arguments(
            "ListClusters",
            (Function<String, ResponseDefinitionBuilder>)
                code -> restError(400, code, "As AWS says")));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void aThrottleIsTriedThreeTimes(
      String operation, Function<String, ResponseDefinitionBuilder> error) {
    for (String code : List.of("Throttling", "ThrottlingException", "RequestLimitExceeded")) {
      Account account = aws.account().build();
      aws.says(operation, error.apply(code));

      Inconclusive thrown = ask(operation, account);

      assertThat(thrown.cause()).isEqualTo(Cause.THROTTLED);
      assertThat(thrown).hasMessageContainingAll(operation, code, FakeAws.ACCOUNT);
      CallCounts counts =
          account.meter().counts().entrySet().stream()
              .filter(each -> each.getKey().operation().endsWith(operation))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow();
      assertThat(counts.calls()).isEqualTo(3);
      assertThat(counts.retries()).isEqualTo(2);
      assertThat(counts.throttles()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void aDenialNamesTheActionToAllow(
      String operation, Function<String, ResponseDefinitionBuilder> error) {
    for (String code : List.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")) {
      Inconclusive thrown = ask(operation, error.apply(code));

      assertThat(thrown.cause()).isEqualTo(Cause.ACCESS_DENIED);
      assertThat(thrown.remedy().orElse(""))
          .contains("Add ", ":" + operation, "account " + FakeAws.ACCOUNT);
    }
  }

  @Nested
  class Denials {
    private static final String ENCODED = "eWVzLCB0aGlzIGlzIGVuY29kZWQ".repeat(20);

    @Test
    void keepTheActionAndThePrincipalAndDropTheEncodedMessage() {
      Inconclusive thrown =
          ask(
              "DescribeInstances",
              ec2Error(
                  403,
                  "UnauthorizedOperation",
                  "You are not authorized to perform this operation. User:"
                      + " arn:aws:sts::111122223333:assumed-role/referee/s is not authorized to"
                      + " perform: ec2:DescribeInstances because no identity-based policy allows"
                      + " the ec2:DescribeInstances action. Encoded authorization failure message: "
                      + ENCODED));

      assertThat(thrown)
          .hasMessageContainingAll(
              "arn:aws:sts::111122223333:assumed-role/referee/s", DESCRIBE_INSTANCES);
      for (Throwable each = thrown; each != null; each = each.getCause()) {
        assertThat(each.toString()).doesNotContain("eWVz");
      }
      assertThat(thrown.remedy().orElse("")).startsWith("Add ec2:DescribeInstances to the policy");
    }

    @Test
    void thatAreExplicitAreNotFixedByAllowing() {
      Inconclusive thrown =
          ask(
              "DescribeParameters",
              jsonError(
                  400,
                  "AccessDeniedException",
                  "User: arn:aws:iam::111122223333:user/u is not authorized to perform:"
                      + " ssm:DescribeParameters on resource: * with an explicit deny in a service"
                      + " control policy"));

      assertThat(thrown).hasMessageContaining("explicit deny in a service control policy");
      assertThat(thrown.remedy().orElse("")).startsWith("Lift the explicit deny");
    }

    @Test
    void areEvidence() {
      ask("DescribeInstances", ec2Error(403, "UnauthorizedOperation", "No"));

      assertThat(run.evidence().get(1))
          .extracting(Evidence::status, Evidence::requestId)
          .containsExactly(403, "ec2-error");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExpiredToken:session token",
        "ExpiredTokenException:session token",
        "InvalidClientTokenId:access key id",
        "UnrecognizedClientException:access key id",
        "AuthFailure:access key id",
        "SignatureDoesNotMatch:secret access key",
        "RequestExpired:clock",
        "RequestTimeTooSkewed:clock",
        "OptInRequired:Enable"
      })
  void credentialsThatAreRefusedSayWhatToMend(String row) {
    String code = row.substring(0, row.indexOf(':'));

    Inconclusive thrown = ask("ListRoles", queryError(403, code, "As AWS says"));

    assertThat(thrown.cause()).isEqualTo(Cause.MISCONFIGURED);
    assertThat(thrown).hasMessageContaining(code);
    assertThat(thrown.remedy().orElse("")).contains(row.substring(row.indexOf(':') + 1));
  }

  @Test
  void aSignatureThatIsTooOldPointsToTheClock() {
    Inconclusive thrown =
        ask(
            "DescribeParameters",
            jsonError(
                400,
                "InvalidSignatureException",
                "Signature expired: 20260301T100000Z is now earlier than 20260301T101500Z"));

    assertThat(thrown.cause()).isEqualTo(Cause.MISCONFIGURED);
    assertThat(thrown.remedy().orElse("")).contains("clock");
  }

  static Stream<Arguments> nothings() {
    return Stream.of(
        arguments("500 with AWS's words", ec2Error(500, "InternalError", "Oops")),
        arguments("503 without any", aResponse().withStatus(503)),
        arguments("502 of a proxy", xml(502, "<html>Bad gateway</html>")),
        arguments("garbage", aResponse().withStatus(200).withBody("\u0001\u0002 no XML")),
        arguments("nothing", aResponse().withStatus(200)),
        arguments("somebody else's page", xml(200, "<html><body>Sign in</body></html>")),
        arguments("a refusal by a proxy", xml(403, "<html>Forbidden</html>")),
        arguments("a redirect", aResponse().withStatus(302).withHeader("Location", "/login")),
        arguments("a half answer", halfAnswer()),
        arguments("a reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
        arguments("a hang-up", aResponse().withFault(Fault.EMPTY_RESPONSE)),
        arguments("broken chunks", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)),
        arguments("no HTTP", aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));
  }

  private static ResponseDefinitionBuilder halfAnswer() {
    return xml(200, "<DescribeInstancesResponse><requestId>1</requestId><reservationSet/>");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nothings")
  void whatIsNoAnswerIsUnreachable(String what, ResponseDefinitionBuilder answer) {
    assertThat(ask("DescribeInstances", answer).cause()).isEqualTo(Cause.UNREACHABLE);
  }

  @Test
  void aTruncatedResponseIsUnreachableEvenIfItCanBeParsed() throws IOException {
    byte[] body = FakeAws.identity(FakeAws.ACCOUNT).getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length + 10);
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                while (!server.isClosed()) {
                  try (Socket socket = server.accept()) {
                    StringBuilder asked = new StringBuilder();
                    int next = 0;
                    while (next >= 0 && asked.indexOf("Version=2011-06-15") < 0) {
                      next = socket.getInputStream().read();
                      asked.append((char) next);
                    }
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().write(body);
                  } catch (IOException e) {
                    // the client hung up, or the test is over
                  }
                }
              });
      answering.setDaemon(true);
      answering.start();
      URI there = URI.create("http://127.0.0.1:" + server.getLocalPort());

      Inconclusive thrown = ask("DescribeInstances", aws.account().endpoint(there).build());

      assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
      assertThat(thrown).hasMessageContaining("the response ended after " + body.length);
    }
  }

  @Test
  void jsonGarbageIsUnreachable() {
    assertThat(ask("DescribeParameters", FakeAws.json(200, "{\"Parameters\":[{")).cause())
        .isEqualTo(Cause.UNREACHABLE);
    assertThat(ask("ListClusters", aResponse().withStatus(200).withBody("{}")).cause())
        .isEqualTo(Cause.UNREACHABLE);
  }

  @Test
  void aPortWithoutListenerIsUnreachable() {
    Account account = aws.account().endpoint(URI.create("http://127.0.0.1:1")).build();

    Inconclusive thrown = ask("DescribeInstances", account);

    assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
    assertThat(thrown).hasMessageContaining("127.0.0.1");
  }

  @Test
  void anAnswerThatIsLateIsTimedOut() {
    aws.says("DescribeInstances", instances().withFixedDelay(60_000));

    Inconclusive thrown =
        ask(
            "DescribeInstances",
            aws.account().timeouts(Duration.ofSeconds(30), Duration.ofMillis(200)).build());

    assertThat(thrown.cause()).isEqualTo(Cause.TIMED_OUT);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aBodyThatTricklesIsTimedOut() {
    aws.says("DescribeInstances", instances("i-1").withChunkedDribbleDelay(50, 60_000));

    assertThat(
            ask(
                    "DescribeInstances",
                    aws.account().timeouts(Duration.ofMillis(700), Duration.ofSeconds(30)).build())
                .cause())
        .isEqualTo(Cause.TIMED_OUT);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
    aws.says("DescribeInstances", instances("i-" + "0".repeat(5000)));
    Account.Builder account = aws.account();
    account.settings().mostBytes(4096);

    Inconclusive thrown = ask("DescribeInstances", account.build());

    assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
    assertThat(thrown).hasMessageContaining("4096 bytes");
  }

  @Test
  void noCredentialsAreMisconfigured() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials from any of the providers");
        };

    Inconclusive thrown = ask("DescribeInstances", aws.account().credentials(none).build());

    assertThat(thrown.cause()).isEqualTo(Cause.MISCONFIGURED);
    assertThat(thrown).hasMessageContainingAll("the given credentials", "Unable to load");
    assertThat(aws.server.getAllServeEvents()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400, MaxSessionsLimitExceeded, MISCONFIGURED, quota",
    "400, ServiceQuotaExceededException, MISCONFIGURED, quota",
    "403, NobodyKnowsThisCode, ACCESS_DENIED, NobodyKnowsThisCode",
    "407, Unknown, MISCONFIGURED, proxy"
  })
  void refusalsHaveTheirCause(int status, String code, Cause cause, String words) {
    for (var each :
        Map.of(
                "DescribeInstances", ec2Error(status, code, "As AWS says"),
                "ListRoles", queryError(status, code, "As AWS says"),
                "DescribeParameters", jsonError(status, code, "As AWS says"),
                "ListClusters", restError(status, code, "As AWS says"))
            .entrySet()) {
      Inconclusive thrown = ask(each.getKey(), each.getValue());

      assertThat(thrown.cause())
          .as(each.getKey() + com.google.common.base.Throwables.getCausalChain(thrown))
          .isEqualTo(cause);
      assertThat(thrown).hasMessageContainingAll(each.getKey(), words);
      assertThat(thrown.remedy()).isPresent();
    }
  }

  static Stream<Arguments> answersThatAskToSignIn() {
    return Stream.of("DescribeInstances", "ListRoles", "DescribeParameters", "ListClusters")
        .flatMap(
            operation ->
                Stream.of(401, 407)
                    .flatMap(
                        status ->
                            Stream.of(
                                arguments(operation, aResponse().withStatus(status)),
                                arguments(operation, xml(status, "<html>Sign in</html>")),
                                arguments(
                                    operation,
                                    xml(status, "<html>Sign in</html>")
                                        .withHeader("Content-Length", "20")
                                        .withHeader("WWW-Authenticate", "Basic realm=\"a\"")),
                                arguments(
                                    operation,
                                    xml(status, "<html>Sign in</html>")
                                        .withHeader("WWW-Authenticate", "Basic realm=\"a\"")
                                        .withHeader("Proxy-Authenticate", "Basic realm=\"a\"")),
                                arguments(operation, ec2Error(status, "Unknown", "As AWS says")),
                                arguments(operation, jsonError(status, "Unknown", "As AWS says")),
                                arguments(
                                    operation,
                                    ec2Error(status, "Unknown", "Long ".repeat(20_000))))));
  }

  /** The JDK's connection hides the body of such a response if the request had one. */
  @ParameterizedTest
  @MethodSource("answersThatAskToSignIn")
  void anAnswerThatAsksToSignInIsMisconfigured(String operation, ResponseDefinitionBuilder answer) {
    Inconclusive thrown = ask(operation, answer);

    assertThat(thrown.cause())
        .as("%s", com.google.common.base.Throwables.getCausalChain(thrown))
        .isEqualTo(Cause.MISCONFIGURED);
    assertThat(thrown).hasMessageContaining(operation).hasMessageMatching(".*\\((401|407)\\).*");
    assertThat(thrown.remedy()).isPresent();
  }

  @Test
  void anErrorWithoutARequestIdIsNotAws() {
    Inconclusive thrown =
        ask(
            "DescribeInstances",
            xml(
                404,
                "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code>"
                    + "</Error></Errors></Response>"));

    assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
  }

  @Test
  void aDefiniteErrorIsReportedOnceAndIsNotTheChecksFaultIfUncaught() {
    aws.says("DescribeInstances", ec2Error(400, "InvalidParameterValue", "No such filter"));
    Account account = aws.account().build();

    Ec2Exception thrown =
        catchThrowableOfType(
            Ec2Exception.class,
            () ->
                during(run, account, () -> account.client(Ec2Client::builder).describeInstances()));

    assertThat(thrown.getMessage()).containsOnlyOnce("No such filter").containsOnlyOnce("Service");
    assertThat(thrown.getCause())
        .isInstanceOfSatisfying(
            Inconclusive.class,
            escaped -> {
              assertThat(escaped.cause()).isEqualTo(Cause.MISCONFIGURED);
              assertThat(escaped)
                  .hasMessageContainingAll("InvalidParameterValue", "No such filter");
            });
  }

  @Test
  void anIdentityWithoutAnAccountIsNoProof() {
    for (String account : List.of("", "<Account/>", "<Account>null</Account>")) {
      aws.says(
          "GetCallerIdentity",
          xml(
              200,
              "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn</Arn>"
                  + account
                  + "</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId>"
                  + "</ResponseMetadata></GetCallerIdentityResponse>"));

      Inconclusive thrown = ask("DescribeInstances", aws.account().build());

      assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
      assertThat(thrown.getMessage()).doesNotContain("null").contains("GetCallerIdentity");
    }
  }

  @Nested
  class Tls {
    @Test
    void tlsToAPlainPortIsReportedAsSuch() {
      URI there = URI.create("https://127.0.0.1:" + aws.endpoint().getPort());

      Inconclusive thrown = ask("DescribeInstances", aws.account().endpoint(there).build());

      assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
      assertThat(thrown).hasMessageContainingAll("TLS", "http://");
    }

    @Test
    void isNamedIfItsPortGotAPlainRequest() throws IOException {
      byte[] alert = {0x15, 3, 3, 0, 2, 2, 10};
      try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
        Thread answering =
            new Thread(
                () -> {
                  while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                      socket.getInputStream().read();
                      socket.getOutputStream().write(alert);
                    } catch (IOException e) {
                      // the client hung up, or the test is over
                    }
                  }
                });
        answering.setDaemon(true);
        answering.start();
        URI there = URI.create("http://127.0.0.1:" + server.getLocalPort());

        Inconclusive thrown = ask("DescribeInstances", aws.account().endpoint(there).build());

        assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(thrown).hasMessageContainingAll("TLS", "https://");
      }
    }
  }

  @Nested
  class Roles {
    private static final String CREDENTIALS =
        "<AssumeRoleResponse><AssumeRoleResult><Credentials>%s</Credentials></AssumeRoleResult>"
            + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>";

    static Stream<Arguments> outages() {
      return Stream.of(
          arguments(Cause.THROTTLED, queryError(400, "Throttling", "Rate exceeded")),
          arguments(Cause.THROTTLED, queryError(400, "RequestLimitExceeded", "Rate exceeded")),
          arguments(Cause.UNREACHABLE, queryError(500, "InternalFailure", "Oops")),
          arguments(Cause.UNREACHABLE, aResponse().withStatus(503)),
          arguments(Cause.UNREACHABLE, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
          arguments(Cause.UNREACHABLE, aResponse().withFault(Fault.EMPTY_RESPONSE)),
          arguments(Cause.UNREACHABLE, aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)),
          arguments(Cause.UNREACHABLE, xml(200, "")),
          arguments(Cause.UNREACHABLE, xml(200, "{}")),
          arguments(Cause.UNREACHABLE, xml(200, "<html>Sign in</html>")),
          arguments(Cause.UNREACHABLE, xml(403, "<html>Forbidden</html>")),
          arguments(Cause.UNREACHABLE, xml(204, "")),
          arguments(Cause.UNREACHABLE, xml(302, "").withHeader("Location", "/login")),
          arguments(Cause.UNREACHABLE, xml(200, "<AssumeRoleResponse/>")),
          arguments(Cause.UNREACHABLE, xml(200, CREDENTIALS.formatted(""))),
          arguments(
              Cause.UNREACHABLE,
              xml(200, CREDENTIALS.formatted("<AccessKeyId>ASIAROLE</AccessKeyId>"))),
          arguments(Cause.UNREACHABLE, xml(200, "<a>".repeat(100_000))));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void thatCannotBeAskedForAreNotMisconfigured(Cause cause, ResponseDefinitionBuilder answer) {
      aws.says("AssumeRole", answer);

      Inconclusive thrown = ask("DescribeInstances", account());

      assertThat(thrown.cause()).isEqualTo(cause);
      assertThat(thrown).hasMessageContaining("sts:AssumeRole");
    }

    @Test
    void thatAreLateAreTimedOut() {
      aws.says("AssumeRole", xml(200, "").withFixedDelay(60_000));

      Inconclusive thrown =
          ask(
              "DescribeInstances",
              aws.account()
                  .timeouts(Duration.ofSeconds(30), Duration.ofMillis(200))
                  .assumeRole("arn:aws:iam::111122223333:role/referee", "team-7")
                  .build());

      assertThat(thrown.cause()).isEqualTo(Cause.TIMED_OUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidClientTokenId", "ExpiredToken", "SignatureDoesNotMatch"})
    void thatAreAskedForWithCredentialsThatAreRefusedSayWhose(String code) {
      aws.says("AssumeRole", queryError(403, code, "No"));

      Inconclusive thrown = ask("DescribeInstances", account());

      assertThat(thrown.cause()).isEqualTo(Cause.MISCONFIGURED);
      assertThat(thrown).hasMessageContaining(code);
      assertThat(thrown.remedy().orElse("")).contains("the given credentials");
    }

    private Account account() {
      return aws.account().assumeRole("arn:aws:iam::111122223333:role/referee", "team-7").build();
    }

    @Test
    void thatWereRecreatedAreAssumedAgainInTheNextSweep() {
      aws.says("AssumeRole", xml(200, session("ASIAOLD")));
      aws.says("DescribeInstances", ec2Error(403, "AuthFailure", "No such session"));
      Account account = account();
      assertThat(ask("DescribeInstances", account).cause()).isEqualTo(Cause.MISCONFIGURED);

      aws.says("AssumeRole", xml(200, session("ASIANEW")));
      aws.server.stubFor(
          asked("DescribeInstances")
              .withHeader("Authorization", containing("ASIANEW"))
              .willReturn(instances("i-1")));

      DescribeInstancesResponse found =
          during(
              new FakeRun.Sweep().reading(DESCRIBE_INSTANCES),
              account,
              () -> account.client(Ec2Client::builder).describeInstances());
      assertThat(found.reservations()).hasSize(1);
    }

    private String session(String key) {
      return CREDENTIALS.formatted(
          "<AccessKeyId>%s</AccessKeyId><SecretAccessKey>s</SecretAccessKey>".formatted(key)
              + "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>");
    }

    @Test
    void thatCannotBeAssumedAreMisconfigured() {
      aws.says("AssumeRole", queryError(403, "AccessDenied", "is not authorized"));

      Inconclusive thrown = ask("DescribeInstances", account());

      assertThat(thrown.cause()).isEqualTo(Cause.MISCONFIGURED);
      assertThat(thrown).hasMessageContaining("role/referee");
      assertThat(thrown.remedy().orElse("")).contains("external id");
    }

    @Test
    void areAssumedOnceAndUsed() {
      aws.says(
          "AssumeRole",
          xml(
              200,
              "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
                  + "<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                  + "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
                  + "</Credentials></AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId>"
                  + "</ResponseMetadata></AssumeRoleResponse>"));
      aws.says("DescribeInstances", instances());
      Account account = account();

      for (int i = 0; i < 2; i++) {
        during(run, account, () -> account.client(Ec2Client::builder).describeInstances());
      }

      assertThat(aws.server.findAll(FakeAws.requests("AssumeRole")))
          .singleElement()
          .satisfies(
              asked ->
                  assertThat(asked.getBodyAsString())
                      .contains("ExternalId=team-7", "RoleSessionName=referee"));
      assertThat(aws.server.findAll(FakeAws.requests("DescribeInstances")))
          .allSatisfy(asked -> assertThat(asked.getHeader("Authorization")).contains("ASIAROLE"));
      assertThat(account.meter().counts().keySet())
          .extracting(Meter.Key::operation)
          .doesNotContain("sts:AssumeRole");
    }
  }

  @Test
  void aDefiniteErrorKeepsItsExceptionAndNamesTheOperation() {
    aws.says("DescribeInstances", ec2Error(400, "InvalidParameterValue", "No such filter"));
    Account account = aws.account().build();

    assertThatThrownBy(
            () ->
                during(run, account, () -> account.client(Ec2Client::builder).describeInstances()))
        .isInstanceOf(Ec2Exception.class)
        .hasMessageContainingAll(
            "ec2:DescribeInstances in eu-west-1", "InvalidParameterValue", "No such filter");
  }

  @Test
  void aRegionWithoutNameServerIsUnreachableAndNotRedirected() {
    Endpoints endpoints = new Endpoints(false, Region.EU_WEST_1);

    endpoints.require("ec2.eu-west-1.amazonaws.com");
    endpoints.require("eks.eu-west-1.api.aws");
    assertThatThrownBy(() -> endpoints.require("ec2.eu-west-1.amazonaws.com.example"))
        .isInstanceOf(Inconclusive.class);
  }
}
