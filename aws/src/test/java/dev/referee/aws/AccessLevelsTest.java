package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.MoreCollectors;
import dev.referee.Permissions;
import dev.referee.internal.ReadingRules;
import dev.referee.spi.ReadingRule;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLevelsTest {
  private final ReadingRule rule =
      ServiceLoader.load(ReadingRule.class).stream()
          .map(ServiceLoader.Provider::get)
          .collect(MoreCollectors.onlyElement());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "autoscaling:DescribeAutoScalingGroups",
        "cloudformation:DetectStackDrift",
        "cloudformation:ValidateTemplate",
        "cloudtrail:LookupEvents",
        "dynamodb:Query",
        "ec2:DescribeInstances",
        "ec2:GetConsoleOutput",
        "ec2:SearchTransitGatewayRoutes",
        "ecr:GetAuthorizationToken",
        "events:TestEventPattern",
        "iam:GenerateCredentialReport",
        "iam:ListRoles",
        "iam:SimulatePrincipalPolicy",
        "kms:DescribeKey",
        "logs:FilterLogEvents",
        "logs:StartQuery",
        "s3:GetObject",
        "s3:ListBucket",
        "ssm:GetParameter",
        "ssm:GetConnectionStatus",
        "states:GetExecutionHistory",
        "sts:GetCallerIdentity",
        "tag:GetResources",
      })
  void takesWhatReads(String action) {
    assertThat(rule.problem(action)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec2:CreateVpc",
        "ec2:TerminateInstances",
        "iam:PassRole",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "lambda:InvokeFunction",
        "s3:GetDataAccess",
        "s3:PutObject",
        "sqs:ReceiveMessage",
        "ssm:SendCommand",
        "ssm:StartSession",
        "ssmmessages:OpenDataChannel",
        "states:GetActivityTask",
        "states:TestState",
        "sts:AssumeRole",
        "sts:GetSessionToken",
        "wafv2:CheckCapacities",
      })
  void refusesWhatDoesMore(String action) {
    assertThat(rule.problem(action))
        .hasValueSatisfying(why -> assertThat(why).contains("access level Read or List"));
  }

  @Test
  void refusesAServiceThatItDoesNotKnow() {
    assertThat(rule.problem("nimbus:GetCloud"))
        .hasValue("no access levels are known of the service nimbus");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "pods:list", "ec2", "ec2:", "Pods:List", "a/b:Get"})
  void saysNothingOfWhatIsNoIamAction(String action) {
    assertThat(rule.problem(action)).isEmpty();
  }

  @Test
  void namesTheActionToDeclareInstead() {
    assertThat(ReadingRules.problems(Permissions.ofReads("ec2:DescribeVpcs", "ec2:CreateVpc")))
        .containsExactly(
            "ec2:CreateVpc is declared as reading, but it is not known to have the access level"
                + " Read or List; declare it with Permissions.withActives(\"ec2:CreateVpc\")");
  }
}
