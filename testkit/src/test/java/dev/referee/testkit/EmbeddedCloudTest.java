package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Evidence;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.aws.IamPolicy;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

@Isolated("looks at the threads of the whole JVM")
class EmbeddedCloudTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void distinguishesAccountsByTheirKeys() {
    EmbeddedAccount one = cloud.account("111111111111");
    EmbeddedAccount two = cloud.account("222222222222");
    assertThat(one.client(StsClient::builder).getCallerIdentity().account()).isEqualTo(one.id());
    assertThat(two.client(StsClient::builder).getCallerIdentity().account()).isEqualTo(two.id());
    assertThat(one.calls())
        .containsExactly(new ReceivedCall("111111111111", "us-east-1", "sts", "GetCallerIdentity"));
  }

  @Test
  void takesTheRegionFromTheSignature() {
    EmbeddedAccount account = cloud.account("111111111111").in(Region.AP_NORTHEAST_2);
    account.client(StsClient::builder).getCallerIdentity();
    assertThat(cloud.calls()).extracting(ReceivedCall::region).containsExactly("ap-northeast-2");
  }

  @Test
  void isJudgedByARoleThatAsksForItsExternalId() {
    EmbeddedAccount organisers = cloud.account("999988887777");
    EmbeddedAccount team = cloud.account("111111111111").in(Region.AP_NORTHEAST_2);
    String trust = IamPolicy.trust("arn:aws:iam::999988887777:root", "of-the-team");
    team.client(IamClient::builder)
        .createRole(it -> it.roleName("referee").assumeRolePolicyDocument(trust));
    team.client(Ec2Client::builder).createVpc(it -> it.cidrBlock("10.0.0.0/16"));
    String role = "arn:aws:iam::111111111111:role/referee";
    Account.Builder known = Account.builder(team.region()).assumeRole(role, "of-the-team");
    Account.Builder guessed = Account.builder(team.region()).assumeRole(role, "of-another");
    Referee referee = Referee.builder().clock(cloud.clock()).build();
    Check check = new CheckContractTest.VpcsGone();

    Account judged = organisers.judging(known).build();
    Verdict seen = referee.judge(check, judged);
    Verdict refused = referee.judge(check, organisers.judging(guessed).build());

    assertThat(seen.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(seen.evidence()).extracting(Evidence::at).containsOnly(cloud.clock().instant());
    assertThat(refused.cause()).contains(Cause.MISCONFIGURED);

    IamClient iam = team.client(IamClient::builder);
    iam.deleteRole(it -> it.roleName("referee"));
    assertThat(referee.judge(check, judged).cause())
        .as("who deletes a role ends its sessions")
        .contains(Cause.MISCONFIGURED);
    iam.createRole(it -> it.roleName("referee").assumeRolePolicyDocument(trust));
    cloud.clock().advance(Duration.ofMinutes(2));
    assertThat(referee.judge(check, judged).outcome())
        .as("the new role's session is another")
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void servesItsTime() throws Exception {
    cloud.clock().advance(Duration.ofMinutes(15));

    HttpResponse<String> said = get(cloud.timeEndpoint());

    assertThat(said.body()).isEqualTo("2026-01-01T09:15:00.000Z");
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void datesItsAnswersByItsTime() throws Exception {
    assertThat(get(cloud.endpoint()).headers().allValues("Referee-Date"))
        .containsExactly("Thu, 01 Jan 2026 09:00:00 GMT");
  }

  private static HttpResponse<String> get(URI where) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(where).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void refusesAnUnknownKey() {
    StsClient stranger =
        StsClient.builder()
            .endpointOverride(cloud.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("AKIAFAKE999999999999", "made-up")))
            .build();
    assertThatThrownBy(() -> stranger.getCallerIdentity())
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            refused -> {
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId");
              assertThat(refused.statusCode()).isEqualTo(403);
            });
  }

  @Test
  void refusesAnUnknownOperationAsAwsDoes() {
    Ec2Client ec2 = cloud.account("111111111111").client(Ec2Client::builder);
    assertThatThrownBy(() -> ec2.describeAddressTransfers(any -> {}))
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            unknown ->
                assertThat(unknown.awsErrorDetails().errorCode()).isEqualTo("InvalidAction"));
  }

  @Test
  void listensOnTheGivenPort() {
    int port = cloud.endpoint().getPort();
    assertThatThrownBy(() -> EmbeddedCloud.start(ManualClock.at(Instant.EPOCH), port))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("port " + port);

    cloud.close();
    try (EmbeddedCloud there = EmbeddedCloud.start(ManualClock.at(Instant.EPOCH), port)) {
      assertThat(there.endpoint()).isEqualTo(cloud.endpoint());
      there.account("111111111111").client(StsClient::builder).getCallerIdentity();
    }
  }

  @Test
  void usesDaemonThreadsOnly() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (EmbeddedCloud another = EmbeddedCloud.start()) {
      another.account("111111111111").client(StsClient::builder).getCallerIdentity();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> !before.contains(thread))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }
}
