package dev.referee.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.common.base.Throwables;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Outcome;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Tests of the contract itself, with faulty checks that it has to detect. */
@ResourceLock(value = Resources.SYSTEM_PROPERTIES, mode = ResourceAccessMode.READ)
class CheckContractTest {
  private static final Expectation NONE_LEFT =
      Expectation.of("VpcsThere", "networks", "Only the default VPC is left");
  private static final String SECRET = "s3cr3t";

  @Test
  void findsNothingWrongWithAnHonestCheck() {
    assertThat(caught(HonestContract.class)).isEmpty();
  }

  @Test
  void catchesACheckThatPassesWhatIsNotFixed() {
    assertThat(caught(BlindContract.class)).contains("is judged right");
  }

  @Test
  void catchesACheckThatReadsTheFirstPageOnly() {
    assertThat(caught(FirstPageContract.class)).contains("is judged right page by page");
  }

  @Test
  void catchesACheckThatTakesADenialForANo() {
    assertThat(caught(DenialIsNoContract.class)).contains("is never turned by a fault");
  }

  @Test
  void catchesACheckThatTakesAnErrorForANo() {
    assertThat(caught(ErrorIsNoContract.class))
        .contains("is never turned by a fault")
        .contains("CodeThatNobodyKnows");
  }

  @Test
  void acceptsVerdictsByErrorsThatTheTestDeclaresAsAnswers() {
    assertThat(caught(ErrorIsAnswerContract.class)).isEmpty();
  }

  @Test
  void catchesACheckThatBreaksOnAnError() {
    assertThat(caught(BreaksOnErrorContract.class))
        .contains("is never turned by a fault")
        .contains("INTERNAL");
  }

  @Test
  void catchesACheckThatBreaksOnAHole() {
    assertThat(caught(BreaksOnHoleContract.class))
        .contains("is never turned by a hole, as drawn with -Dreferee.seed=");
  }

  @Test
  void catchesACheckThatLeaksSecrets() {
    assertThat(caught(TalkativeContract.class)).contains("keeps secrets and answers");
  }

  @Test
  void catchesPermissionsThatAreNotNeeded() {
    assertThat(caught(GreedyContract.class)).contains("every declared action is asked somewhere");
  }

  @Test
  void catchesCodesThatNoWorldShows() {
    assertThat(caught(DeadCodeContract.class))
        .contains("every declared code is the next step somewhere");
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void comparesOnlyOutcomesOnRequest() {
    System.setProperty("referee.worlds", "outcome");
    try {
      assertThat(caught(BlindContract.class)).contains("one is left");
      assertThat(caught(FirstPageContract.class)).isEmpty();
      assertThat(caught(DeadCodeContract.class)).isEmpty();
    } finally {
      System.clearProperty("referee.worlds");
    }
  }

  @Test
  void printsEachFindingOnceAndNoHashes() {
    String blind = Throwables.getStackTraceAsString(failures(BlindContract.class).get(0));
    String deniedTakenForNo =
        failures(DenialIsNoContract.class).stream()
            .map(Throwables::getStackTraceAsString)
            .collect(joining());

    assertThat(blind).containsOnlyOnce("Expected that the verdict is");
    assertThat(deniedTakenForNo).containsOnlyOnce("is never turned by a fault");
    assertThat(blind + deniedTakenForNo).doesNotContainPattern("[\\w$]@[0-9a-f]{5,8}\\b");
  }

  private static List<Throwable> failures(Class<?> contract) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .flatMap(
            event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
        .toList();
  }

  /** Returns the failures of the contract. */
  private static String caught(Class<?> contract) {
    StringBuilder said = new StringBuilder();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .forEach(
            event ->
                said.append(event.getTestDescriptor().getDisplayName())
                    .append(event.getRequiredPayload(TestExecutionResult.class).getThrowable()));
    return said.toString();
  }

  /** A check that there is no VPC except the default one. */
  static class VpcsGone implements Check {
    @Override
    public String id() {
      return "test.vpcs-gone";
    }

    @Override
    public String claim() {
      return "Only the default VPC is left";
    }

    @Override
    public List<Expectation> expectations() {
      return List.of(NONE_LEFT);
    }

    @Override
    public Permissions permissions() {
      return Permissions.ofReads("ec2:DescribeVpcs");
    }

    List<Vpc> vpcs(Ec2Client ec2) {
      return ec2.describeVpcsPaginator(it -> {}).vpcs().stream().toList();
    }

    @Override
    public Verdict judge(CheckContext context) {
      List<Vpc> left =
          vpcs(context.target(Account.class).client(Ec2Client::builder)).stream()
              .filter(vpc -> !Boolean.TRUE.equals(vpc.isDefault()))
              .toList();
      return context.verdict(found(left).build());
    }

    Finding.Builder found(List<Vpc> left) {
      return left.isEmpty()
          ? NONE_LEFT.satisfied()
          : NONE_LEFT.unsatisfied().seen(left.size() + " are left").remedy("Delete them.");
    }
  }

  static class HonestContract extends CheckContract<Sandbox> {
    @Override
    protected Sandbox begin(Sandbox sandbox) {
      return sandbox;
    }

    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone();
    }

    @Override
    protected List<String> secrets() {
      return List.of(SECRET);
    }

    @Override
    protected Worlds<Sandbox> worlds() {
      Worlds<Sandbox> worlds = new Worlds<>();
      worlds.fixed("none is left", it -> {});
      for (World.Kind kind : World.Kind.values()) {
        if (kind != World.Kind.FIXED) {
          worlds.add(
              kind, "one is left", Outcome.FAILED, NONE_LEFT.code(), CheckContractTest::makeVpc);
        }
      }
      return worlds;
    }
  }

