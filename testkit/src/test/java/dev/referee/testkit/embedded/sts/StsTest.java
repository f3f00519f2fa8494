package dev.referee.testkit.embedded.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

class StsTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount judge = cloud.account("999999999999");
  private final EmbeddedAccount team = cloud.account("111111111111");
  private final StsClient sts = judge.client(StsClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private void roleThatTrusts(String principal, String externalId) {
    String condition =
        externalId.isEmpty()
            ? ""
            : ", \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"" + externalId + "\"}}";
    team.client(IamClient::builder)
        .createRole(
            r ->
                r.roleName("judged")
                    .assumeRolePolicyDocument(
                        """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                         "Principal": {"AWS": "%s"}, "Action": "sts:AssumeRole"%s}]}\
                        """
                            .formatted(principal, condition)));
  }

  private Credentials assume(String externalId) {
    return sts.assumeRole(
            a ->
                a.roleArn("arn:aws:iam::111111111111:role/judged")
                    .roleSessionName("sweep")
                    .externalId(externalId))
        .credentials();
  }

  private StsClient with(Credentials credentials) {
    return StsClient.builder()
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    credentials.accessKeyId(),
                    credentials.secretAccessKey(),
                    credentials.sessionToken())))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "999999999999",
    "arn:aws:iam::999999999999:root",
    "arn:aws:iam::999999999999:user/owner",
    "*"
  })
  void givesASessionToWhoIsTrusted(String principal) {
    roleThatTrusts(principal, "");
    var session = with(assume(null)).getCallerIdentity();
    assertThat(session.account()).isEqualTo("111111111111");
    assertThat(session.arn()).isEqualTo("arn:aws:sts::111111111111:assumed-role/judged/sweep");
  }

  @ParameterizedTest
  @CsvSource({"222222222222", "arn:aws:iam::999999999999:user/other"})
  void refusesWhoIsNot(String principal) {
    roleThatTrusts(principal, "");
    assertThatThrownBy(() -> assume(null))
        .isInstanceOf(StsException.class)
        .hasMessageContaining("is not authorized to perform: sts:AssumeRole on resource:");
  }

  @Test
  void asksForTheExternalId() {
    roleThatTrusts("999999999999", "game-7");
    assertThatThrownBy(() -> assume(null)).isInstanceOf(StsException.class);
    assertThatThrownBy(() -> assume("game-8")).isInstanceOf(StsException.class);
    assertThat(assume("game-7").accessKeyId()).startsWith("ASIA");
  }

  @Test
  void refusesARoleThatIsNotThereAsItRefusesOneThatDoesNotTrust() {
    assertThatThrownBy(() -> assume(null)).hasMessageContaining("is not authorized to perform");
  }

  @Test
  void endsASessionByTheClockOfTheCloud() {
    roleThatTrusts("999999999999", "");
    Credentials credentials = assume(null);
    assertThat(credentials.expiration())
        .isEqualTo(cloud.clock().instant().plus(Duration.ofHours(1)));
    StsClient session = with(credentials);
    cloud.clock().advance(Duration.ofMinutes(59));
    assertThat(session.getCallerIdentity().account()).isEqualTo("111111111111");
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThatThrownBy(() -> session.getCallerIdentity()).hasMessageContaining("is expired");
  }
}
