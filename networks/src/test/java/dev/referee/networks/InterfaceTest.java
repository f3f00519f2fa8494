package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Inconclusive;
import dev.referee.networks.Interface.PublicIpv4;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Prefix;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.InstancePrivateIpAddress;

class InterfaceTest {
  private static final InstanceNetworkInterfaceAssociation GIVEN =
      InstanceNetworkInterfaceAssociation.builder()
          .publicIp("3.64.0.10")
          .ipOwnerId("amazon")
          .build();

  private static Instance.Builder instance() {
    return Instance.builder()
        .instanceId("i-1")
        .vpcId("vpc-1")
        .subnetId("subnet-1")
        .privateIpAddress("10.0.1.4");
  }

  private static InstanceNetworkInterface.Builder face() {
    return InstanceNetworkInterface.builder()
        .networkInterfaceId("eni-1")
        .vpcId("vpc-1")
        .subnetId("subnet-1")
        .privateIpAddress("10.0.1.4");
  }

  @Test
  void cannotReadAnAssociationWithoutItsAddress() {
    InstanceNetworkInterface hole = face().association(it -> it.ipOwnerId("amazon")).build();

    assertThatThrownBy(() -> Interface.of(instance().networkInterfaces(hole).build()).toList())
        .isInstanceOf(Inconclusive.class)
        .hasMessageContaining("DescribeInstances");
    assertThat(
            Interface.of(instance().networkInterfaces(face().association(it -> {}).build()).build())
                .flatMap(face -> face.publicIpv4().stream()))
        .isEmpty();
  }

  @Test
  void reportsTheAddressOfItsFirstPrivateAddressOnce() {
    InstanceNetworkInterface told =
        face()
            .association(GIVEN)
            .privateIpAddresses(
                InstancePrivateIpAddress.builder()
                    .privateIpAddress("10.0.1.4")
                    .association(GIVEN)
                    .build())
            .build();

    assertThat(Interface.of(instance().networkInterfaces(told).build()))
        .singleElement()
        .satisfies(
            face ->
                assertThat(face.publicIpv4())
                    .containsExactly(new PublicIpv4("3.64.0.10", "10.0.1.4", true)));
  }

  @Test
  void ownsItsDelegatedPrefixes() {
    InstanceNetworkInterface told =
        face()
            .ipv6Prefixes(InstanceIpv6Prefix.builder().ipv6Prefix("2600:1f18:1::/80").build())
            .build();

    assertThat(Interface.of(instance().networkInterfaces(told).build()))
        .flatExtracting(Interface::ipv6)
        .containsExactly("2600:1f18:1::/80");
  }

  @Test
  void comesFromTheInstanceIfNothingElseHasIt() {
    Instance bare = instance().publicIpAddress("3.64.0.10").ipv6Address("2600:1f18:1::4").build();

    assertThat(Interface.of(bare))
        .singleElement()
        .satisfies(
            face -> {
              assertThat(face.subnetId()).isEqualTo("subnet-1");
              assertThat(face.publicIpv4()).extracting(PublicIpv4::address).hasSize(1);
              assertThat(face.ipv6()).isEqualTo(List.of("2600:1f18:1::4"));
            });
    assertThat(
            Interface.of(
                instance().publicIpAddress("3.64.0.10").networkInterfaces(face().build()).build()))
        .flatExtracting(Interface::publicIpv4)
        .extracting(PublicIpv4::address)
        .containsExactly("3.64.0.10");
  }
}
