package com.example.jam;

import static dev.referee.testkit.RefereeAssertions.assertThat;

import dev.referee.Check;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.ec2.Ec2Checks;
import dev.referee.ec2.SecurityGroupSelector;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.RefereeExtension;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

@ExtendWith(RefereeExtension.class)
class EndpointTest {
  private static final Check HTTPS_OPEN =
      Ec2Checks.portsOpen()
          .groups(SecurityGroupSelector.named("unicorn-web"))
          .required("tcp 443 from 0.0.0.0/0")
          .build();

  @Test
  void noSecurityGroupIsThereYet(EmbeddedCloud cloud, EmbeddedAccount embedded) {
    // With moto_server or LocalStack: its address, e.g. URI.create("http://127.0.0.1:5000"),
    // and the access key that it expects.
    URI endpoint = cloud.endpoint();
    AwsBasicCredentials key =
        AwsBasicCredentials.create(embedded.accessKeyId(), embedded.secretAccessKey());
    Account account =
        Account.builder(Region.US_EAST_1)
            .endpoint(endpoint)
            .credentials(StaticCredentialsProvider.create(key))
            .build();

    assertThat(Team.of("team-7", account)).fails(HTTPS_OPEN).hasNext("GroupMissing");
  }
}
