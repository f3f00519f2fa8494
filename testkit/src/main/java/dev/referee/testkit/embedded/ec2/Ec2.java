package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Zones;
import dev.referee.testkit.embedded.ssm.SsmAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** An emulation of EC2 in one account and Region, with one part for each kind of resource. */
public final class Ec2 {
  private static final Cidr DEFAULT_RANGE = Cidr.of("172.31.0.0/16");
  private static final int DEFAULT_SUBNET_BITS = 20;

  public final Call home;
  public final Ids ids;
  public final Tags tags = new Tags();
  public final Zones zones;
  public final Images images;
  final KeyPairs keyPairs;
  public final Vpcs vpcs;
  final VpcRanges vpcRanges;
  public final Subnets subnets;
  final SubnetRanges subnetRanges;
  public final SecurityGroups securityGroups;
  public final SecurityGroupRules rules;
  public final SecurityGroupCalls ruleCalls;
  public final RouteTables routeTables;
  public final Routes routes;
  public final InternetGateways internetGateways;
  final EgressOnlyGateways egressOnlyGateways;
  public final NatGateways natGateways;
  public final Addresses addresses;
  public final NetworkAcls networkAcls;
  public final Endpoints endpoints;
  public final PrefixLists prefixLists;
  public final Interfaces interfaces;
  final InterfaceAddresses interfaceAddresses;
  final InterfaceCalls interfaceCalls;
  final LaunchInterfaces launchInterfaces;
  final PublicAddresses publicAddresses;
  final TransitGateways transitGateways;
  final TransitAttachments transitAttachments;
  final TransitTables transitTables;
  final TransitRoutes transitRoutes;
  final CustomerGateways customerGateways;
  final VpnConnections vpnConnections;
  final VpnAttachments vpnAttachments;
  final Peerings peerings;
  public final LaunchTemplates templates;
  public final LaunchTemplateVersions templateVersions;
  final Ec2Fleets fleets;
  public final Instances instances;
  public final InstanceStates states;
  public final InstanceLauncher launcher;
  final InstanceAttributes attributes;
  public final ProfileAssociations profiles;
  final Spawner spawner;
  public final SsmAgents agents;

  private Ec2(Call home) {
    this.home = home;
    this.ids = Ids.of(home);
    this.zones = new Zones(home.region());
    this.images = new Images(this);
    this.keyPairs = new KeyPairs(this);
    this.vpcs = new Vpcs(this);
    this.vpcRanges = new VpcRanges(this);
    this.subnets = new Subnets(this);
    this.subnetRanges = new SubnetRanges(this);
    this.securityGroups = new SecurityGroups(this);
    this.rules = new SecurityGroupRules(this);
    this.ruleCalls = new SecurityGroupCalls(this);
    this.routeTables = new RouteTables(this);
    this.routes = new Routes(this);
    this.internetGateways = new InternetGateways(this);
    this.egressOnlyGateways = new EgressOnlyGateways(this);
    this.natGateways = new NatGateways(this);
    this.addresses = new Addresses(this);
    this.networkAcls = new NetworkAcls(this);
    this.endpoints = new Endpoints(this);
    this.prefixLists = new PrefixLists(this);
    this.interfaces = new Interfaces(this);
    this.interfaceAddresses = new InterfaceAddresses(this);
    this.interfaceCalls = new InterfaceCalls(this);
    this.launchInterfaces = new LaunchInterfaces(this);
    this.publicAddresses = new PublicAddresses(this);
    this.transitGateways = new TransitGateways(this);
    this.transitAttachments = new TransitAttachments(this);
    this.transitTables = new TransitTables(this);
    this.transitRoutes = new TransitRoutes(this);
    this.customerGateways = new CustomerGateways(this);
    this.vpnConnections = new VpnConnections(this);
    this.vpnAttachments = new VpnAttachments(this);
    this.peerings = new Peerings(this);
    this.templates = new LaunchTemplates(this);
    this.templateVersions = new LaunchTemplateVersions(templates);
    this.fleets = new Ec2Fleets(this);
    this.instances = new Instances(this);
    this.states = new InstanceStates(this);
    this.launcher = new InstanceLauncher(this);
    this.attributes = new InstanceAttributes(this);
    this.profiles = new ProfileAssociations(this);
    this.spawner = new Spawner(this);
    this.agents = new SsmAgents(this);
  }

  public static Ec2 of(Call call) {
    return call.regional(
        Ec2.class,
        () -> {
          Ec2 made = new Ec2(call);
          made.makeDefaultVpc();
          return made;
        });
  }

  /** Returns the ARN of the resource with an id of EC2; null for any other text. */
  public static @Nullable String arn(String id, Call call) {
    String type = RequestedEc2Resources.typeOf(id);
    return type == null ? null : RequestedEc2Resources.arn(call, type, id);
  }

  /**
   * Lets something happen after a while, with nothing else going on in the cloud meanwhile: the
   * clock may be moved by one thread while another one's call is answered.
   */
  public void later(Duration delay, Runnable what) {
    home.clock()
        .after(
            delay,
            () -> {
              synchronized (home.clock()) {
                what.run();
              }
            });
  }

  public Instant now() {
    return home.clock().instant();
  }

  private void makeDefaultVpc() {
    Vpc vpc = vpcs.make(DEFAULT_RANGE, true, null);
    long step = 1L << (32 - DEFAULT_SUBNET_BITS);
    List<AvailabilityZone> all = zones.all();
    for (int i = 0; i < all.size(); i++) {
      Cidr range = new Cidr(DEFAULT_RANGE.base() + i * step, DEFAULT_SUBNET_BITS);
      subnets.make(vpc, range, all.get(i), true);
    }
    String gateway = internetGateways.make();
    internetGateways.attach(gateway, vpc.vpcId());
    routes.add(
        routeTables.main(vpc.vpcId()).routeTableId(),
        route -> route.destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
  }
}
