package dev.referee.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.asked;
import static dev.referee.aws.FakeAws.during;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static dev.referee.aws.FakeAws.requests;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;

class DeferredSigV4AuthSchemeTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/eu-west-1/ec2/aws4_request, .*"
          + "Signature=[0-9a-f]{64}";

  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeRun.Sweep sweep = new FakeRun.Sweep();
  private final Keys keys = new Keys();

  /** Credentials that count how often something is signed with them. */
  private static final class Keys implements AwsCredentials {
    private final AtomicInteger uses = new AtomicInteger();

    @Override
    public String accessKeyId() {
      return "AKIDEXAMPLE";
    }

    @Override
    public String secretAccessKey() {
      uses.incrementAndGet();
      return "very-secret";
    }

    int takeUses() {
      return uses.getAndSet(0);
    }
  }

  private Account account() {
    return aws.account().credentials(() -> keys).build();
  }

  private DescribeInstancesResponse ask(Account account) {
    FakeRun run = sweep.reading(DESCRIBE_INSTANCES);
    return during(run, account, () -> account.client(Ec2Client::builder).describeInstances());
  }

  @Test
  void signsEveryAttemptThatIsSent() {
    aws.server.stubFor(
        asked("DescribeInstances")
            .inScenario("throttle")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(ec2Error(503, "RequestLimitExceeded", "Slow down"))
            .willSetStateTo("calm"));
    aws.server.stubFor(
        asked("DescribeInstances")
            .inScenario("throttle")
            .whenScenarioStateIs("calm")
            .willReturn(instances("i-1")));

    ask(account());

    aws.server.verify(
        2, requests("DescribeInstances").withHeader("Authorization", matching(SIGNED)));
  }

  @Test
  void signsNothingThatIsAnsweredFromTheCache() {
    aws.says("DescribeInstances", instances("i-1"));
    Account account = account();

    ask(account);
    assertThat(keys.takeUses()).isPositive();

    ask(account);
    assertThat(keys.takeUses()).isZero();
  }
}
