package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Exception;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.SsmException;

class ModelledErrorsTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111122223333");

  @AfterEach
  void close() {
    cloud.close();
  }

  static Stream<Arguments> operations() {
    Consumer<EmbeddedAccount> role =
        it -> it.client(IamClient::builder).getRole(r -> r.roleName("r"));
    Consumer<EmbeddedAccount> groups =
        it -> it.client(AutoScalingClient::builder).describeAutoScalingGroups();
    Consumer<EmbeddedAccount> targets =
        it ->
            it.client(ElasticLoadBalancingV2Client::builder)
                .describeTargetHealth(r -> r.targetGroupArn("t"));
    Consumer<EmbeddedAccount> session =
        it -> it.client(SsmClient::builder).startSession(r -> r.target("i-1"));
    return Stream.of(
        Arguments.of("iam", "GetRole", "NoSuchEntity", IamException.class, role),
        Arguments.of(
            "autoscaling",
            "DescribeAutoScalingGroups",
            "ResourceContention",
            AutoScalingException.class,
            groups),
        Arguments.of(
            "elasticloadbalancing",
            "DescribeTargetHealth",
            "TargetGroupNotFound",
            ElasticLoadBalancingV2Exception.class,
            targets),
        Arguments.of("ssm", "StartSession", "TargetNotConnected", SsmException.class, session));
  }

  /**
   * A code that AWS does not have would be the service's base exception, and none of its
   * subclasses.
   */
  @ParameterizedTest
  @MethodSource("operations")
  void areUnderstoodByTheSdk(
      String service,
      String operation,
      String known,
      Class<? extends Exception> general,
      Consumer<EmbeddedAccount> call) {
    List<String> codes = ModelledErrors.codes(call(service, operation));
    assertThat(codes).contains(known);
    for (String code : codes) {
      account.clearFaults();
      account.inject(Fault.error(code, 400));
      Throwable thrown = catchThrowable(() -> call.accept(account));
      assertThat(thrown).as(code).isInstanceOf(general);
      assertThat(thrown.getClass()).as(code).isNotEqualTo(general);
    }
  }

  @Test
  void areNoneIfTheModelNamesNone() {
    assertThat(ModelledErrors.codes(call("ec2", "DescribeInstances"))).isEmpty();
    assertThat(ModelledErrors.codes(call("nothing", "DescribeInstances"))).isEmpty();
  }

  private static ReceivedCall call(String service, String operation) {
    return new ReceivedCall("111122223333", "us-east-1", service, operation);
  }
}
