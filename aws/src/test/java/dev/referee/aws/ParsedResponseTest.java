package dev.referee.aws;

import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.during;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.referee.Evidence;
import dev.referee.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.Trait;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;

class ParsedResponseTest {
  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeRun.Sweep sweep = new FakeRun.Sweep();

  static Stream<Arguments> protocols() {
    return Stream.of(
        read(
            DESCRIBE_INSTANCES,
            instances("i-1"),
            account -> account.client(Ec2Client::builder).describeInstances()),
        read(
            FakeAws.LIST_ROLES,
            FakeAws.xml(
                200,
                "<ListRolesResponse><ListRolesResult><Roles><member><Path>/</Path><RoleName>one</RoleName>"
                    + "<RoleId>AROA1</RoleId><Arn>arn:aws:iam::111122223333:role/one</Arn>"
                    + "<CreateDate>2026-01-01T09:00:00Z</CreateDate></member></Roles>"
                    + "</ListRolesResult><ResponseMetadata><RequestId>iam-1</RequestId></ResponseMetadata></ListRolesResponse>"),
            account -> account.client(IamClient::builder).listRoles()),
        read(
            FakeAws.DESCRIBE_PARAMETERS,
            FakeAws.json(200, "{\"Parameters\":[{\"Name\":\"one\"}]}"),
            account -> account.client(SsmClient::builder).describeParameters()),
        read(
            FakeAws.LIST_CLUSTERS,
            FakeAws.json(200, "{\"clusters\":[\"one\"]}"),
            account -> account.client(EksClient::builder).listClusters()));
  }

  private static Arguments read(
      String action, ResponseDefinitionBuilder answer, Function<Account, AwsResponse> call) {
    return Arguments.of(action, answer, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("protocols")
  void isSharedFromTheThirdReadOn(
      String action, ResponseDefinitionBuilder answer, Function<Account, AwsResponse> call) {
    aws.says(action.substring(action.indexOf(':') + 1), answer);
    Account account = aws.account().build();
    List<AwsResponse> read = new ArrayList<>();
    List<List<Evidence>> evidence = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      FakeRun run = sweep.reading(action);
      read.add(during(run, account, () -> call.apply(account)));
      evidence.add(run.evidence());
    }

    assertThat(read).allMatch(each -> each.equals(read.get(0)));
    assertThat(element(read.get(1))).isNotSameAs(element(read.get(0)));
    assertThat(read.subList(2, 4)).allMatch(each -> element(each) == element(read.get(1)));
    assertThat(read)
        .extracting(each -> each.responseMetadata().requestId())
        .containsOnly(read.get(0).responseMetadata().requestId());
    assertThat(read)
        .extracting(each -> each.sdkHttpResponse().headers())
        .containsOnly(read.get(0).sdkHttpResponse().headers());
    assertThat(evidence).allMatch(each -> each.equals(evidence.get(0)));
    assertThat(account.meter().total().remembered()).isEqualTo(6);
  }

  /** Returns the first element in a response: the SDK itself copies the lists. */
  private static Object element(AwsResponse response) {
    return response.sdkFields().stream()
        .map(member -> member.getValueOrDefault(response))
        .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isNotOfAnError() {
    aws.says("DescribeInstances", ec2Error(400, "InvalidInstanceID.NotFound", "No"));
    Account account = aws.account().build();

    for (int i = 0; i < 4; i++) {
      FakeRun run = sweep.reading(DESCRIBE_INSTANCES);
      Ec2Exception thrown =
          catchThrowableOfType(
              Ec2Exception.class,
              () ->
                  during(
                      run, account, () -> account.client(Ec2Client::builder).describeInstances()));

      assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo("InvalidInstanceID.NotFound");
      assertThat(thrown.requestId()).isEqualTo("ec2-error");
      assertThat(run.evidence()).extracting(Evidence::requestId).contains("ec2-error");
    }
    assertThat(aws.count("DescribeInstances")).isEqualTo(1);
  }

  @Test
  void isNotOfAnActiveCall() {
    aws.says("DescribeInstances", instances("i-1"));
    Account account = aws.account().build();
    FakeRun run = sweep.run("active", Permissions.none().withActives(DESCRIBE_INSTANCES));
    List<DescribeInstancesResponse> read = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      read.add(during(run, account, () -> account.client(Ec2Client::builder).describeInstances()));
    }

    assertThat(element(read.get(2))).isNotSameAs(element(read.get(1)));
  }

  @Test
  void isOnlyForTheSameRequests() {
    BufferedResponse answer =
        new BufferedResponse(
            SdkHttpResponse.builder().statusCode(200).build(), new byte[0], "host", FakeRun.NOW);
    DescribeInstancesResponse response = DescribeInstancesResponse.builder().build();

    answer.keep(DescribeInstancesRequest.class, response);

    assertThat(answer.parsed(DescribeInstancesRequest.class)).containsSame(response);
    assertThat(answer.parsed(DescribeVpcsRequest.class)).isEmpty();
  }

  @Test
  void containsOnlyMembersOfTheBody() {
    assertThat(ParsedResponse.isShareable(DescribeInstancesResponse.builder().build())).isTrue();
    assertThat(ParsedResponse.isShareable(new Made(location(MarshallLocation.PAYLOAD)))).isTrue();
    assertThat(ParsedResponse.isShareable(new Made(location(MarshallLocation.HEADER)))).isFalse();
    assertThat(
            ParsedResponse.isShareable(
                new Made(location(MarshallLocation.PAYLOAD), PayloadTrait.create())))
        .isFalse();
    assertThat(ParsedResponse.isShareable(new Made())).isFalse();
  }

  private static LocationTrait location(MarshallLocation location) {
    return LocationTrait.builder().location(location).locationName("Name").build();
  }

  /** A response with one member, or with none. */
  private static final class Made extends SdkResponse {
    private final List<SdkField<?>> members;

    Made(Trait... traits) {
      super(DescribeInstancesResponse.builder());
      BiConsumer<Object, String> setter = (any, value) -> {};
      this.members =
          traits.length == 0
              ? List.of()
              : List.of(
                  SdkField.builder(MarshallingType.STRING)
                      .memberName("Name")
                      .getter(any -> "")
                      .setter(setter)
                      .traits(traits)
                      .build());
    }

    @Override
    public List<SdkField<?>> sdkFields() {
      return members;
    }

    @Override
    public Builder toBuilder() {
      throw new UnsupportedOperationException();
    }
  }
}
