package dev.referee.ssm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Outcome;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.RefereeExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.model.SessionState;

@ExtendWith(RefereeExtension.class)
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class StreamAddressTest {
  private static final String PATH = "/v1/data-channel/jo-0123456789abcdef0?role=publish_subscribe";

  private static Account account(String region, String endpoint) {
    Account.Builder account =
        Account.builder(Region.of(region))
            .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
    return endpoint == null ? account.build() : account.endpoint(URI.create(endpoint)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, , wss://ssmmessages.us-east-1.amazonaws.com",
    "us-east-1, , wss://ssmmessages.us-east-1.amazonaws.com:443",
    "us-east-1, , wss://SSMMESSAGES.us-east-1.amazonaws.com",
    "us-east-1, , wss://ssmmessages-fips.us-east-1.amazonaws.com",
    "us-east-1, , wss://ssmmessages.us-east-1.api.aws",
    "cn-north-1, , wss://ssmmessages.cn-north-1.amazonaws.com.cn",
    "us-gov-west-1, , wss://ssmmessages.us-gov-west-1.amazonaws.com",
    "us-east-1, https://aws.example.org:4566, wss://aws.example.org:8443",
    "us-east-1, https://aws.example.org, wss://ssmmessages.us-east-1.amazonaws.com",
    "us-east-1, http://aws.example.org, ws://aws.example.org",
    "us-east-1, http://127.0.0.1:4566, ws://127.0.0.1:5001",
    "us-east-1, http://localhost:4566, ws://127.0.0.1:5001",
    "us-east-1, http://127.0.0.1:4566, ws://[::1]:5001",
  })
  void leadsToAwsOrToTheEndpointThatWasGiven(String region, String endpoint, String place) {
    assertThat(StreamAddress.of(account(region, endpoint), place + PATH)).hasToString(place + PATH);
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, , ws://ssmmessages.us-east-1.amazonaws.com",
    "us-east-1, , wss://ssmmessages.us-east-1.amazonaws.com:8443",
    "us-east-1, , wss://ssmmessages.us-east-1.amazonaws.com.example.org",
    "us-east-1, , wss://ssmmessages.us-east-1.amazonaws.com.cn",
    "us-east-1, , wss://ssmmessages.eu-west-1.amazonaws.com",
    "us-east-1, , wss://ec2messages.us-east-1.amazonaws.com",
    "us-east-1, , wss://bucket.s3.us-east-1.amazonaws.com",
    "cn-north-1, , wss://ssmmessages.cn-north-1.amazonaws.com",
    "us-east-1, , wss://attacker.example.org",
    "us-east-1, , ws://127.0.0.1:5001",
    "us-east-1, https://aws.example.org, ws://aws.example.org",
    "us-east-1, https://aws.example.org, wss://attacker.example.org",
    "us-east-1, http://aws.example.org, ws://127.0.0.1",
    "us-east-1, http://localhost:4566, wss://localhost.example.org",
  })
  void leadsNowhereElse(String region, String endpoint, String place) {
    assertThatThrownBy(() -> StreamAddress.of(account(region, endpoint), place + PATH))
        .isInstanceOfSatisfying(
            Inconclusive.class, e -> assertThat(e.cause()).isEqualTo(Cause.UNREACHABLE))
        .hasMessageContaining(URI.create(place).getHost())
        .hasMessageContaining("nothing was sent there")
        .hasMessageNotContaining("jo-0123456789abcdef0");
  }

  @ParameterizedTest
  @CsvSource({
    "https://ssmmessages.us-east-1.amazonaws.com",
    "wss://ssmmessages.us-east-1.amazonaws.com@attacker.example.org",
    "wss:",
    "not an address",
  })
  void isOneOfADataChannel(String address) {
    assertThatThrownBy(() -> StreamAddress.of(account("us-east-1", null), address))
        .isInstanceOfSatisfying(
            Inconclusive.class, e -> assertThat(e.cause()).isEqualTo(Cause.UNREACHABLE))
        .hasMessageContaining("ssm:StartSession")
        .hasMessageNotContaining(address);
  }

  private static Verdict judge(EmbeddedSandbox sandbox, AlteredAnswers answers) {
    return sandbox
        .referee()
        .build()
        .judge(
            SsmChecks.sessionOpens()
                .instances(Instances.named(PrivateServer.NAME))
                .limits(PrivateServer.PATIENT)
                .build(),
            answers.account(sandbox));
  }

  @Test
  void thatLeadsElsewhereIsNotOpenedAndTheSessionIsTerminated(EmbeddedSandbox sandbox) {
    PrivateServer it = new PrivateServer(sandbox).reachable();
    AlteredAnswers answers =
        new AlteredAnswers()
            .body(
                "StartSession",
                body -> body.replaceAll("ws://[^/]*/", "wss://attacker.example.org/"));

    Verdict verdict = judge(sandbox, answers);

    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).contains(Cause.UNREACHABLE);
    assertThat(Report.forOrganisers().text(verdict)).contains("attacker.example.org");
    assertThat(sandbox.embedded().calls())
        .extracting(ReceivedCall::operation)
        .contains("TerminateSession")
        .doesNotContain("OpenDataChannel");
    assertThat(it.ssm.describeSessions(by -> by.state(SessionState.ACTIVE)).sessions()).isEmpty();
  }

  @Test
  void thatExpectsTlsOfAPlainServerIsReportedAsSuch(EmbeddedSandbox sandbox) throws IOException {
    new PrivateServer(sandbox).reachable();
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerInPlain(plain), "plain");
      answering.setDaemon(true);
      answering.start();
      String there = "wss://127.0.0.1:" + plain.getLocalPort() + "/";
      AlteredAnswers answers =
          new AlteredAnswers().body("StartSession", body -> body.replaceAll("ws://[^/]*/", there));

      Verdict verdict = judge(sandbox, answers);

      assertThat(verdict.cause()).contains(Cause.UNREACHABLE);
      assertThat(Report.forOrganisers().text(verdict)).contains("its address does not use TLS");
    }
  }

  private static void answerInPlain(ServerSocket server) {
    try (Socket client = server.accept()) {
      // A server answers requests; the client must not read a response before its request.
      client.getInputStream().read();
      client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      client.getOutputStream().flush();
      while (client.getInputStream().read() >= 0) {
        // The messages of the client are ignored.
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }
}
