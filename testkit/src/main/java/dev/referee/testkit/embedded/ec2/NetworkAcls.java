package dev.referee.testkit.embedded.ec2;

import static java.util.Comparator.comparing;

import dev.referee.testkit.ServiceQuota;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** An emulation of network ACLs, with exactly one for each subnet. */
final class NetworkAcls {
  private static final int LAST = 32767;
  private static final int IPV6 = 101;
  private static final Map<String, String> NAMES = Map.of("6", "tcp", "17", "udp", "1", "icmp");

  private final Ec2 ec2;
  private final ResourceTable<NetworkAcl> table;

  NetworkAcls(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "acl",
                "network-acl",
                "InvalidNetworkAclID.NotFound",
                "InvalidNetworkAclId.Malformed",
                "The networkAcl ID '%s' does not exist"),
            NetworkAcl::networkAclId,
            (acl, tags) -> acl.toBuilder().tags(tags).build(),
            new Filters<NetworkAcl>()
                .members(
                    NetworkAcl.builder(),
                    """
                    association.association-id = Associations.NetworkAclAssociationId
                    association.network-acl-id = Associations.NetworkAclId
                    association.subnet-id = Associations.SubnetId
                    default = IsDefault
                    entry.cidr = Entries.CidrBlock
                    entry.egress = Entries.Egress
                    entry.icmp.code = Entries.IcmpTypeCode.Code
                    entry.icmp.type = Entries.IcmpTypeCode.Type
                    entry.ipv6-cidr = Entries.Ipv6CidrBlock
                    entry.port-range.from = Entries.PortRange.From
                    entry.port-range.to = Entries.PortRange.To
                    entry.rule-action = Entries.RuleAction
                    entry.rule-number = Entries.RuleNumber
                    network-acl-id = NetworkAclId
                    owner-id = OwnerId
                    vpc-id = VpcId
                    """)
                .any("entry.protocol", NetworkAcls::protocols));
  }

  /** Returns the protocols of entries as a filter may name them: by number, some by name too. */
  private static List<String> protocols(NetworkAcl acl) {
    return acl.entries().stream()
        .flatMap(
            entry ->
                Stream.of(entry.protocol(), NAMES.getOrDefault(entry.protocol(), entry.protocol())))
        .toList();
  }

  CreateNetworkAclResponse create(CreateNetworkAclRequest request, Call call) {
    String id = make(ec2.vpcs.get(request.vpcId()).vpcId(), false);
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateNetworkAclResponse.builder().networkAcl(table.tagged(table.get(id))).build();
  }

  void defaultOf(String vpcId) {
    make(vpcId, true);
  }

  private String make(String vpcId, boolean isDefault) {
    String id = ec2.ids.next("acl");
    List<NetworkAclEntry> entries = new ArrayList<>();
    for (boolean egress : new boolean[] {true, false}) {
      if (isDefault) {
        entries.add(all(100, egress, RuleAction.ALLOW));
      }
      entries.add(all(LAST, egress, RuleAction.DENY));
    }
    table.put(
        NetworkAcl.builder()
            .networkAclId(id)
            .vpcId(vpcId)
            .ownerId(ec2.context.accountId())
            .isDefault(isDefault)
            .entries(entries)
            .associations(List.of())
            .build());
    return id;
  }

  /**
   * Lets IPv6 through the default network ACL of a VPC, as EC2 does by itself when the VPC gets a
   * range of IPv6 addresses.
   */
  void speakIpv6(String vpcId) {
    for (NetworkAcl acl : table.all(one -> one.isDefault() && one.vpcId().equals(vpcId))) {
      for (boolean egress : new boolean[] {true, false}) {
        NetworkAclEntry entry =
            all(IPV6, egress, RuleAction.ALLOW).toBuilder()
                .cidrBlock(null)
                .ipv6CidrBlock("::/0")
                .build();
        NetworkAcl now = table.get(acl.networkAclId());
        if (now.entries().stream().noneMatch(one -> same(one, entry))) {
          change(now, entries -> entries.add(entry));
        }
      }
    }
  }

  private static NetworkAclEntry all(int number, boolean egress, RuleAction action) {
    return NetworkAclEntry.builder()
        .ruleNumber(number)
        .egress(egress)
        .protocol("-1")
        .cidrBlock("0.0.0.0/0")
        .ruleAction(action)
        .build();
  }

  DescribeNetworkAclsResponse describe(DescribeNetworkAclsRequest request, Call call) {
    Page<NetworkAcl> page =
        Page.of(
            table.describe(request.networkAclIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeNetworkAclsResponse.builder()
        .networkAcls(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteNetworkAclResponse delete(DeleteNetworkAclRequest request, Call call) {
    NetworkAcl acl = table.get(request.networkAclId());
    if (acl.isDefault()) {
      throw new AwsError(
          400, "InvalidParameterValue", "cannot delete default network ACL " + acl.networkAclId());
    }
    if (!acl.associations().isEmpty()) {
      throw Vpcs.dependency("networkAcl", acl.networkAclId());
    }
    table.remove(acl.networkAclId());
    return DeleteNetworkAclResponse.builder().build();
  }

  CreateNetworkAclEntryResponse createEntry(CreateNetworkAclEntryRequest request, Call call) {
    NetworkAcl acl = table.get(request.networkAclId());
    NetworkAclEntry entry =
        AclEntries.of(SdkFieldCopier.overlay(request, NetworkAclEntry.builder()).build());
    if (acl.entries().stream().anyMatch(one -> same(one, entry))) {
      throw new AwsError(
          400,
          "NetworkAclEntryAlreadyExists",
          "The network acl entry identified by " + entry.ruleNumber() + " already exists.");
    }
    ec2.requireQuota(
        ServiceQuota.RULES_PER_NETWORK_ACL,
        counted(acl, entry),
        "NetworkAclEntryLimitExceeded",
        "network acl entries");
    change(acl, entries -> entries.add(entry));
    return CreateNetworkAclEntryResponse.builder().build();
  }

  /** Returns how many entries count against the quota that an entry counts against. */
  private static long counted(NetworkAcl acl, NetworkAclEntry entry) {
    boolean ipv6 = entry.ipv6CidrBlock() != null;
    long own =
        acl.entries().stream()
            .filter(one -> one.ruleNumber() < LAST)
            .filter(one -> one.egress().equals(entry.egress()))
            .filter(one -> (one.ipv6CidrBlock() != null) == ipv6)
            .count();
    return own + 1;
  }

  ReplaceNetworkAclEntryResponse replaceEntry(ReplaceNetworkAclEntryRequest request, Call call) {
    NetworkAcl acl = table.get(request.networkAclId());
    NetworkAclEntry entry =
        AclEntries.of(SdkFieldCopier.overlay(request, NetworkAclEntry.builder()).build());
    mustHave(acl, entry);
    change(acl, entries -> entries.replaceAll(one -> same(one, entry) ? entry : one));
    return ReplaceNetworkAclEntryResponse.builder().build();
  }

  DeleteNetworkAclEntryResponse deleteEntry(DeleteNetworkAclEntryRequest request, Call call) {
    NetworkAcl acl = table.get(request.networkAclId());
    NetworkAclEntry entry = SdkFieldCopier.overlay(request, NetworkAclEntry.builder()).build();
    mustHave(acl, entry);
    change(acl, entries -> entries.removeIf(one -> same(one, entry)));
    return DeleteNetworkAclEntryResponse.builder().build();
  }

  /** Returns the id of a subnet's association. */
  String associationOf(String subnetId) {
    return associations()
        .filter(association -> association.subnetId().equals(subnetId))
        .map(NetworkAclAssociation::networkAclAssociationId)
        .findFirst()
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "InvalidSubnetID.NotFound",
                    "The subnet ID '" + subnetId + "' does not exist"));
  }

  /** Returns the default ACL of the network of an association; null if it has ended. */
  @Nullable String defaultFor(String associationId) {
    return associations()
        .filter(association -> association.networkAclAssociationId().equals(associationId))
        .map(association -> table.get(association.networkAclId()).vpcId())
        .flatMap(vpc -> table.all(acl -> acl.isDefault() && acl.vpcId().equals(vpc)).stream())
        .map(NetworkAcl::networkAclId)
        .findFirst()
        .orElse(null);
  }

  private Stream<NetworkAclAssociation> associations() {
    return table.all(acl -> true).stream().flatMap(acl -> acl.associations().stream());
  }

  ReplaceNetworkAclAssociationResponse replaceAssociation(
      ReplaceNetworkAclAssociationRequest request, Call call) {
    NetworkAcl target = table.get(request.networkAclId());
    String subnetId =
        table.all(acl -> true).stream()
            .flatMap(acl -> acl.associations().stream())
            .filter(
                association ->
                    association.networkAclAssociationId().equals(request.associationId()))
            .map(NetworkAclAssociation::subnetId)
            .findFirst()
            .orElseThrow(
                () ->
                    new AwsError(
                        400,
                        "InvalidAssociationID.NotFound",
                        "The association ID '" + request.associationId() + "' does not exist"));
    if (!ec2.subnets.get(subnetId).vpcId().equals(target.vpcId())) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "network ACL "
              + target.networkAclId()
              + " and subnet "
              + subnetId
              + " belong to different networks");
    }
    leave(subnetId);
    return ReplaceNetworkAclAssociationResponse.builder()
        .newAssociationId(join(target.networkAclId(), subnetId))
        .build();
  }

  /** Returns the one network ACL of a subnet. */
  NetworkAcl ofSubnet(String subnetId) {
    return table
        .all(
            acl ->
                acl.associations().stream()
                    .anyMatch(association -> association.subnetId().equals(subnetId)))
        .get(0);
  }

  void joinDefault(Subnet subnet) {
    NetworkAcl standard =
        table.all(acl -> acl.isDefault() && acl.vpcId().equals(subnet.vpcId())).get(0);
    join(standard.networkAclId(), subnet.subnetId());
  }

  private String join(String aclId, String subnetId) {
    String associationId = ec2.ids.next("aclassoc");
    table.change(
        aclId,
        acl -> {
          List<NetworkAclAssociation> all = new ArrayList<>(acl.associations());
          all.add(
              NetworkAclAssociation.builder()
                  .networkAclAssociationId(associationId)
                  .networkAclId(aclId)
                  .subnetId(subnetId)
                  .build());
          return acl.toBuilder().associations(all).build();
        });
    return associationId;
  }

  void leave(String subnetId) {
    for (NetworkAcl acl : table.all(any -> true)) {
      table.put(
          acl.toBuilder()
              .associations(
                  acl.associations().stream()
                      .filter(association -> !association.subnetId().equals(subnetId))
                      .toList())
              .build());
    }
  }

  boolean hasOwn(String vpcId) {
    return !table.all(acl -> acl.vpcId().equals(vpcId) && !acl.isDefault()).isEmpty();
  }

  void forget(String vpcId) {
    table.all(acl -> acl.vpcId().equals(vpcId)).forEach(acl -> table.remove(acl.networkAclId()));
  }

  private void change(NetworkAcl acl, Consumer<List<NetworkAclEntry>> change) {
    List<NetworkAclEntry> entries = new ArrayList<>(acl.entries());
    change.accept(entries);
    entries.sort(
        comparing((NetworkAclEntry entry) -> !entry.egress())
            .thenComparing(entry -> entry.ruleNumber()));
    table.put(acl.toBuilder().entries(entries).build());
  }

  private static void mustHave(NetworkAcl acl, NetworkAclEntry wanted) {
    if (wanted.ruleNumber() == LAST
        || acl.entries().stream().noneMatch(entry -> same(entry, wanted))) {
      throw new AwsError(
          400,
          "InvalidNetworkAclEntry.NotFound",
          "The network acl entry with rule number " + wanted.ruleNumber() + " does not exist.");
    }
  }

  private static boolean same(NetworkAclEntry entry, NetworkAclEntry other) {
    return entry.ruleNumber().equals(other.ruleNumber()) && entry.egress().equals(other.egress());
  }
}
