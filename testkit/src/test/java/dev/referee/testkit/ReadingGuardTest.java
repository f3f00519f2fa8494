package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;

class ReadingGuardTest {
  private static final Permissions CREATES = Permissions.ofReads("ec2:CreateVpc");

  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** A check that creates a VPC, and declares other permissions as soon as it is judged. */
  private record MakesVpc(Permissions before, Permissions after, AtomicBoolean judged)
      implements Check {
    private static final Expectation ANY = Expectation.of("Any", "any", "Any");

    @Override
    public String id() {
      return "test.makes-vpc";
    }

    @Override
    public String claim() {
      return "There is a VPC";
    }

    @Override
    public List<Expectation> expectations() {
      return List.of(ANY);
    }

    @Override
    public Permissions permissions() {
      return judged.get() ? after : before;
    }

    @Override
    public Verdict judge(CheckContext context) {
      judged.set(true);
      context
          .target(Account.class)
          .client(Ec2Client::builder)
          .createVpc(it -> it.cidrBlock("10.99.0.0/16"));
      return context.verdict(ANY.satisfied().build());
    }
  }

  private static Check declaring(Permissions before, Permissions after) {
    return new MakesVpc(before, after, new AtomicBoolean());
  }

  private int vpcs() {
    return sandbox.client(Ec2Client::builder).describeVpcs().vpcs().size();
  }

  @Test
  void refusesACheckThatDeclaresAWriteAsReading() {
    int before = vpcs();
    Check check = declaring(CREATES, CREATES);
    Referee referee = Referee.create();
    Account account = sandbox.account();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> referee.judge(check, account))
        .withMessageContaining("ec2:CreateVpc is declared as reading");
    assertThat(vpcs()).isEqualTo(before);
  }

  @Test
  void sendsNothingForACheckThatDeclaresItLater() {
    int before = vpcs();
    Check check = declaring(Permissions.ofReads("ec2:DescribeVpcs"), CREATES);

    Verdict verdict = Referee.create().judge(check, sandbox.account());

    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.findings()).extracting(Finding::cause).contains(Optional.of(Cause.INTERNAL));
    assertThat(vpcs()).isEqualTo(before);
  }

  @Test
  void allowsDeclaredActiveCalls() {
    int before = vpcs();
    Permissions acting = Permissions.none().withActives("ec2:CreateVpc");

    Verdict verdict = Referee.create().judge(declaring(acting, acting), sandbox.account());

    assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(vpcs()).isEqualTo(before + 1);
  }
}
