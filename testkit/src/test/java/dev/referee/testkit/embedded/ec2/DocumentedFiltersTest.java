package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import dev.referee.testkit.embedded.Fleet;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Pojos;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Calls each operation of EC2 with each filter that AWS documents for it. */
class DocumentedFiltersTest {
  private static final String MODELS = "software.amazon.awssdk.services.ec2.model.";

  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;

  @AfterEach
  void close() {
    fleet.close();
  }

  static Stream<String> operations() throws IOException {
    return documented().stringPropertyNames().stream().sorted();
  }

  private static Properties documented() throws IOException {
    Properties names = new Properties();
    try (InputStream in =
        Resources.getResource(DocumentedFiltersTest.class, "documented-filters.properties")
            .openStream()) {
      names.load(in);
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void areKnownAndSelectNothingByAValueThatNothingHas(String operation) throws Exception {
    instance();
    for (String name : Splitter.on(',').split(documented().getProperty(operation))) {
      boolean id = operation.equals("DescribeSecurityGroupRules") && name.equals("group-id");
      SdkPojo answer = ask(operation, filter(name, id ? "sg-00000000" : "no such value"));
      assertThat(answer.sdkFields())
          .as(operation + " by " + name)
          .filteredOn(field -> field.memberName().matches(".*[a-z]s|.*Set"))
          .isNotEmpty()
          .allSatisfy(
              field -> assertThat((List<?>) field.getValueOrDefault(answer)).isNullOrEmpty());
    }
  }

  private SdkPojo ask(String operation, Filter filter) throws ReflectiveOperationException {
    try {
      return ask(
          ec2, operation, field -> field.memberName().matches("Filters?") ? List.of(filter) : null);
    } catch (AwsServiceException refused) {
      throw new AssertionError(operation + " by " + filter, refused);
    }
  }

  /** Calls an operation by its name. */
  static SdkPojo ask(
      Ec2Client ec2, String operation, Function<SdkField<?>, @Nullable Object> members)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName(MODELS + operation + "Request");
    SdkPojo request =
        Pojos.fill(
            (SdkPojo) type.getMethod("builder").invoke(null),
            (field, unused) -> members.apply(field));
    String method = operation.substring(0, 1).toLowerCase(Locale.ROOT) + operation.substring(1);
    try {
      return (SdkPojo) Ec2Client.class.getMethod(method, type).invoke(ec2, request);
    } catch (InvocationTargetException refused) {
      throw (AwsServiceException) refused.getCause();
    }
  }

  private String instance() {
    return ec2.runInstances(
            r ->
                r.imageId(Images.AL2023)
                    .instanceType("t3.micro")
                    .minCount(1)
                    .maxCount(1)
                    .metadataOptions(options -> options.httpTokens("required")))
        .instances()
        .get(0)
        .instanceId();
  }

  private List<String> instances(String name, String value) {
    return ec2.describeInstances(r -> r.filters(filter(name, value))).reservations().stream()
        .flatMap(one -> one.instances().stream())
        .map(Instance::instanceId)
        .toList();
  }

  @Test
  void findInstancesByMetadataOptionsAndInterfaces() {
    String one = instance();
    fleet.passMinutes(2);
    assertThat(instances("metadata-options.http-tokens", "required")).containsExactly(one);
    assertThat(instances("metadata-options.http-tokens", "optional")).isEmpty();
    assertThat(instances("metadata-options.http-put-response-hop-limit", "1")).containsExactly(one);
    assertThat(instances("network-interface.attachment.status", "attached")).containsExactly(one);
    assertThat(instances("network-interface.addresses.primary", "true")).containsExactly(one);
    assertThat(instances("launch-time", "2026-01-01T*:00.000Z")).containsExactly(one);
    assertThat(instances("monitoring-state", "enabled")).isEmpty();
  }

  @Test
  void findRulesEntriesAndAssociations() {
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    String other =
        ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("web").description("web")).groupId();
    String group =
        ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("db").description("db")).groupId();
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(3306)
                        .toPort(3306)
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(other).build())
                        .build()));
    assertThat(
            ec2.describeSecurityGroups(r -> r.filters(filter("ip-permission.group-name", "web")))
                .securityGroups())
        .extracting(SecurityGroup::groupId)
        .containsExactly(group);
    assertThat(
            ec2.describeSecurityGroups(
                    r ->
                        r.filters(
                            filter("ip-permission.user-id", "222222222222"),
                            filter("vpc-id", vpc),
                            filter("group-name", "db")))
                .securityGroups())
        .hasSize(1);
    String acl = ec2.createNetworkAcl(r -> r.vpcId(vpc)).networkAcl().networkAclId();
    ec2.createNetworkAclEntry(
        r ->
            r.networkAclId(acl)
                .ruleNumber(7)
                .egress(false)
                .protocol("6")
                .cidrBlock("10.9.0.0/16")
                .ruleAction("allow")
                .portRange(range -> range.from(80).to(81)));
    for (String[] one :
        List.of(
            new String[] {"entry.protocol", "tcp"},
            new String[] {"entry.protocol", "6"},
            new String[] {"entry.port-range.to", "81"},
            new String[] {"entry.cidr", "10.9.0.0/16"})) {
      assertThat(ec2.describeNetworkAcls(r -> r.filters(filter(one[0], one[1]))).networkAcls())
          .extracting(NetworkAcl::networkAclId)
          .containsExactly(acl);
    }
    String association =
        ec2.describeVpcs(r -> r.vpcIds(vpc))
            .vpcs()
            .get(0)
            .cidrBlockAssociationSet()
            .get(0)
            .associationId();
    assertThat(
            ec2.describeVpcs(
                    r ->
                        r.filters(
                            filter("cidr-block-association.association-id", association),
                            filter("cidr-block-association.state", "associated")))
                .vpcs())
        .extracting(Vpc::vpcId)
        .containsExactly(vpc);
    assertThat(ec2.describeSubnets(r -> r.filters(filter("ipv6-native", "false"))).subnets())
        .hasSize(3)
        .allMatch(Subnet::defaultForAz);
  }

  @Test
  void nameMembersThatThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Filters<Vpc>().members(Vpc.builder(), "cidr = CidrBlok"))
        .withMessage("No member CidrBlok");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Filters<Vpc>().members(Vpc.builder(), "cidr = CidrBlock.Bits"));
  }
}
