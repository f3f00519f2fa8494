package dev.referee.testkit.embedded.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

class EndpointServicesTest {
  private static final String PREFIX = "com.amazonaws.us-east-1.";

  private final Fleet fleet = new Fleet();
  private String vpc = "";

  @BeforeEach
  void aDefaultVpc() {
    vpc = fleet.ec2.describeVpcs().vpcs().get(0).vpcId();
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private VpcEndpoint endpoint(String service, String type) {
    return fleet
        .ec2
        .createVpcEndpoint(it -> it.vpcId(vpc).serviceName(service).vpcEndpointType(type))
        .vpcEndpoint();
  }

  private static void refused(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }

  @Test
  void areDescribedOneByOne() {
    ServiceDetail ssm =
        fleet
            .ec2
            .describeVpcEndpointServices(it -> it.serviceNames(PREFIX + "ssm"))
            .serviceDetails()
            .get(0);
    assertThat(ssm.serviceType())
        .extracting(one -> one.serviceTypeAsString())
        .containsExactly("Interface");
    assertThat(ssm.privateDnsName()).isEqualTo("ssm.us-east-1.amazonaws.com");
    assertThat(ssm.owner()).isEqualTo("amazon");
    assertThat(ssm.availabilityZones()).contains("us-east-1a", "us-east-1b");
    assertThat(ssm.serviceId()).matches("vpce-svc-[0-9a-f]{17}");
  }

  @Test
  void areFoundByTypeAndPageByPage() {
    assertThat(
            fleet
                .ec2
                .describeVpcEndpointServices(
                    it -> it.filters(Fleet.filter("service-type", "Gateway")))
                .serviceNames())
        .containsExactly(PREFIX + "dynamodb", PREFIX + "s3", PREFIX + "s3express");
    assertThat(
            fleet
                .ec2
                .describeVpcEndpointServices(it -> it.serviceNames(PREFIX + "s3"))
                .serviceDetails())
        .hasSize(2);
    List<String> first =
        fleet.ec2.describeVpcEndpointServices(it -> it.maxResults(10)).serviceNames();
    assertThat(first).hasSizeLessThanOrEqualTo(10).isSorted();
    assertThat(fleet.ec2.describeVpcEndpointServices(it -> it.maxResults(10)).nextToken())
        .isNotNull();
    assertThat(fleet.ec2.describeVpcEndpointServices().serviceNames())
        .contains(PREFIX + "ssmmessages", PREFIX + "ec2messages", PREFIX + "ecr.api")
        .doesNotHaveDuplicates();
  }

  @Test
  void areRefusedIfThereIsNone() {
    for (String unknown : List.of(PREFIX + "ssmessages", "com.amazonaws.eu-west-1.ssm", "ssm")) {
      String message = "The Vpc Endpoint Service '" + unknown + "' does not exist";
      refused("InvalidServiceName", message, () -> endpoint(unknown, "Interface"));
      refused(
          "InvalidServiceName",
          message,
          () -> fleet.ec2.describeVpcEndpointServices(it -> it.serviceNames(unknown)));
    }
  }

  @Test
  void areOfOneTypeOrBoth() {
    refused(
        "InvalidParameter",
        "Endpoint type (Gateway) does not match available service types ([Interface]).",
        () -> endpoint(PREFIX + "ssm", "Gateway"));
    refused(
        "InvalidParameter",
        "Endpoint type (Interface) does not match available service types ([Gateway]).",
        () -> endpoint(PREFIX + "s3express", "Interface"));
    endpoint(PREFIX + "s3", "Gateway");
    assertThat(endpoint(PREFIX + "ecr.api", "Interface").dnsEntries())
        .extracting(DnsEntry::dnsName)
        .contains("api.ecr.us-east-1.amazonaws.com");
  }
}
