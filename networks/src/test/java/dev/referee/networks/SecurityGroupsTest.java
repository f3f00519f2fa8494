package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.SpawningFleet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Reads groups of an account that behaves like AWS. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SecurityGroupsTest {
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final Ec2Client ec2 = sandbox.client(Ec2Client::builder);
  private String vpc;
  private String subnet;
  private String web;

  @BeforeEach
  void build() {
    vpc = ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.9.1.0/24"))
            .subnet()
            .subnetId();
    web = group("web");
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private String group(String name) {
    return ec2.createSecurityGroup(request -> request.groupName(name).description(name).vpcId(vpc))
        .groupId();
  }

  private void allow(Consumer<IpPermission.Builder> permission) {
    ec2.authorizeSecurityGroupIngress(
        request ->
            request
                .groupId(web)
                .ipPermissions(IpPermission.builder().applyMutation(permission).build()));
  }

  /** Reads the groups as a check does. */
  private <T> T seen(Function<SecurityGroups, T> look) {
    AtomicReference<T> seen = new AtomicReference<>();
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    Check check =
        new Check() {
          @Override
          public String id() {
            return "test.look";
          }

          @Override
          public String claim() {
            return "Looking";
          }

          @Override
          public Permissions permissions() {
            return Permissions.ofReads(
                "ec2:DescribeSecurityGroupRules",
                "ec2:GetManagedPrefixListEntries",
                "ec2:DescribeNetworkInterfaces");
          }

          @Override
          public Verdict judge(CheckContext context) {
            try {
              seen.set(look.apply(SecurityGroups.of(context.target(Account.class))));
            } catch (RuntimeException e) {
              thrown.set(e);
            }
            return context.verdict();
          }
        };
    Referee.builder().clock(sandbox.clock()).build().judge(check, sandbox.account());
    if (thrown.get() != null) {
      throw thrown.get();
    }
    return seen.get();
  }

  private long asked(String operation) {
    return sandbox.embedded().calls().stream()
        .map(ReceivedCall::operation)
        .filter(operation::equals)
        .count();
  }

  @Test
  void joinsAllRulesOfAllGroups() {
    allow(it -> it.ipProtocol("tcp").fromPort(80).toPort(90).ipRanges(cidr("10.0.0.0/8")));
    allow(it -> it.ipProtocol("-1").ipv6Ranges(Ipv6Range.builder().cidrIpv6("fd00::/8").build()));
    String other = group("other");
    ec2.authorizeSecurityGroupIngress(
        request ->
            request.groupId(other).ipProtocol("icmp").fromPort(8).toPort(-1).cidrIp("0.0.0.0/0"));
    Traffic expected =
        Traffic.of("tcp 80-90 from 10.0.0.0/8")
            .plus(Traffic.of("-1 from fd00::/8"))
            .plus(Traffic.of("icmp 8 from 0.0.0.0/0"));
    assertThatObject(seen(groups -> groups.inbound(List.of(web, other)).certain()))
        .isEqualTo(expected);
    assertThatObject(seen(groups -> groups.outbound(List.of(web)).certain()))
        .isEqualTo(Traffic.of("-1 to 0.0.0.0/0"));
  }

  @Test
  void readsEveryPage() {
    sandbox.embedded().pageSize(1);
    allow(it -> it.ipProtocol("tcp").fromPort(80).toPort(80).ipRanges(cidr("10.0.0.0/8")));
    allow(it -> it.ipProtocol("tcp").fromPort(81).toPort(81).ipRanges(cidr("10.0.0.0/8")));
    assertThatObject(seen(groups -> groups.inbound(List.of(web)).certain()))
        .isEqualTo(Traffic.of("tcp 80-81 from 10.0.0.0/8"));
  }

  @Test
  void hasNoRulesForAMissingGroup() {
    ec2.deleteSecurityGroup(request -> request.groupId(web));
    assertThatObject(
            seen(groups -> List.of(groups.rules(List.of(web)), groups.rules(List.of(web)))))
        .isEqualTo(List.of(List.of(), List.of()));
    assertThat(asked("DescribeSecurityGroupRules")).isEqualTo(1);
  }

  @Test
  void doesNotTakeADenialForNoRulesTheSecondTime() {
    sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeSecurityGroupRules"));
    assertThatThrownBy(
            () ->
                seen(
                    groups -> {
                      assertThatThrownBy(() -> groups.rules(List.of(web)))
                          .isInstanceOf(Inconclusive.class);
                      return groups.rules(List.of(web));
                    }))
        .isInstanceOf(Inconclusive.class);
  }

  @Test
  void reportsForeignGroupsAndDeletedPeerings() {
    assertThat(referred("111122223333", null)).isEqualTo(RulePeer.Group.of("sg-1"));
    assertThat(referred(null, "active")).isEqualTo(RulePeer.Group.of("sg-1"));
    assertThat(referred("999900001111", "active"))
        .isEqualTo(new RulePeer.Group("sg-1", "999900001111", false));
    assertThat(referred("999900001111", "deleted"))
        .isEqualTo(new RulePeer.Group("sg-1", "999900001111", true));
  }

  private static RulePeer referred(@Nullable String owner, @Nullable String peering) {
    return Rules.read(
            SecurityGroupRule.builder()
                .groupId("sg-9")
                .isEgress(false)
                .ipProtocol("-1")
                .groupOwnerId("111122223333")
                .referencedGroupInfo(it -> it.groupId("sg-1").userId(owner).peeringStatus(peering))
                .build())
        .peer();
  }

  private static SecurityGroupRule.Builder ssh() {
    return SecurityGroupRule.builder()
        .securityGroupRuleId("sgr-1")
        .groupId("sg-9")
        .isEgress(false)
        .ipProtocol("tcp")
        .fromPort(22)
        .toPort(22);
  }

  @Test
  void takesAnOtherEndThatIsMissingOrCannotBeForUnknown() {
    for (SecurityGroupRule rule :
        List.of(
            ssh().build(),
            ssh().cidrIpv4("").build(),
            ssh().cidrIpv4("10.0.0.0/99").build(),
            ssh().cidrIpv6("everybody").build(),
            ssh().referencedGroupInfo(it -> it.userId("111122223333")).build())) {
      RulePeer far = Rules.read(rule).peer();
      assertThat(far).isInstanceOf(RulePeer.Unknown.class);
      assertThatThrownBy(() -> new SecurityGroups(ec2).addresses(far))
          .isInstanceOfSatisfying(
              Inconclusive.class, e -> assertThat(e.cause()).isEqualTo(Cause.UNREACHABLE))
          .hasMessageContaining("DescribeSecurityGroupRules");
    }
  }

  @Test
  void isUnreadableWithoutMembersThatAwsAlwaysSends() {
    for (SecurityGroupRule.Builder rule :
        List.of(
            ssh().groupId(null),
            ssh().isEgress(null),
            ssh().ipProtocol(null),
            ssh().ipProtocol("carrots"),
            ssh().fromPort(null),
            ssh().toPort(99999))) {
      assertThatThrownBy(() -> Rules.read(rule.cidrIpv4("10.0.0.0/8").build()))
          .isInstanceOfSatisfying(
              Inconclusive.class, e -> assertThat(e.cause()).isEqualTo(Cause.UNREACHABLE));
    }
  }

  @Test
  void knowsInterfacesWithoutIpv4() {
    assertThat(
            Rules.privateAddresses(
                NetworkInterface.builder()
                    .ipv6Addresses(it -> it.ipv6Address("2001:db8::7"))
                    .build()))
        .isEqualTo(Addresses.of("2001:db8::7"));
  }

  @Test
  void resolvesPrefixListsOnce() {
    String list =
        ec2.createManagedPrefixList(
                request ->
                    request
                        .prefixListName("office")
                        .addressFamily("IPv4")
                        .maxEntries(5)
                        .entries(
                            AddPrefixListEntry.builder().cidr("198.51.100.0/24").build(),
                            AddPrefixListEntry.builder().cidr("192.0.2.0/25").build()))
            .prefixList()
            .prefixListId();
    for (int port : List.of(80, 443)) {
      allow(
          it ->
              it.ipProtocol("tcp")
                  .fromPort(port)
                  .toPort(port)
                  .prefixListIds(PrefixListId.builder().prefixListId(list).build()));
    }
    assertThatObject(seen(groups -> groups.inbound(List.of(web)).certain()))
        .isEqualTo(Traffic.of("tcp 80,443 from 198.51.100.0/24, 192.0.2.0/25"));
    assertThat(asked("GetManagedPrefixListEntries")).isEqualTo(1);
    ec2.deleteManagedPrefixList(request -> request.prefixListId(list));
    assertThatObject(seen(groups -> groups.inbound(List.of(web)).certain()))
        .isEqualTo(Traffic.none());
  }

  @Test
  void resolvesGroupsToThePrivateAddressesOfTheirMembersInOneGo() {
    String app = group("app");
    String batch = group("batch");
    for (String each : List.of(app, batch)) {
      allow(
          it ->
              it.ipProtocol("tcp")
                  .fromPort(5432)
                  .toPort(5432)
                  .userIdGroupPairs(UserIdGroupPair.builder().groupId(each).build()));
    }
    Addresses expected = Addresses.none();
    for (String each : List.of(app, batch, app)) {
      String address =
          ec2.runInstances(
                  request ->
                      request
                          .imageId(SpawningFleet.IMAGE)
                          .minCount(1)
                          .maxCount(1)
                          .subnetId(subnet)
                          .securityGroupIds(each))
              .instances()
              .get(0)
              .privateIpAddress();
      expected = expected.plus(Addresses.of(address));
    }
    assertThatObject(seen(groups -> groups.inbound(List.of(web)).certain()))
        .isEqualTo(Traffic.of("tcp 5432", expected));
    assertThat(asked("DescribeNetworkInterfaces")).isEqualTo(1);
    assertThatObject(
            seen(groups -> groups.addresses(RulePeer.Group.of("sg-0123456789abcdef0")).isEmpty()))
        .isEqualTo(true);
  }

  @Test
  void keepsApartWhatCannotBeSeen() {
    allow(it -> it.ipProtocol("tcp").fromPort(80).toPort(80).ipRanges(cidr("10.0.0.0/8")));
    allow(
        it ->
            it.ipProtocol("tcp")
                .fromPort(5432)
                .toPort(5432)
                .userIdGroupPairs(UserIdGroupPair.builder().groupId(web).build()));
    sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeNetworkInterfaces"));
    TrafficBounds reach = seen(groups -> groups.inbound(List.of(web)));
    assertThat(reach.certain()).isEqualTo(Traffic.of("tcp 80 from 10.0.0.0/8"));
    assertThat(reach.possible())
        .isEqualTo(reach.certain().plus(Traffic.of("tcp 5432", Addresses.all())));
    assertThat(reach.covers(Traffic.of("tcp 80 from 10.1.0.0/16"))).isTrue();
    assertThat(reach.covers(Traffic.of("tcp 22 from 10.1.0.0/16"))).isFalse();
    assertThatThrownBy(() -> reach.covers(Traffic.of("tcp 5432 from 10.1.0.0/16")))
        .isInstanceOf(Inconclusive.class);
  }

  @Test
  void seesNoMembersOfAnotherAccountsGroup() {
    RulePeer foreign = new RulePeer.Group("sg-0123456789abcdef0", "999900001111", false);
    RulePeer stale = new RulePeer.Group("sg-0123456789abcdef0", "999900001111", true);
    assertThatThrownBy(() -> seen(groups -> groups.addresses(foreign)))
        .isInstanceOf(Inconclusive.class)
        .hasMessageContaining("sg-0123456789abcdef0 of account 999900001111");
    assertThatObject(seen(groups -> groups.addresses(stale))).isEqualTo(Addresses.none());
    assertThat(sandbox.embedded().calls()).noneMatch(call -> call.operation().startsWith("Get"));
  }

  private static IpRange cidr(String cidr) {
    return IpRange.builder().cidrIp(cidr).build();
  }
}
