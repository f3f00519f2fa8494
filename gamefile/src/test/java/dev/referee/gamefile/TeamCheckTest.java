package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Catalogue;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.Parameter;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

class TeamCheckTest {
  private static final Expectation GIVEN =
      Expectation.of("Given", "what is given", "Something is given");
  private static final String TEMPLATE =
      """
      Parameters:
        Group: {Type: String}
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: 2012-10-17
              Statement:
                - Effect: Allow
                  Principal: {Service: ec2.amazonaws.com}
                  Action: sts:AssumeRole
      Outputs:
        GroupName: {Value: !Ref Group}
      """;

  /** Passes, and says what it was given. */
  private static final CheckKind.Builder DECLARED =
      CheckKind.of("test.echo", "Something is given").expects(List.of(GIVEN));

  private static final Parameter<String> TEXT =
      DECLARED.takes(Parameter.text("text", "what is said again").mandatory());
  private static final Parameter<Integer> NUMBER =
      DECLARED.takes(Parameter.number("number", "is not looked at"));
  private static final CheckKind ECHO = DECLARED.build(Echo::new);

  /** Passes, and says what it was given. */
  private static final class Echo extends DeclaredCheck {
    Echo(Arguments arguments) {
      super(ECHO, arguments);
    }

    @Override
    public Verdict judge(CheckContext context) {
      return context.verdict(GIVEN.satisfied().seen(arguments().get(TEXT)).build());
    }
  }

  private final EmbeddedCloud cloud = EmbeddedCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void hasTheTeamAndItsStack() {
    stack("111122220001", "web-of-one");
    stack("111122220002", "web-of-two");

    Sweep sweep = sweep("text: ${team.id} has ${stack.outputs.GroupName}, not $${team.id}");

    assertThat(seen(sweep, "team-1")).isEqualTo("team-1 has web-of-one, not ${team.id}");
    assertThat(seen(sweep, "team-2")).isEqualTo("team-2 has web-of-two, not ${team.id}");
  }

  @Test
  void asksForAStackOnceInASweep() {
    stack("111122220001", "web");
    stack("111122220002", "web");
    int before = cloud.calls().size();

    sweep("text: ${stack.outputs.GroupName} ${stack.outputs.GroupName}");

    assertThat(cloud.calls().subList(before, cloud.calls().size()))
        .filteredOn(call -> call.operation().equals("DescribeStacks"))
        .hasSize(2);
  }

  @Test
  void cannotTellWithoutTheStack() {
    stack("111122220001", "web");

    Sweep sweep = sweep("text: ${stack.outputs.GroupName}");

    assertThat(verdict(sweep, "team-1").outcome()).isEqualTo(Outcome.PASSED);
    assertThat(verdict(sweep, "team-2").outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict(sweep, "team-2").cause()).contains(Cause.MISCONFIGURED);
    assertThat(verdict(sweep, "team-2").findings().toString())
        .contains("There is no stack game in account");
  }

  @Test
  void cannotTellWithoutTheOutput() {
    stack("111122220001", "web");

    Verdict verdict = verdict(sweep("text: ${stack.outputs.Group}"), "team-1");

    assertThat(verdict.cause()).contains(Cause.MISCONFIGURED);
    assertThat(verdict.findings().toString()).contains("has no output Group; it has [GroupName]");
  }

  @Test
  void cannotTellWhenWhatItGetsDoesNotFit() {
    stack("111122220001", "web");

    Verdict verdict =
        verdict(sweep("text: a\n          number: ${stack.outputs.GroupName}"), "team-1");

    assertThat(verdict.cause()).contains(Cause.MISCONFIGURED);
    assertThat(verdict.findings().toString())
        .contains("'number' has to be a whole number, not 'web'");
  }

  private void stack(String accountId, String group) {
    EmbeddedAccount account = cloud.account(accountId);
    account
        .client(CloudFormationClient::builder)
        .createStack(
            stack ->
                stack
                    .stackName("game")
                    .templateBody(TEMPLATE)
                    .capabilitiesWithStrings("CAPABILITY_IAM")
                    .parameters(
                        software.amazon.awssdk.services.cloudformation.model.Parameter.builder()
                            .parameterKey("Group")
                            .parameterValue(group)
                            .build()));
    cloud.clock().advance(Duration.ofMinutes(5));
  }

  private Sweep sweep(String parameters) {
    GameFile file =
        GameFile.reader()
            .catalogue(Catalogue.of(List.of(() -> List.of(ECHO))))
            .accounts(this::embedded)
            .read(
                "game.yaml",
                """
                id: game
                title: Game
                tasks:
                  - id: task
                    title: Task
                    points: 1
                    checks:
                      - check: test.echo
                        parameters:
                          %s
                defaults:
                  account: {region: us-east-1, stack: game}
                teams:
                  - {id: team-1, account: {id: "111122220001"}}
                  - {id: team-2, account: {id: "111122220002"}}
                """
                    .formatted(parameters));
    return Referee.builder().clock(cloud.clock()).build().sweep(file.game(), file.teams());
  }

  private Account.Builder embedded(Account.Builder account) {
    String id = account.build().id().orElseThrow();
    EmbeddedAccount embedded = cloud.account(id);
    return account
        .endpoint(cloud.endpoint())
        .clock(cloud.clock())
        .credentials(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(embedded.accessKeyId(), embedded.secretAccessKey())));
  }

  private static String seen(Sweep sweep, String team) {
    return verdict(sweep, team).findings().get(0).seen().orElseThrow();
  }

  private static Verdict verdict(Sweep sweep, String team) {
    Judgement judgement = sweep.judgement(team, "task").orElseThrow();
    return judgement.parts().get(0).verdict();
  }
}
