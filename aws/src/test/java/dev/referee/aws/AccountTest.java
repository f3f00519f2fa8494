package dev.referee.aws;

import static dev.referee.aws.FakeAws.ACCOUNT;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.LIST_ROLES;
import static dev.referee.aws.FakeAws.during;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static dev.referee.aws.FakeAws.keys;
import static dev.referee.aws.FakeAws.queryError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.referee.Cause;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

class AccountTest {
  private static final String OTHER = "999988887777";

  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeRun.Sweep sweep = new FakeRun.Sweep();

  private static DescribeInstancesResponse ask(FakeRun run, Account account) {
    return during(run, account, () -> account.client(Ec2Client::builder).describeInstances());
  }

  @Nested
  class Clients {
    @Test
    void areOneForEachServiceAndRegion() {
      Account account = aws.account().build();

      assertThat(account.client(Ec2Client::builder))
          .isSameAs(account.client(Ec2Client::builder))
          .isSameAs(account.in(Region.EU_WEST_1).client(Ec2Client::builder))
          .isNotSameAs(account.in(Region.US_EAST_1).client(Ec2Client::builder))
          .isNotSameAs(account.client(IamClient::builder));
    }

    @Test
    void shareTheirRetriesWithinARegion() {
      Account account = aws.account().limit(10_000, 10_000).build();
      aws.says("DescribeInstances", ec2Error(503, "RequestLimitExceeded", "Slowly"));
      aws.says("ListRoles", queryError(400, "Throttling", "Slowly"));
      during(
          sweep.reading(DESCRIBE_INSTANCES, LIST_ROLES),
          account,
          () -> {
            Ec2Client ec2 = account.client(Ec2Client::builder);
            for (int i = 0; i < 60; i++) { // 100 retries of throttled calls empty the bucket
              assertThatThrownBy(ec2::describeInstances).isInstanceOf(Inconclusive.class);
            }
            assertThat(attemptsOfListRoles(account)).isEqualTo(1);
            assertThat(attemptsOfListRoles(account.in(Region.US_EAST_1))).isEqualTo(3);
            return ec2;
          });
    }

    private int attemptsOfListRoles(Account account) {
      int before = aws.count("ListRoles");
      IamClient iam = account.client(IamClient::builder);
      assertThatThrownBy(iam::listRoles).isInstanceOf(Inconclusive.class);
      return aws.count("ListRoles") - before;
    }

