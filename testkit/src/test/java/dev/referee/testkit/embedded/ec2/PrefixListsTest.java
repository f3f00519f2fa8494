package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListId;

class PrefixListsTest {
  private static final String CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing";

  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private ManagedPrefixList named(String name) {
    return ec2.describeManagedPrefixLists(r -> r.filters(filter("prefix-list-name", name)))
        .prefixLists()
        .get(0);
  }

  private static AddPrefixListEntry entry(String cidr) {
    return AddPrefixListEntry.builder().cidr(cidr).build();
  }

  private String own(int most, String... ranges) {
    return ec2.createManagedPrefixList(
            r ->
                r.prefixListName("office")
                    .addressFamily("IPv4")
                    .maxEntries(most)
                    .entries(Arrays.stream(ranges).map(PrefixListsTest::entry).toList()))
        .prefixList()
        .prefixListId();
  }

  @Nested
  class OfAws {
    @ParameterizedTest
    @CsvSource({
      "com.amazonaws.us-east-1.s3, IPv4",
      "com.amazonaws.us-east-1.dynamodb, IPv4",
      "com.amazonaws.us-east-1.ec2-instance-connect, IPv4",
      "com.amazonaws.us-east-1.ipv6.vpc-lattice, IPv6",
      "com.amazonaws.global.cloudfront.origin-facing, IPv4",
      "com.amazonaws.global.ipv6.cloudfront.origin-facing, IPv6"
    })
    void areThereFromTheStart(String name, String family) {
      ManagedPrefixList list = named(name);
      assertThat(list.ownerId()).isEqualTo("AWS");
      assertThat(list.addressFamily()).isEqualTo(family);
      assertThat(list.stateAsString()).isEqualTo("create-complete");
      assertThat(list.prefixListArn())
          .isEqualTo("arn:aws:ec2:us-east-1:aws:prefix-list/" + list.prefixListId());
      assertThat(list.maxEntries()).isNull();
      assertThat(list.version()).isNull();
      List<String> ranges =
          ec2
              .getManagedPrefixListEntries(r -> r.prefixListId(list.prefixListId()))
              .entries()
              .stream()
              .map(PrefixListEntry::cidr)
              .toList();
      assertThat(ranges).isNotEmpty();
      assertThat(ec2.describePrefixLists(r -> r.prefixListIds(list.prefixListId())).prefixLists())
          .singleElement()
          .extracting(PrefixList::prefixListName, PrefixList::cidrs)
          .containsExactly(name, ranges);
    }

    @Test
    void haveTheSameIdInEveryAccount() {
      Ec2Client other = fleet.cloud.account("333333333333").client(Ec2Client::builder);
      assertThat(other.describePrefixLists().prefixLists())
          .isEqualTo(ec2.describePrefixLists().prefixLists());
    }

    @Test
    void areDistinguishedByOwner() {
      String office = own(1);
      assertThat(
              ec2.describeManagedPrefixLists(r -> r.filters(filter("owner-id", "AWS")))
                  .prefixLists())
          .extracting(ManagedPrefixList::prefixListId)
          .isNotEmpty()
          .doesNotContain(office);
      assertThat(ec2.describePrefixLists().prefixLists())
          .extracting(PrefixList::prefixListId)
          .doesNotContain(office);
    }

    @Test
    void areNotTheAccountsToChange() {
      String list = named(CLOUDFRONT).prefixListId();
      fails(
          "UnauthorizedOperation",
          () ->
              ec2.modifyManagedPrefixList(
                  r -> r.prefixListId(list).addEntries(entry("192.0.2.0/24"))));
      fails("UnauthorizedOperation", () -> ec2.deleteManagedPrefixList(r -> r.prefixListId(list)));
      assertThat(named(CLOUDFRONT).prefixListId()).isEqualTo(list);
    }

    @Test
    void haveNoGatewayEndpointsExceptForSomeServices() {
      String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
      fails(
          "InvalidParameter",
          () ->
              ec2.createVpcEndpoint(
                  r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.vpc-lattice")));
      assertThat(
              ec2.createVpcEndpoint(
                      r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.dynamodb"))
                  .vpcEndpoint()
                  .vpcEndpointTypeAsString())
          .isEqualTo("Gateway");
    }
  }

  @Nested
  class OfTheAccount {
    @Test
    void haveAVersionThatChangesWithTheirEntries() {
      String list = own(3, "192.0.2.0/24");
      ec2.modifyManagedPrefixList(r -> r.prefixListId(list).prefixListName("branch"));
      assertThat(named("branch").version()).isEqualTo(1);
      ec2.modifyManagedPrefixList(
          r -> r.prefixListId(list).currentVersion(1L).addEntries(entry("198.51.100.0/24")));
      assertThat(named("branch").version()).isEqualTo(2);
      fails(
          "PrefixListVersionMismatch",
          () ->
              ec2.modifyManagedPrefixList(
                  r ->
                      r.prefixListId(list).currentVersion(1L).addEntries(entry("203.0.113.0/24"))));
    }

    @Test
    void takeNoNameOfAwsAndOneFamilyOfAddresses() {
      fails(
          "InvalidParameterValue",
          () ->
              ec2.createManagedPrefixList(
                  r -> r.prefixListName("com.amazonaws.mine").addressFamily("IPv4").maxEntries(1)));
      fails(
          "InvalidParameterValue",
          () ->
              ec2.createManagedPrefixList(
                  r -> r.prefixListName("mine").addressFamily("both").maxEntries(1)));
      fails("InvalidParameterValue", () -> own(1, "2001:db8::/32"));
    }
  }

  /** The number of rules for which a prefix list counts in the quota of 60 rules. */
  @Nested
  class InSecurityGroups {
    private final String group =
        ec2.createSecurityGroup(r -> r.groupName("web").description("web")).groupId();

    private void allow(int port, String list) {
      ec2.authorizeSecurityGroupIngress(
          r -> r.groupId(group).ipPermissions(tcp(port).prefixListIds(list(list)).build()));
    }

    private static PrefixListId list(String id) {
      return PrefixListId.builder().prefixListId(id).build();
    }

    private static IpPermission.Builder tcp(int port) {
      return IpPermission.builder().ipProtocol("tcp").fromPort(port).toPort(port);
    }

    private void allowRanges(int count) {
      ec2.authorizeSecurityGroupIngress(
          r ->
              r.groupId(group)
                  .ipPermissions(
                      tcp(443)
                          .ipRanges(
                              IntStream.range(0, count)
                                  .mapToObj(i -> IpRange.builder().cidrIp("10.0.0." + i + "/32"))
                                  .map(IpRange.Builder::build)
                                  .toList())
                          .build()));
    }

    @Test
    void countForTheirWeightIfTheyAreOfAws() {
      allow(443, named(CLOUDFRONT).prefixListId());
      fails(
          "RulesPerSecurityGroupLimitExceeded", () -> allow(80, named(CLOUDFRONT).prefixListId()));
      allowRanges(5);
      fails("RulesPerSecurityGroupLimitExceeded", () -> allow(443, own(1)));
      allow(443, named("com.amazonaws.global.ipv6.cloudfront.origin-facing").prefixListId());
    }

    @Test
    void countForAllThatTheyMayHoldIfTheyAreTheAccounts() {
      fails("RulesPerSecurityGroupLimitExceeded", () -> allow(443, own(61)));
      allow(443, own(40));
      allowRanges(20);
      fails("RulesPerSecurityGroupLimitExceeded", () -> allow(80, own(1)));
    }
  }
}
