package dev.referee.testkit.embedded.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ServiceQuota;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class ServiceQuotasTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final Ec2Client ec2 = account.client(Ec2Client::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static void refused(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(e.statusCode()).isEqualTo(400);
            });
  }

  private static String vpc(Ec2Client ec2) {
    return ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
  }

  @Test
  void holdVpcsToFiveARegion() {
    String first = vpc(ec2);
    for (int i = 0; i < 3; i++) {
      vpc(ec2);
    }
    refused("VpcLimitExceeded", "The maximum number of VPCs has been reached.", () -> vpc(ec2));
    vpc(account.in(Region.EU_WEST_1).client(Ec2Client::builder));
    ec2.deleteVpc(it -> it.vpcId(first));
    vpc(ec2);
  }

  @Test
  void holdElasticIpAddressesToFiveARegion() {
    String first = ec2.allocateAddress().allocationId();
    for (int i = 0; i < 4; i++) {
      ec2.allocateAddress();
    }
    refused(
        "AddressLimitExceeded",
        "The maximum number of addresses has been reached.",
        ec2::allocateAddress);
    ec2.releaseAddress(it -> it.allocationId(first));
    ec2.allocateAddress();
  }

  @Test
  void holdNetworkAclsToTwentyRulesADirectionAndFamily() {
    String acl = ec2.createNetworkAcl(it -> it.vpcId(vpc(ec2))).networkAcl().networkAclId();
    for (int number = 1; number <= 19; number++) {
      ec2.createNetworkAclEntry(entry(acl, number).cidrBlock("10.0.0.0/16").build());
    }
    refused(
        "NetworkAclEntryLimitExceeded",
        "The maximum number of network acl entries has been reached.",
        () -> ec2.createNetworkAclEntry(entry(acl, 20).cidrBlock("10.0.0.0/16").build()));
    ec2.createNetworkAclEntry(entry(acl, 20).ipv6CidrBlock("2001:db8::/64").build());
    ec2.createNetworkAclEntry(entry(acl, 20).egress(true).cidrBlock("10.0.0.0/16").build());
  }

  private static CreateNetworkAclEntryRequest.Builder entry(String acl, int number) {
    return CreateNetworkAclEntryRequest.builder()
        .networkAclId(acl)
        .ruleNumber(number)
        .protocol("-1")
        .ruleAction("allow")
        .egress(false);
  }

  @Test
  void areRaisedForAnAccount() {
    account.setQuota(ServiceQuota.VPCS_PER_REGION, 7);
    for (int i = 0; i < 6; i++) {
      vpc(ec2);
    }
    refused("VpcLimitExceeded", "The maximum number of VPCs has been reached.", () -> vpc(ec2));
    Ec2Client other = cloud.account("222222222222").client(Ec2Client::builder);
    for (int i = 0; i < 4; i++) {
      vpc(other);
    }
    refused("VpcLimitExceeded", "The maximum number of VPCs has been reached.", () -> vpc(other));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> account.setQuota(ServiceQuota.VPCS_PER_REGION, -1));
  }

  @Test
  void areCalledAsInServiceQuotas() {
    assertThat(ServiceQuota.VPCS_PER_REGION.code()).isEqualTo("L-F678F1CE");
    assertThat(ServiceQuota.VPCS_PER_REGION.defaultValue()).isEqualTo(5);
  }
}
