package dev.referee.testkit.embedded.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AttachLoadBalancerTargetGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupResponse;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceProtectionResponse;
import software.amazon.awssdk.services.autoscaling.model.SuspendProcessesResponse;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class QueryProtocolTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111122223333");

  @AfterEach
  void close() {
    cloud.close();
  }

  static Stream<Arguments> empty() {
    return Stream.of(
        Arguments.of("SetInstanceProtection", SetInstanceProtectionResponse.builder().build()),
        Arguments.of(
            "AttachLoadBalancerTargetGroups",
            AttachLoadBalancerTargetGroupsResponse.builder().build()),
        Arguments.of("RegisterTargets", RegisterTargetsResponse.builder().build()),
        Arguments.of("AddTags", AddTagsResponse.builder().build()),
        Arguments.of("UpdateRole", UpdateRoleResponse.builder().build()));
  }

  @ParameterizedTest
  @MethodSource("empty")
  void sendsTheElementOfAnEmptyResult(String operation, SdkPojo answer) {
    assertThat(body(operation, answer)).contains("<" + operation + "Result>");
  }

  static Stream<Arguments> none() {
    return Stream.of(
        Arguments.of("CreateAutoScalingGroup", CreateAutoScalingGroupResponse.builder().build()),
        Arguments.of("SuspendProcesses", SuspendProcessesResponse.builder().build()),
        Arguments.of("DeleteRole", DeleteRoleResponse.builder().build()));
  }

  @ParameterizedTest
  @MethodSource("none")
  void sendsNoElementForNoResult(String operation, SdkPojo answer) {
    assertThat(body(operation, answer)).doesNotContain("Result");
  }

  private static String body(String operation, SdkPojo answer) {
    Service service = new Service("any", Protocol.AWS_QUERY, "2026-01-01");
    return new QueryProtocol(false).write(service, operation, answer, "id").body().asUtf8String();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\u0007b", "\u001b[2J", "\ufffe", "\uffff"})
  void refusesCharactersThatXmlCannotCarry(String text) {
    AutoScalingClient scaling = account.client(AutoScalingClient::builder);
    assertThatThrownBy(
            () ->
                scaling.createOrUpdateTags(
                    it ->
                        it.tags(
                            tag ->
                                tag.resourceId("web")
                                    .resourceType("auto-scaling-group")
                                    .key(text))))
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            refused -> {
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
              assertThat(refused.statusCode()).isEqualTo(400);
            });

    Ec2Client ec2 = account.client(Ec2Client::builder);
    String vpc = ec2.describeVpcs().vpcs().get(0).vpcId();
    assertThatThrownBy(
            () ->
                ec2.createTags(
                    it -> it.resources(vpc).tags(Tag.builder().key("Name").value(text).build())))
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            refused ->
                assertThat(refused.awsErrorDetails().errorCode())
                    .isEqualTo("InvalidParameterValue"));
    assertThat(ec2.describeVpcs().vpcs().get(0).tags()).isEmpty();
  }

  @Test
  void takesEveryCharacterThatXmlCarries() {
    String text = "tab\t newline\n \u00e9 \ud83e\udd84 <&>'\"";
    Ec2Client ec2 = account.client(Ec2Client::builder);
    String vpc = ec2.describeVpcs().vpcs().get(0).vpcId();
    ec2.createTags(it -> it.resources(vpc).tags(Tag.builder().key("Name").value(text).build()));
    assertThat(ec2.describeVpcs().vpcs().get(0).tags())
        .extracting(Tag::value)
        .containsExactly(text);
  }
}
