package dev.referee.testkit.embedded;

import dev.referee.testkit.ServiceQuota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** An emulation of EC2 in one account and Region, with one part for each kind of resource. */
final class Ec2 {
  private static final Cidr DEFAULT_RANGE = Cidr.of("172.31.0.0/16");
  private static final int DEFAULT_SUBNET_BITS = 20;

  final Call home;
  final Ids ids;
  final Tags tags = new Tags();
  final Zones zones;
  final Images images;
  final KeyPairs keyPairs;
  final Vpcs vpcs;
  final VpcRanges vpcRanges;
  final Subnets subnets;
  final SubnetRanges subnetRanges;
  final SecurityGroups securityGroups;
  final SecurityGroupRules rules;
  final SecurityGroupCalls ruleCalls;
  final RouteTables routeTables;
  final Routes routes;
  final InternetGateways internetGateways;
  final EgressOnlyGateways egressOnlyGateways;
  final NatGateways natGateways;
  final Addresses addresses;
  final NetworkAcls networkAcls;
  final Endpoints endpoints;
  final EndpointServices endpointServices;
  final PrefixLists prefixLists;
  final Interfaces interfaces;
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
  final LaunchTemplates templates;
  final LaunchTemplateVersions templateVersions;
  final Ec2Fleets fleets;
  final Volumes volumes;
  final Instances instances;
  final InstanceStates states;
  final InstanceLauncher launcher;
  final InstanceAttributes attributes;
  final ProfileAssociations profiles;
  final Spawner spawner;
  final SsmAgents agents;

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
    this.endpointServices = new EndpointServices(this);
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
    this.volumes = new Volumes(this);
    this.instances = new Instances(this);
    this.states = new InstanceStates(this);
    this.launcher = new InstanceLauncher(this);
    this.attributes = new InstanceAttributes(this);
    this.profiles = new ProfileAssociations(this);
    this.spawner = new Spawner(this);
    this.agents = new SsmAgents(this);
  }

  static Ec2 of(Call call) {
    return call.regional(
        Ec2.class,
        () -> {
          Ec2 made = new Ec2(call);
          made.makeDefaultVpc();
          return made;
        });
  }

  /**
   * Lets something happen after a while, with nothing else going on in the cloud meanwhile: the
   * clock may be moved by one thread while another one's call is answered.
   */
  void later(Duration delay, Runnable what) {
    home.clock()
        .after(
            delay,
            () -> {
              synchronized (home.clock()) {
                what.run();
              }
            });
  }

  Instant now() {
    return home.clock().instant();
  }

  /**
   * Refuses one more resource than a quota allows.
   *
   * @param count how many there are already
   * @param code the code of the refusal
   * @param resources what is counted, in words
   */
  void requireQuota(ServiceQuota quota, long count, String code, String resources) {
    if (count >= home.store().quota(quota)) {
      throw new AwsError(400, code, "The maximum number of " + resources + " has been reached.");
    }
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
