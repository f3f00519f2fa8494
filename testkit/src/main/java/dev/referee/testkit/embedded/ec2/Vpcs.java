package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.ServiceQuota;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Tenancy;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcState;

/** An emulation of VPCs, each created with a security group, a route table and a network ACL. */
final class Vpcs {
  private final Ec2 ec2;
  private final ResourceTable<Vpc> table;
  private final Map<String, Dns> dns = new TreeMap<>();

  private record Dns(boolean support, boolean hostnames) {}

  Vpcs(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind("vpc", "vpc", "InvalidVpcID"),
            Vpc::vpcId,
            (vpc, tags) -> vpc.toBuilder().tags(Tags.orNone(tags)).build(),
            new Filters<Vpc>()
                .members(
                    Vpc.builder(),
                    """
                    cidr = CidrBlock
                    cidr-block = CidrBlock
                    cidr-block-association.association-id = CidrBlockAssociationSet.AssociationId
                    cidr-block-association.cidr-block = CidrBlockAssociationSet.CidrBlock
                    cidr-block-association.state = CidrBlockAssociationSet.CidrBlockState.State
                    dhcp-options-id = DhcpOptionsId
                    ipv6-cidr-block-association.association-id = Ipv6CidrBlockAssociationSet.AssociationId
                    ipv6-cidr-block-association.ipv6-cidr-block = Ipv6CidrBlockAssociationSet.Ipv6CidrBlock
                    ipv6-cidr-block-association.ipv6-pool = Ipv6CidrBlockAssociationSet.Ipv6Pool
                    ipv6-cidr-block-association.state = Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State
                    is-default = IsDefault
                    isDefault = IsDefault
                    owner-id = OwnerId
                    state = State
                    vpc-id = VpcId
                    """));
  }

  CreateVpcResponse create(CreateVpcRequest request, Call call) {
    if (request.cidrBlock() == null) {
      throw AwsError.missing("CidrBlock");
    }
    Cidr range = Cidr.of(request.cidrBlock());
    if (range.bits() < 16 || range.bits() > 28) {
      throw new AwsError(
          400, "InvalidVpc.Range", "The CIDR '" + request.cidrBlock() + "' is invalid.");
    }
    ec2.requireQuota(ServiceQuota.VPCS_PER_REGION, all().size(), "VpcLimitExceeded", "VPCs");
    Vpc vpc = make(range, false, request.instanceTenancy());
    ec2.tags.specified(vpc.vpcId(), request.tagSpecifications());
    Vpc answer = table.tagged(vpc);
    if (Boolean.TRUE.equals(request.amazonProvidedIpv6CidrBlock())) {
      answer =
          answer.toBuilder()
              .ipv6CidrBlockAssociationSet(
                  VpcRanges.associating(ec2.vpcRanges.addIpv6(vpc.vpcId())))
              .build();
    }
    return CreateVpcResponse.builder().vpc(answer).build();
  }

  /** Creates a VPC with all that every VPC has from the start. */
  Vpc make(Cidr range, boolean isDefault, @Nullable Tenancy tenancy) {
    String id = ec2.ids.next("vpc");
    Vpc vpc =
        Vpc.builder()
            .vpcId(id)
            .ownerId(ec2.context.accountId())
            .state(VpcState.AVAILABLE)
            .cidrBlock(range.toString())
            .cidrBlockAssociationSet(
                VpcCidrBlockAssociation.builder()
                    .associationId(ec2.ids.next("vpc-cidr-assoc"))
                    .cidrBlock(range.toString())
                    .cidrBlockState(state -> state.state("associated"))
                    .build())
            .dhcpOptionsId("dopt-0dec0de0dec0de000")
            .instanceTenancy(tenancy == null ? Tenancy.DEFAULT : tenancy)
            .isDefault(isDefault)
            .build();
    table.put(vpc);
    dns.put(id, new Dns(true, isDefault));
    ec2.securityGroups.defaultOf(vpc);
    ec2.routeTables.mainOf(vpc);
    ec2.networkAcls.defaultOf(id);
    return vpc;
  }

  DescribeVpcsResponse describe(DescribeVpcsRequest request, Call call) {
    Page<Vpc> page =
        Page.of(
            table.describe(request.vpcIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeVpcsResponse.builder().vpcs(page.items()).nextToken(page.next()).build();
  }

  DeleteVpcResponse delete(DeleteVpcRequest request, Call call) {
    String id = get(request.vpcId()).vpcId();
    if (!ec2.subnets.of(id).isEmpty()
        || ec2.internetGateways.isAttached(id)
        || ec2.securityGroups.hasOwn(id)
        || ec2.routeTables.hasOwn(id)
        || ec2.networkAcls.hasOwn(id)
        || ec2.endpoints.areIn(id)
        || ec2.transitAttachments.areOf(id)) {
      throw dependency("vpc", id);
    }
    ec2.securityGroups.forget(id);
    ec2.routeTables.forget(id);
    ec2.networkAcls.forget(id);
    table.remove(id);
    dns.remove(id);
    return DeleteVpcResponse.builder().build();
  }

  DescribeVpcAttributeResponse describeAttribute(DescribeVpcAttributeRequest request, Call call) {
    Dns dns = dns(request.vpcId());
    var answer = DescribeVpcAttributeResponse.builder().vpcId(request.vpcId());
    String attribute = request.attributeAsString() == null ? "" : request.attributeAsString();
    return switch (attribute) {
      case "enableDnsSupport" -> answer.enableDnsSupport(flag(dns.support())).build();
      case "enableDnsHostnames" -> answer.enableDnsHostnames(flag(dns.hostnames())).build();
      case "enableNetworkAddressUsageMetrics" ->
          answer.enableNetworkAddressUsageMetrics(flag(false)).build();
      default ->
          throw new AwsError(
              400,
              "InvalidParameterValue",
              "Value (" + attribute + ") for parameter attribute is invalid. Unknown attribute.");
    };
  }

  ModifyVpcAttributeResponse modifyAttribute(ModifyVpcAttributeRequest request, Call call) {
    Dns of = dns(request.vpcId());
    Dns changed =
        new Dns(
            is(request.enableDnsSupport(), of.support()),
            is(request.enableDnsHostnames(), of.hostnames()));
    dns.put(request.vpcId(), changed);
    return ModifyVpcAttributeResponse.builder().build();
  }

  Vpc get(String id) {
    return table.get(id);
  }

  List<Vpc> all() {
    return table.all(vpc -> true);
  }

  void change(String id, UnaryOperator<Vpc.Builder> change) {
    table.change(id, vpc -> change.apply(vpc.toBuilder()).build());
  }

  boolean hasDnsNames(String id) {
    return dns(id).hostnames();
  }

  /** Returns the default VPC, if it still exists. */
  @Nullable Vpc defaultVpc() {
    List<Vpc> found = table.all(Vpc::isDefault);
    return found.isEmpty() ? null : found.get(0);
  }

  /** Returns whether names can be resolved in a VPC at all, by AWS's own resolver. */
  boolean resolvesNames(String id) {
    return dns(id).support();
  }

  boolean privateDnsWorks(String id) {
    return dns(id).support() && dns(id).hostnames();
  }

  static AwsError dependency(String kind, String id) {
    return new AwsError(
        400,
        "DependencyViolation",
        "The " + kind + " '" + id + "' has dependencies and cannot be deleted.");
  }

  private Dns dns(String id) {
    Dns found = dns.get(get(id).vpcId());
    return found == null ? new Dns(true, false) : found;
  }

  private static boolean is(@Nullable AttributeBooleanValue flag, boolean otherwise) {
    Boolean value = flag == null ? null : flag.value();
    return value == null ? otherwise : value;
  }

  private static AttributeBooleanValue flag(boolean value) {
    return AttributeBooleanValue.builder().value(value).build();
  }
}
