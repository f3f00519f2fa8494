package dev.referee.ec2;

import static dev.referee.ec2.InstancePrivateExpectations.RUNNING;
import static dev.referee.ec2.InstancePrivateExpectations.THERE;
import static dev.referee.ec2.PrivateNetwork.EVERYWHERE_V6;
import static dev.referee.networks.InternetExposure.NO_GATEWAY_ROUTE;
import static dev.referee.networks.InternetExposure.NO_PUBLIC_ADDRESS;
import static dev.referee.networks.InternetExposure.WAY_OUT;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.resources.Instances;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.Worlds;
import java.time.Duration;
import java.util.List;

/** The scenarios of the check "The internet cannot reach the instance". */
class InstancePrivateTest extends CheckContract<PrivateNetwork> {
  @Override
  protected PrivateNetwork begin(Sandbox sandbox) {
    return new PrivateNetwork(sandbox);
  }

  @Override
  protected Check check(PrivateNetwork network) {
    InstancePrivateBuilder builder = Ec2Checks.instancePrivate();
    network.judged.accept(builder);
    return builder.build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret());
  }

  @Override
  protected Worlds<PrivateNetwork> worlds() {
    Worlds<PrivateNetwork> worlds = new Worlds<>();
    addresses(worlds);
    routes(worlds);
    fixed(worlds);
    overFixed(worlds);
    others(worlds);
    return worlds;
  }

  private static void withAWayOut(InstancePrivateBuilder check) {
    check.instances(Instances.named("db")).mustKeepEgress(true);
  }

  private static void addresses(Worlds<PrivateNetwork> worlds) {
    worlds
        .broken("nothing was touched", NO_PUBLIC_ADDRESS, it -> it.built())
        .broken(
            "the security group was closed, and nothing else",
            NO_PUBLIC_ADDRESS,
            it -> it.built().closeSecurityGroup())
        .broken(
            "the subnet gives no public addresses any more, and the instance keeps its own",
            NO_PUBLIC_ADDRESS,
            it -> it.built().mapPublicIpOff())
        .broken(
            "the route was deleted, and the public address stays",
            NO_PUBLIC_ADDRESS,
            it -> it.built().deleteDefaultRoute())
        .broken(
            "it was stopped and started, and has another public address",
            NO_PUBLIC_ADDRESS,
            it -> it.built().stop(0).startAgain(0))
        .broken(
            "an Elastic IP stays in the private subnet",
            NO_PUBLIC_ADDRESS,
            it -> it.network().inPrivateSubnet().elasticIp())
        .broken(
            "the Elastic IP was taken away, and AWS gave another address",
            NO_PUBLIC_ADDRESS,
            it -> it.built().elasticIp().disassociateElasticIps().deleteDefaultRoute())
        .broken(
            "an Elastic IP stands for a secondary private address",
            NO_PUBLIC_ADDRESS,
            it -> it.network().inPrivateSubnet().elasticIpOnSecondaryAddress())
        .broken(
            "an Elastic IP is on the second interface",
            NO_PUBLIC_ADDRESS,
            it -> {
              String face = it.network().inPrivateSubnet().secondInterface(false);
              String address =
                  it.ec2
                      .describeNetworkInterfaces(by -> by.networkInterfaceIds(face))
                      .networkInterfaces()
                      .get(0)
                      .privateIpAddress();
              it.elasticIp(face, address);
            })
        .broken(
            "its IPv6 address is on the internet",
            NO_PUBLIC_ADDRESS,
            it -> it.network().withIpv6(false).gatewayRouteInPrivateTable(EVERYWHERE_V6));
  }

  private static void routes(Worlds<PrivateNetwork> worlds) {
    worlds
        .broken(
            "the public address is gone, and the route stays",
            NO_GATEWAY_ROUTE,
            it -> it.built().automaticAddressOff())
        .broken(
            "it was launched anew without a public address in the same subnet",
            NO_GATEWAY_ROUTE,
            it -> it.built().terminate(0).hidden())
        .broken(
            "the subnet lost its own table, and the main one leads to the gateway as well",
            NO_GATEWAY_ROUTE,
            it -> it.network().hidden().leaveForOpenMainTable())
        .broken(
            "a private table became the main one, which the subnet does not use",
            NO_GATEWAY_ROUTE,
            it -> it.network().hidden().privateTableBecomesMain())
        .broken(
            "the default route is there in two halves",
            NO_GATEWAY_ROUTE,
            it ->
                it.network()
                    .inPrivateSubnet()
                    .gatewayRouteInPrivateTable("0.0.0.0/1")
                    .gatewayRouteInPrivateTable("128.0.0.0/1"))
        .broken(
            "a narrow route leads to the gateway beside the NAT gateway's",
            NO_GATEWAY_ROUTE,
            it ->
                it.network()
                    .inPrivateSubnet()
                    .natForPrivateSubnet()
                    .gatewayRouteInPrivateTable("8.8.8.0/24"))
        .broken(
            "a prefix list leads to the gateway",
            NO_GATEWAY_ROUTE,
            it ->
                it.network()
                    .inPrivateSubnet()
                    .gatewayRouteInPrivateTable(it.prefixList("10.8.0.0/16", "52.95.0.0/16")))
        .broken(
            "AWS's prefix list for S3 leads to the gateway",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPrivateSubnet().gatewayRouteInPrivateTable(it.awsListOfS3()))
        .broken(
            "an IPv6 route leads to the gateway",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPrivateSubnet().gatewayRouteInPrivateTable(EVERYWHERE_V6))
        .broken(
            "a block for private addresses leads to the gateway",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPrivateSubnet().gatewayRouteInPrivateTable("10.99.0.0/16"))
        .broken(
            "a block for documentation leads to the gateway",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPrivateSubnet().gatewayRouteInPrivateTable("203.0.113.0/24"))
        .broken(
            "the block that carriers share leads to the gateway",
            NO_GATEWAY_ROUTE,
            it ->
                it.network()
                    .inPrivateSubnet()
                    .natForPrivateSubnet()
                    .gatewayRouteInPrivateTable("100.64.0.0/10"))
        .broken(
            "IPv6 addresses for private use lead to the gateway",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPrivateSubnet().gatewayRouteInPrivateTable("fd00::/8"))
        .broken(
            "the gateway was detached and attached again",
            NO_GATEWAY_ROUTE,
            it -> it.built().automaticAddressOff().detachGateway().attachGateway())
        .broken(
            "the second interface is in the public subnet",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPrivateSubnet().secondInterface(true));
  }

  private static void fixed(Worlds<PrivateNetwork> worlds) {
    worlds
        .fixed(
            "it was launched anew in the private subnet",
            it -> it.built().natForPrivateSubnet().inPrivateSubnet().terminate(0).later(1))
        .fixedAnotherWay(
            "the public address is off, and the default route leads to a NAT gateway",
            it -> {
              it.built().automaticAddressOff().defaultRouteToNat();
              it.judged = InstancePrivateTest::withAWayOut;
            })
        .fixedAnotherWay(
            "the Elastic IP is taken away, and the route is deleted",
            it -> it.network().hidden().elasticIp().disassociateElasticIps().deleteDefaultRoute())
        .fixedAnotherWay(
            "the subnet uses the private table",
            it -> it.built().automaticAddressOff().associatePrivateTable())
        .fixedAnotherWay(
            "the subnet uses the main table, and the private one became that",
            it -> it.network().hidden().leaveForOpenMainTable().privateTableBecomesMain())
        .fixedAnotherWay(
            "the gateway was detached: its route is a black hole",
            it -> it.built().automaticAddressOff().detachGateway())
        .fixedAnotherWay(
            "the gateway's route is hidden by halves that lead to a NAT gateway",
            it -> it.network().hidden().halvesToNat())
        .fixedAnotherWay(
            "IPv6 goes out through an egress-only internet gateway",
            it -> {
              it.network().withIpv6(false).egressOnlyForPrivateSubnet();
              it.judged = InstancePrivateTest::withAWayOut;
            })
        .fixedAnotherWay(
            "S3 is reached through a gateway endpoint, by AWS's prefix list",
            it -> it.network().inPrivateSubnet().endpointForPrivateSubnet())
        .fixedAnotherWay(
            "the gateway was detached, and another one is attached",
            it -> it.built().automaticAddressOff().detachGateway().otherGateway())
        .fixedAnotherWay(
            "IPv6 does not count here",
            it -> {
              it.network().withIpv6(false).gatewayRouteInPrivateTable(EVERYWHERE_V6);
              it.judged = check -> check.instances(Instances.named("db")).ignoreIpv6(true);
            })
        .fixedAnotherWay(
            "a stopped one stands beside it, as private",
            it -> it.network().inPrivateSubnet().inPrivateSubnet().stop(0))
        .fixedAnotherWay(
            "the group was moved, and its members replaced",
            it -> it.network().group(true, 1).groupHas(0).groupMoves().groupHas(2))
        .fixedAnotherWay("it is of a stack", it -> it.stack(false));
  }

  private static void overFixed(Worlds<PrivateNetwork> worlds) {
    worlds
        .overFixed("it was terminated", THERE, it -> it.built().terminate(0).later(1))
        .overFixed("it is being terminated", THERE, it -> it.built().terminate(0))
        .overFixed("it was stopped, which hides its address", RUNNING, it -> it.built().stop(0))
        .overFixed(
            "one of the two that are meant was terminated",
            THERE,
            it -> {
              it.network().inPrivateSubnet().inPublicSubnet().terminate(1).later(1);
              it.judged =
                  check ->
                      check.instances(Instances.withIds(it.instances.get(0), it.instances.get(1)));
            })
        .overFixed(
            "two of three were stopped",
            RUNNING,
            it -> {
              it.network().inPrivateSubnet().inPublicSubnet().inPublicSubnet().stop(1).stop(2);
              it.judged = check -> check.instances(Instances.named("d?")).atLeast(3);
            })
        .overFixed(
            "the group was scaled to zero", THERE, it -> it.network().group(true, 1).groupHas(0))
        .overFixed(
            "there is no way out any more",
            WAY_OUT,
            it -> {
              it.built().automaticAddressOff().deleteDefaultRoute();
              it.judged = InstancePrivateTest::withAWayOut;
            })
        .overFixed(
            "the NAT gateway was deleted with the rest",
            WAY_OUT,
            it -> {
              it.network().natForPrivateSubnet().inPrivateSubnet().deleteNat();
              it.judged = InstancePrivateTest::withAWayOut;
            })
        .overFixed(
            "the gateway was detached, which was the only way out",
            WAY_OUT,
            it -> {
              it.built().automaticAddressOff().detachGateway();
              it.judged = InstancePrivateTest::withAWayOut;
            });
  }

  private static void others(Worlds<PrivateNetwork> worlds) {
    worlds
        .absent("no instance was ever there", Outcome.FAILED, THERE, it -> it.network())
        .absent(
            "there is no such stack",
            Outcome.FAILED,
            THERE,
            it -> it.judged = check -> check.inStack("data", "Database"))
        .absent(
            "CloudFormation could not create it",
            Outcome.FAILED,
            THERE,
            it -> it.stack(false, "10.8.1.0/24"))
        .settling(
            "CloudFormation is still creating it",
            THERE,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(6));
              it.stack(false);
            })
        .settling(
            "CloudFormation has not begun to create it",
            THERE,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(9));
              it.stack(false);
            })
        .several(
            "one of three has a public address",
            NO_PUBLIC_ADDRESS,
            it -> it.network().inPrivateSubnet().inPublicSubnet().inPrivateSubnet())
        .several(
            "a stopped one waits in the public subnet",
            NO_GATEWAY_ROUTE,
            it -> it.network().inPublicSubnet().stop(0).inPrivateSubnet())
        .several(
            "a member of the group is from before the group was moved",
            NO_PUBLIC_ADDRESS,
            it -> it.network().group(true, 1).groupMoves().groupHas(2))
        .several("the one of the stack has an address", NO_PUBLIC_ADDRESS, it -> it.stack(true))
        .pageTwo(
            "the last of four has a public address",
            NO_PUBLIC_ADDRESS,
            it ->
                it.network().inPrivateSubnet().inPrivateSubnet().inPrivateSubnet().inPublicSubnet())
        .settling("it is just starting", RUNNING, it -> it.network().startsInPrivateSubnet())
        .settling(
            "the public one is being terminated",
            NO_PUBLIC_ADDRESS,
            it -> it.built().inPrivateSubnet().terminate(0))
        .settling(
            "the one in the public subnet is being terminated",
            NO_GATEWAY_ROUTE,
            it -> it.network().hidden().inPrivateSubnet().terminate(0));
  }
}
