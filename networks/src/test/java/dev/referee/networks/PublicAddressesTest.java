package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Finding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;

class PublicAddressesTest {
  private static final String ADDRESS = "3.64.0.10";

  private static Finding judged(String owner, @Nullable Address known) {
    Instance instance =
        Instance.builder()
            .instanceId("i-1")
            .vpcId("vpc-1")
            .subnetId("subnet-1")
            .state(it -> it.name("running"))
            .networkInterfaces(
                InstanceNetworkInterface.builder()
                    .networkInterfaceId("eni-1")
                    .vpcId("vpc-1")
                    .subnetId("subnet-1")
                    .privateIpAddress("10.0.1.4")
                    .association(it -> it.publicIp(ADDRESS).ipOwnerId(owner))
                    .build())
            .build();
    Ec2Client ec2 = new OneAddress(known);
    List<Instance> instances = List.of(instance);
    return new PublicAddresses(ec2, instances, new GatewayRoutes(ec2, instances, false), false)
        .finding();
  }

  private static Address.Builder elastic() {
    return Address.builder().publicIp(ADDRESS).allocationId("eipalloc-1");
  }

  @Test
  void suggestsToDisassociateAnElasticIpOfTheTeam() {
    assertThat(judged("111122223333", elastic().build()).remedy().orElseThrow())
        .isEqualTo("Disassociate the Elastic IP eipalloc-1 (3.64.0.10) from eni-1.");
  }

  @Test
  void neverSuggestsToReleaseAnAddressThatAwsOwns() {
    Finding managed = judged("111122223333", elastic().serviceManaged("nlb").build());
    Finding automatic = judged("amazon", null);
    Finding owned = judged("amazon-owned", null);

    assertThat(List.of(managed, automatic, owned))
        .extracting(Finding::remedy)
        .map(Optional::orElseThrow)
        .noneSatisfy(remedy -> assertThat(remedy).contains("Disassociate"))
        .allSatisfy(remedy -> assertThat(remedy).contains("AWS", "launch i-1 again in a private"));
    assertThat(managed.facts().get(0).value()).contains("AWS manages for nlb");
  }

  @Test
  void neverSuggestsToDisassociateAnAddressThatTheAccountDoesNotHave() {
    Finding foreign = judged("444455556666", null);

    assertThat(foreign.remedy().orElseThrow())
        .isEqualTo(
            "3.64.0.10 is not an Elastic IP of this account and cannot be disassociated here:"
                + " launch i-1 again in a private subnet.");
    assertThat(foreign.facts().get(0).value()).contains("not an Elastic IP of this account");
  }

  @Test
  void judgesAnAddressThatTheAnswerLacks() {
    assertThat(judged("111122223333", elastic().publicIp(null).build()).remedy().orElseThrow())
        .isEqualTo("Disassociate the Elastic IP 3.64.0.10 from eni-1.");
  }

  /** An EC2 client with at most one address. */
  private record OneAddress(@Nullable Address address) implements Ec2Client {
    @Override
    public DescribeAddressesResponse describeAddresses(DescribeAddressesRequest request) {
      return DescribeAddressesResponse.builder()
          .addresses(address == null || request.filters().isEmpty() ? List.of() : List.of(address))
          .build();
    }

    @Override
    public String serviceName() {
      return "ec2";
    }

    @Override
    public void close() {}
  }
}