  /** A contract with the minimal scenarios that detect a faulty check. */
  abstract static class LyingContract extends HonestContract {
    @Override
    protected Worlds<Sandbox> worlds() {
      return new Worlds<Sandbox>()
          .fixed("none is left", it -> {})
          .broken("one is left", NONE_LEFT, CheckContractTest::makeVpc);
    }
  }

  private static void makeVpc(Sandbox sandbox) {
    sandbox.client(Ec2Client::builder).createVpc(it -> it.cidrBlock("10.9.0.0/16"));
  }

  static class BlindContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        Finding.Builder found(List<Vpc> left) {
          return NONE_LEFT.satisfied();
        }
      };
    }
  }

  static class FirstPageContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        List<Vpc> vpcs(Ec2Client ec2) {
          return ec2.describeVpcs().vpcs();
        }
      };
    }
  }

  static class DenialIsNoContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        public Verdict judge(CheckContext context) {
          try {
            return super.judge(context);
          } catch (Inconclusive e) {
            return context.verdict(NONE_LEFT.unsatisfied().build());
          }
        }
      };
    }
  }

  /** A contract for a check that treats any AWS error except "not found" as "no VPC is left". */
  static class ErrorIsNoContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        public Verdict judge(CheckContext context) {
          try {
            return super.judge(context);
          } catch (AwsServiceException e) {
            return context.verdict(NONE_LEFT.unsatisfied().build());
          }
        }
      };
    }
  }

  static class ErrorIsAnswerContract extends HonestContract {
    private static final String ANSWER = "UnsupportedOperation";

    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        public Verdict judge(CheckContext context) {
          try {
            return super.judge(context);
          } catch (AwsServiceException e) {
            if (e.awsErrorDetails().errorCode().equals(ANSWER)) {
              return context.verdict(NONE_LEFT.unsatisfied().build());
            }
            throw e;
          }
        }
      };
    }

    @Override
    protected Set<String> answerCodes() {
      return Set.of(ANSWER);
    }
  }

  static class BreaksOnErrorContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        List<Vpc> vpcs(Ec2Client ec2) {
          try {
            return super.vpcs(ec2);
          } catch (AwsServiceException e) {
            throw new IllegalStateException("This cannot happen");
          }
        }
      };
    }
  }

  /** A contract for a check that breaks when any member of a returned VPC is missing. */
  static class BreaksOnHoleContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        List<Vpc> vpcs(Ec2Client ec2) {
          List<Vpc> vpcs = super.vpcs(ec2);
          for (Vpc vpc : vpcs) {
            Stream.of(
                    vpc.cidrBlock(),
                    vpc.dhcpOptionsId(),
                    vpc.instanceTenancyAsString(),
                    vpc.isDefault(),
                    vpc.ownerId(),
                    vpc.stateAsString(),
                    vpc.vpcId())
                .forEach(Objects::requireNonNull);
            vpc.cidrBlockAssociationSet()
                .forEach(
                    it -> {
                      Objects.requireNonNull(it.associationId());
                      Objects.requireNonNull(it.cidrBlock());
                      Objects.requireNonNull(it.cidrBlockState().stateAsString());
                    });
          }
          return vpcs;
        }
      };
    }
  }

  static class TalkativeContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        Finding.Builder found(List<Vpc> left) {
          return super.found(left).fact("password", SECRET);
        }
      };
    }
  }

  static class GreedyContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        public Permissions permissions() {
          return super.permissions().and(Permissions.ofReads("ec2:DescribeSubnets"));
        }
      };
    }
  }

  static class DeadCodeContract extends LyingContract {
    @Override
    protected Check check(Sandbox sandbox) {
      return new VpcsGone() {
        @Override
        public List<Expectation> expectations() {
          return List.of(NONE_LEFT, Expectation.of("NeverSeen", "nothing", "Nothing"));
        }
      };
    }
  }
}