    @Test
    void askTheEndpointAndSeeItsAnswer() {
      aws.says("DescribeInstances", instances("i-0abc"));

      assertThat(ask(sweep.reading(DESCRIBE_INSTANCES), aws.account().build()).reservations())
          .singleElement()
          .satisfies(
              found -> assertThat(found.instances().get(0).instanceId()).isEqualTo("i-0abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:4566", "ftp://localhost", "http:///path"})
    void haveNoEndpointThatIsNoAddress(String address) {
      assertThatThrownBy(() -> aws.account().endpoint(URI.create(address)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("http://127.0.0.1:4566, not '%s'", address);
    }

    @Test
    void refuseToWorkOutsideOfACheck() {
      Ec2Client ec2 = aws.account().build().client(Ec2Client::builder);

      assertThatThrownBy(ec2::describeInstances)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside a check");
      assertThat(aws.server.getAllServeEvents()).isEmpty();
    }

    @Test
    void refuseToWorkAfterTheCheck() {
      aws.says("DescribeInstances", instances());
      Account account = aws.account().build();
      ask(sweep.reading(DESCRIBE_INSTANCES), account);

      assertThatThrownBy(() -> account.client(Ec2Client::builder).describeInstances())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Nested
  class Guard {
    @Test
    void sendsNoCallThatTheCheckDidNotDeclare() {
      FakeRun run = sweep.run("ec2.sly", Permissions.ofReads("ec2:DescribeVpcs"));

      assertThatThrownBy(() -> ask(run, aws.account().build()))
          .asInstanceOf(type(Inconclusive.class))
          .satisfies(
              refused -> {
                assertThat(refused.cause()).isEqualTo(Cause.INTERNAL);
                assertThat(refused).hasMessageContainingAll("ec2.sly", DESCRIBE_INSTANCES);
                assertThat(refused.remedy())
                    .hasValueSatisfying(
                        remedy -> assertThat(remedy).contains("declare " + DESCRIBE_INSTANCES));
              });
      assertThat(aws.count("DescribeInstances")).isZero();
    }

    @Test
    void sendsNothingForACheckThatDeclaresAWriteAsARead() {
      aws.says("DescribeInstances", instances());
      FakeRun run = sweep.run("ec2.sly", Permissions.ofReads(DESCRIBE_INSTANCES, "ec2:CreateVpc"));

      assertThatThrownBy(() -> ask(run, aws.account().build()))
          .asInstanceOf(type(Inconclusive.class))
          .satisfies(
              refused -> {
                assertThat(refused.cause()).isEqualTo(Cause.INTERNAL);
                assertThat(refused)
                    .hasMessageContainingAll("ec2.sly", "ec2:CreateVpc is declared as reading");
              });
      assertThat(aws.server.getAllServeEvents()).isEmpty();
    }

    @Test
    void sendsDeclaredActiveCalls() {
      aws.says("DescribeInstances", instances());
      FakeRun run = sweep.run("active", Permissions.none().withActives(DESCRIBE_INSTANCES));

      ask(run, aws.account().build());

      assertThat(aws.count("DescribeInstances")).isEqualTo(1);
    }

    @Test
    void doesNotLetACheckAskWhoWeAreByItself() {
      Account account = aws.account().build();

      assertThatThrownBy(
              () ->
                  during(
                      sweep.reading(DESCRIBE_INSTANCES),
                      account,
                      () ->
                          account
                              .client(software.amazon.awssdk.services.sts.StsClient::builder)
                              .getCallerIdentity()))
          .isInstanceOf(Inconclusive.class)
          .hasMessageContaining("sts:GetCallerIdentity");
    }
  }

  @Nested
  class Identity {
    @Test
    void isProvenBeforeTheFirstCallAndOnceASweep() {
      aws.says("DescribeInstances", instances());
      Account account = aws.account().build();

      ask(sweep.reading(DESCRIBE_INSTANCES), account);
      ask(sweep.reading(DESCRIBE_INSTANCES), account);
      assertThat(aws.count("GetCallerIdentity")).isEqualTo(1);

      ask(new FakeRun.Sweep().reading(DESCRIBE_INSTANCES), account);
      assertThat(aws.count("GetCallerIdentity")).isEqualTo(2);
    }

    @Test
    void ofAnotherAccountIsRefusedBeforeAnythingIsRead() {
      aws.isAccount(OTHER);

      assertThatThrownBy(() -> ask(sweep.reading(DESCRIBE_INSTANCES), aws.account().build()))
          .asInstanceOf(type(Inconclusive.class))
          .satisfies(
              refused -> {
                assertThat(refused.cause()).isEqualTo(Cause.MISCONFIGURED);
                assertThat(refused).hasMessageContainingAll(OTHER, ACCOUNT);
              });
      assertThat(aws.count("DescribeInstances")).isZero();
    }

    @Test
    void isWaitedForOnceInASweepIfNothingResponds() {
      aws.says("GetCallerIdentity", FakeAws.xml(503, ""));
      Account account = aws.account().build();
      assertThatThrownBy(() -> ask(sweep.reading(DESCRIBE_INSTANCES), account))
          .isInstanceOf(Inconclusive.class);
      int attempts = aws.count("GetCallerIdentity");

      assertThatThrownBy(() -> ask(sweep.reading(DESCRIBE_INSTANCES), account))
          .asInstanceOf(type(Inconclusive.class))
          .satisfies(before -> assertThat(before.cause()).isEqualTo(Cause.UNREACHABLE));
      assertThat(aws.count("GetCallerIdentity")).isEqualTo(attempts).isPositive();

      aws.isAccount(ACCOUNT);
      aws.says("DescribeInstances", instances());
      assertThat(ask(new FakeRun.Sweep().reading(DESCRIBE_INSTANCES), account).reservations())
          .as("the next sweep asks again")
          .isEmpty();
    }

    @Test
    void isAcceptedOfAnyAccountIfNoneWasNamedAndIsInTheEvidence() {
      aws.isAccount(OTHER);
      aws.says("DescribeInstances", instances());
      FakeRun run = sweep.reading(DESCRIBE_INSTANCES);
      Account.Builder anybody =
          Account.builder(Region.EU_WEST_1)
              .endpoint(aws.endpoint())
              .credentials(keys("AKIDEXAMPLE"));

      ask(run, anybody.build());

      assertThat(run.evidence()).extracting(Evidence::account).containsExactly(OTHER, OTHER);
    }
  }

  @Test
  void theProofIsSharedByTheChecksOfASweepAndCountedForEach() {
    aws.says("DescribeInstances", instances("i-1"));
    Account account = aws.account().build();
    FakeRun first = sweep.reading(DESCRIBE_INSTANCES);
    FakeRun second = sweep.run("second", Permissions.ofReads(DESCRIBE_INSTANCES));

    ask(first, account);
    ask(second, account);

    assertThat(second.evidence().get(0)).isSameAs(first.evidence().get(0));
    assertThat(account.meter().counts().get(new Meter.Key("second", "sts:GetCallerIdentity")))
        .isEqualTo(CallCounts.REMEMBERED);
  }

  @Test
  void answersBecomeEvidenceEvenIfTheyWereKnown() {
    aws.says("DescribeInstances", instances("i-0abc"));
    Account account = aws.account().build();
    FakeRun first = sweep.reading(DESCRIBE_INSTANCES);
    FakeRun second = sweep.reading(DESCRIBE_INSTANCES);

    ask(first, account);
    ask(second, account);

    assertThat(first.evidence())
        .extracting(Evidence::operation)
        .containsExactly("GetCallerIdentity", "DescribeInstances");
    assertThat(first.evidence().get(1))
        .isEqualTo(
            new Evidence(
                "ec2",
                "DescribeInstances",
                ACCOUNT,
                "eu-west-1",
                "localhost",
                200,
                "ec2-1",
                FakeRun.NOW,
                first.evidence().get(1).digest()));
    assertThat(first.evidence().get(1).digest()).matches("[0-9a-f]{64}");
    assertThat(second.evidence()).isEqualTo(first.evidence());
  }

  @Test
  void ofGlobalServicesEvidenceNamesNoRegion() {
    aws.says(
        "ListRoles",
        FakeAws.xml(
            200,
            "<ListRolesResponse><ListRolesResult><Roles/><IsTruncated>false</IsTruncated></ListRolesResult>"
                + "<ResponseMetadata><RequestId>iam-1</RequestId></ResponseMetadata>"
                + "</ListRolesResponse>"));
    FakeRun run = sweep.reading("iam:ListRoles");
    Account account = aws.account().build();

    during(run, account, () -> account.client(IamClient::builder).listRoles());

    assertThat(run.evidence().get(1).region()).isEqualTo("aws-global");
    assertThat(run.evidence().get(1).requestId()).isEqualTo("iam-1");
  }

  @Test
  void namesNoSecret() {
    Account account = aws.account().build();

    assertThat(
            List.of(
                account.name(), account.toString(), account.concurrencyKey(), account.meter() + ""))
        .noneMatch(text -> text.contains("secret") || text.contains("AKID"));
    assertThat(account.name()).startsWith("account 111122223333 at localhost:");
    assertThat(account.concurrencyKey()).isEqualTo(ACCOUNT);
    assertThat(Account.builder(Region.EU_WEST_1).id(ACCOUNT).build())
        .hasToString("account 111122223333 in eu-west-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1111", "1111222233334", "11112222333a"})
  void refusesAnIdThatIsNone(String id) {
    Account.Builder builder = Account.builder(Region.EU_WEST_1).id(id);

    assertThatThrownBy(builder::build).hasMessageContaining("'" + id + "'");
  }

  @Test
  void ofARoleHasTheRolesId() {
    Account.Builder builder =
        Account.builder(Region.EU_WEST_1).assumeRole("arn:aws:iam::111122223333:role/r", "x");

    assertThat(builder.build().id()).contains(ACCOUNT);
    assertThatThrownBy(() -> builder.id(OTHER).build()).hasMessageContainingAll(OTHER, ACCOUNT);
    assertThatThrownBy(() -> builder.assumeRole("role/r")).hasMessageContaining("'role/r'");
  }

  @Test
  void clientsOfEveryProtocolCompile() {
    assertThat(aws.account().build().client(EksClient::builder)).isNotNull();
  }

  @Test
  void isTheOnlyTargetIfNoModuleFindsMore() {
    Account account = Account.builder(Region.EU_WEST_1).build();

    assertThat(AccountTargets.of(account, Optional.empty())).containsExactly(account);
  }
}
