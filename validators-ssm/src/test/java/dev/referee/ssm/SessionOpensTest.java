package dev.referee.ssm;

import static dev.referee.ssm.PrivateServer.policy;
import static dev.referee.ssm.SessionExpectations.ACL_LETS_THROUGH;
import static dev.referee.ssm.SessionExpectations.AGENT_PERMITTED;
import static dev.referee.ssm.SessionExpectations.CONNECTED;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_AVAILABLE;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_OPEN;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_POLICY;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_PRIVATE_DNS;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_THERE;
import static dev.referee.ssm.SessionExpectations.GROUP_LETS_OUT;
import static dev.referee.ssm.SessionExpectations.METADATA_REACHED;
import static dev.referee.ssm.SessionExpectations.NO_GATEWAY_ROUTE;
import static dev.referee.ssm.SessionExpectations.NO_PORT_OPENED;
import static dev.referee.ssm.SessionExpectations.NO_PUBLIC_ADDRESS;
import static dev.referee.ssm.SessionExpectations.ONLINE;
import static dev.referee.ssm.SessionExpectations.OPENS;
import static dev.referee.ssm.SessionExpectations.PROFILE_ATTACHED;
import static dev.referee.ssm.SessionExpectations.PROFILE_HAS_ROLE;
import static dev.referee.ssm.SessionExpectations.REGISTERED;
import static dev.referee.ssm.SessionExpectations.ROLE_TRUSTED;
import static dev.referee.ssm.SessionExpectations.RUNNING;
import static dev.referee.ssm.SessionExpectations.RUN_AS;
import static dev.referee.ssm.SessionExpectations.SESSION_KEY;
import static dev.referee.ssm.SessionExpectations.SESSION_LOGS;
import static dev.referee.ssm.SessionExpectations.THERE;
import static dev.referee.ssm.SessionExpectations.VERSION;
import static dev.referee.ssm.SessionExpectations.VPC_DNS;
import static dev.referee.ssm.SessionExpectations.WAY_LEADS_OUT;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.resources.Instances;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The scenarios of {@code ssm.session-opens}. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SessionOpensTest extends CheckContract<PrivateServer> {
  @Override
  protected PrivateServer begin(Sandbox sandbox) {
    return new PrivateServer(sandbox);
  }

  @Override
  protected Check check(PrivateServer server) {
    SessionOpensBuilder builder =
        SsmChecks.sessionOpens()
            .provenBy(server.proof)
            .mustStayPrivate(!server.mayBePublic)
            .limits(server.limits)
            .pausing(any -> {});
    return (server.stack.isEmpty()
            ? builder.instances(server.meant)
            : builder.inStack(server.stack, "Server"))
        .build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret(), PrivateServer.TOKEN, PrivateServer.WRITTEN);
  }

  @Override
  protected Set<String> answerCodes() {
    return Set.of(
        "TargetNotConnected",
        "InvalidInstanceId",
        "DisabledException",
        "InvalidKeyUsageException",
        "KMSInvalidStateException");
  }

  @Override
  protected Worlds<PrivateServer> worlds() {
    Worlds<PrivateServer> worlds = new Worlds<>();
    instances(worlds);
    identity(worlds);
    permissions(worlds);
    endpoints(worlds);
    waysOut(worlds);
    agents(worlds);
    late(worlds);
    preferences(worlds);
    fixed(worlds);
    overFixed(worlds);
    return worlds;
  }

  private static void instances(Worlds<PrivateServer> worlds) {
    worlds
        .absent(
            "the server was terminated",
            Outcome.FAILED,
            THERE,
            it -> it.network().runningWithoutProfile().terminate())
        .absent("there is no such stack", Outcome.FAILED, THERE, it -> it.stack = "net")
        .settling(
            "CloudFormation is still creating the server",
            THERE,
            it -> it.stack(Duration.ofMinutes(5)).later(4))
        .settling(
            "CloudFormation has not begun to create the server",
            THERE,
            it -> it.stack(Duration.ofMinutes(5)))
        .broken("the server is stopped", RUNNING, it -> it.reachable().stop())
        .settling(
            "the server is starting",
            RUNNING,
            it -> it.network().withEndpoints().goodProfile().launch(it::withProfile))
        .several(
            "one of two servers was terminated",
            THERE,
            it -> {
              it.network().launch(it::inSubnet).runningWithoutProfile().terminate();
              it.meant(Instances.withIds(it.servers.get(0), it.servers.get(1)));
            })
        .several(
            "one of two servers has no role",
            PROFILE_ATTACHED,
            it -> it.reachable().launch(it::inSubnet).later(10))
        .pageTwo(
            "the last of three servers has no role",
            PROFILE_ATTACHED,
            it -> it.reachable().launch(it::withProfile).launch(it::inSubnet).later(10));
  }

  private static void identity(Worlds<PrivateServer> worlds) {
    worlds
        .broken(
            "nothing was done about the role",
            PROFILE_ATTACHED,
            it -> it.network().withEndpoints().runningWithoutProfile())
        .broken(
            "the profile was taken off again",
            PROFILE_ATTACHED,
            it -> it.reachable().detach().later(90))
        .broken(
            "a role was made, and never attached",
            PROFILE_ATTACHED,
            it -> it.network().withEndpoints().goodProfile().runningWithoutProfile())
        .broken(
            "the profile holds no role",
            PROFILE_HAS_ROLE,
            it ->
                it.network()
                    .withEndpoints()
                    .role("ec2.amazonaws.com")
                    .attached(PrivateServer.CORE)
                    .emptyProfile()
                    .running())
        .broken(
            "the role is one for Lambda",
            ROLE_TRUSTED,
            it ->
                it.network()
                    .withEndpoints()
                    .role("lambda.amazonaws.com")
                    .attached(PrivateServer.CORE)
                    .emptyProfile()
                    .roleInProfile()
                    .running())
        .broken(
            "the role trusts Systems Manager, and not EC2",
            ROLE_TRUSTED,
            it ->
                it.network()
                    .withEndpoints()
                    .role("ssm.amazonaws.com")
                    .attached(PrivateServer.CORE)
                    .emptyProfile()
                    .roleInProfile()
                    .running());
  }

  private static void permissions(Worlds<PrivateServer> worlds) {
    worlds
        .broken(
            "the role may nothing",
            AGENT_PERMITTED,
            it -> it.network().withEndpoints().bareProfile().running())
        .broken(
            "the role may read buckets",
            AGENT_PERMITTED,
            it -> it.network().withEndpoints().bareProfile().allowing("s3:*").running())
        .broken(
            "the role may not register",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowingAllBut("ssm:UpdateInstanceInformation")
                    .running())
        .broken(
            "the role may not create control channels: it is a target, and no session opens",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowingAllBut("ssmmessages:CreateControlChannel")
                    .running())
        .broken(
            "the role may not open control channels",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowingAllBut("ssmmessages:OpenControlChannel")
                    .running())
        .broken(
            "the role may what agents needed years ago",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowing("ssm:*", "ec2messages:*")
                    .running())
        .broken(
            "another policy denies what the managed one allows",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .goodProfile()
                    .inline("guard", policy("Deny", "ssmmessages:*"))
                    .running())
        .broken(
            "a permissions boundary stands in the way",
            AGENT_PERMITTED,
            it -> {
              it.network().withEndpoints().goodProfile();
              String boundary =
                  it.iam
                      .createPolicy(
                          make -> make.policyName("edge").policyDocument(policy("Allow", "s3:*")))
                      .policy()
                      .arn();
              it.iam.putRolePermissionsBoundary(
                  put -> put.roleName(it.role).permissionsBoundary(boundary));
              it.running();
            })
        .broken(
            "the role may do it in another Region",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .inline(
                        "elsewhere",
                        PrivateServer.statement(
                            "Allow",
                            "[\"ssm:*\",\"ssmmessages:*\"]",
                            ",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"eu-north-1\"}}"))
                    .running());
  }

  private static void endpoints(Worlds<PrivateServer> worlds) {
    worlds
        .broken(
            "the metadata service was turned off",
            METADATA_REACHED,
            it -> it.runningWithoutMetadata())
        .fixedAnotherWay(
            "the metadata service was off, and is on since before the reboot",
            it -> it.runningWithoutMetadata().metadata("enabled").reboot())
        .broken("there is no way to Systems Manager", ENDPOINT_THERE, it -> it.profiled().running())
        .broken(
            "there is an endpoint for ssm alone",
            ENDPOINT_THERE,
            it -> it.profiled().openEndpointGroup().endpoint("ssm").later(3).running())
        .broken(
            "there is an endpoint for ssmmessages alone",
            ENDPOINT_THERE,
            it -> it.profiled().openEndpointGroup().endpoint("ssmmessages").later(3).running())
        .broken(
            "there are the endpoints of an old guide",
            ENDPOINT_THERE,
            it ->
                it.profiled()
                    .openEndpointGroup()
                    .endpoint("ssm")
                    .endpoint("ec2messages")
                    .later(3)
                    .running())
        .settling(
            "the endpoints are being made",
            ENDPOINT_AVAILABLE,
            it ->
                it.profiled().running().openEndpointGroup().endpoint("ssm").endpoint("ssmmessages"))
        .broken(
            "an endpoint has no private name",
            ENDPOINT_PRIVATE_DNS,
            it ->
                it.profiled()
                    .openEndpointGroup()
                    .endpoint("ssm")
                    .endpoint("ssmmessages", make -> make.privateDnsEnabled(false))
                    .later(3)
                    .running())
        .broken(
            "the VPC resolves no names any more",
            VPC_DNS,
            it -> {
              it.profiled().withEndpoints();
              it.ec2.modifyVpcAttribute(
                  change -> change.vpcId(it.vpc).enableDnsSupport(off -> off.value(false)));
              it.running();
            })
        .broken(
            "the VPC gives no host names",
            VPC_DNS,
            it -> {
              it.profiled().withEndpoints();
              it.ec2.modifyVpcAttribute(
                  change -> change.vpcId(it.vpc).enableDnsHostnames(off -> off.value(false)));
              it.running();
            })
        .broken(
            "the group of the endpoints lets nobody in",
            ENDPOINT_OPEN,
            it -> {
              it.profiled().endpointGroup = it.group("endpoints");
              it.endpoint("ssm").endpoint("ssmmessages").later(3).running();
            })
        .broken(
            "the group of the endpoints is open for HTTP",
            ENDPOINT_OPEN,
            it -> {
              it.profiled().endpointGroup = it.group("endpoints");
              it.letIn(it.endpointGroup, "tcp", 80, 80, PrivateServer.ANYWHERE)
                  .endpoint("ssm")
                  .endpoint("ssmmessages")
                  .later(3)
                  .running();
            })
        .broken(
            "the group of the endpoints is open to another subnet",
            ENDPOINT_OPEN,
            it -> {
              it.profiled().endpointGroup = it.group("endpoints");
              it.letIn(it.endpointGroup, "tcp", 443, 443, "10.0.7.0/24")
                  .endpoint("ssm")
                  .endpoint("ssmmessages")
                  .later(3)
                  .running();
            })
        .broken(
            "the endpoints have the default group, which knows its own members only",
            ENDPOINT_OPEN,
            it -> {
              it.profiled();
              it.endpointGroup =
                  it.ec2
                      .describeSecurityGroups(
                          by ->
                              by.filters(
                                  of -> of.name("vpc-id").values(it.vpc),
                                  of -> of.name("group-name").values("default")))
                      .securityGroups()
                      .get(0)
                      .groupId();
              it.endpoint("ssm").endpoint("ssmmessages").later(3).running();
            })
        .broken(
            "the server's group lets nothing out",
            GROUP_LETS_OUT,
            it -> it.profiled().withEndpoints().keepIn(it.group).running())
        .broken(
            "the server's group lets HTTP out",
            GROUP_LETS_OUT,
            it ->
                it.profiled()
                    .withEndpoints()
                    .keepIn(it.group)
                    .letOut(it.group, 80, PrivateServer.ANYWHERE)
                    .running())
        .broken(
            "the network ACL lets nothing out",
            ACL_LETS_THROUGH,
            it -> {
              it.profiled().withEndpointsInAnotherSubnet();
              it.allow(it.acl(it.subnet), 100, false, 0, 65535).running();
            })
        .broken(
            "the network ACL lets no answers in",
            ACL_LETS_THROUGH,
            it -> {
              it.profiled().withEndpointsInAnotherSubnet();
              String acl = it.acl(it.subnet);
              it.allow(acl, 100, true, 443, 443).allow(acl, 100, false, 443, 443).running();
            })
        .broken(
            "the network ACL of the endpoints lets no answers out",
            ACL_LETS_THROUGH,
            it -> {
              it.profiled().withEndpointsInAnotherSubnet();
              String acl = it.acl(it.endpointSubnet);
              it.allow(acl, 100, false, 443, 443).allow(acl, 100, true, 443, 443).running();
            })
        .broken(
            "the policy of an endpoint lets others through only",
            ENDPOINT_POLICY,
            it ->
                it.profiled()
                    .withEndpoints()
                    .endpointPolicy(
                        "ssm", endpointPolicy("\"AWS\":\"arn:aws:iam::111122223333:role/other\""))
                    .running())
        .broken(
            "the policy of an endpoint denies",
            ENDPOINT_POLICY,
            it ->
                it.profiled()
                    .withEndpoints()
                    .endpointPolicy(
                        "ssmmessages", endpointPolicy("\"AWS\":\"*\"").replace("Allow", "Deny"))
                    .running());
  }

  private static String endpointPolicy(String principal) {
    return policy("Allow", "*")
        .replace("\"Effect\"", "\"Principal\":{" + principal + "},\"Effect\"");
  }

  private static void waysOut(Worlds<PrivateServer> worlds) {
    worlds
        .broken(
            "the NAT gateway was deleted",
            WAY_LEADS_OUT,
            it -> {
              it.profiled();
              String nat = it.nat(it.publicSubnet());
              it.route(it.table, to -> to.natGatewayId(nat));
              it.ec2.deleteNatGateway(delete -> delete.natGatewayId(nat));
              it.later(5).running();
            })
        .broken(
            "the NAT gateway stands in the private subnet",
            WAY_LEADS_OUT,
            it -> {
              it.profiled().publicSubnet();
              String nat = it.nat(it.subnet);
              it.route(it.table, to -> to.natGatewayId(nat)).running();
            })
        .broken(
            "the endpoints are open to a prefix list of another subnet",
            ENDPOINT_OPEN,
            it -> {
              it.profiled().endpointGroup = it.group("endpoints");
              it.letIn(it.endpointGroup, "tcp", 443, 443, it.prefixList("10.0.7.0/24"))
                  .endpoint("ssm")
                  .endpoint("ssmmessages")
                  .later(3)
                  .running();
            })
        .broken(
            "there is a way out, and the role may nothing",
            AGENT_PERMITTED,
            it -> it.network().withNat().bareProfile().running())
        .broken(
            "the transit gateway leads nowhere",
            WAY_LEADS_OUT,
            it -> {
              String hub = it.profiled().transitGateway();
              it.route(it.table, to -> to.transitGatewayId(hub)).running();
            })
        .broken(
            "there is a NAT gateway, and no route to it",
            ENDPOINT_THERE,
            it -> {
              it.profiled();
              it.nat(it.publicSubnet());
              it.running();
            });
  }

  private static void agents(Worlds<PrivateServer> worlds) {
    worlds
        .settling(
            "the role was attached after the agent had started",
            REGISTERED,
            it ->
                it.network()
                    .withEndpoints()
                    .goodProfile()
                    .runningWithoutProfile()
                    .attach()
                    .later(2))
        .broken(
            "the policy was mended after the agent had started",
            REGISTERED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .running()
                    .attached(PrivateServer.CORE)
                    .later(2))
        .broken(
            "the image has no agent",
            REGISTERED,
            it -> {
              it.network().withEndpoints().goodProfile();
              String image =
                  it.ec2
                      .registerImage(make -> make.name("bare-linux").rootDeviceName("/dev/xvda"))
                      .imageId();
              it.launch(
                      launch -> {
                        it.withProfile(launch);
                        launch.imageId(image);
                      })
                  .later(10);
            });
  }

  private static void late(Worlds<PrivateServer> worlds) {
    worlds
        .broken(
            "the agent is older than sessions",
            VERSION,
            it -> {
              it.network().withEndpoints().goodProfile();
              String image =
                  it.ec2
                      .registerImage(
                          make ->
                              make.name("old with amazon-ssm-agent 2.2.93.0")
                                  .rootDeviceName("/dev/xvda"))
                      .imageId();
              it.launch(
                      launch -> {
                        it.withProfile(launch);
                        launch.imageId(image);
                      })
                  .later(10);
            })
        .broken(
            "the role was lost for an hour, and is back since a moment ago",
            ONLINE,
            it -> {
              it.reachable();
              it.iam.detachRolePolicy(off -> off.roleName(it.role).policyArn(PrivateServer.CORE));
              it.later(61).attached(PrivateServer.CORE);
            })
        .broken(
            "the role may open channels since a moment ago",
            CONNECTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowing("ssm:*")
                    .running()
                    .later(40)
                    .attached(PrivateServer.CORE))
        .broken(
            "the role may not create data channels: it is connected, and no session opens",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowingAllBut("ssmmessages:CreateDataChannel")
                    .running())
        .broken(
            "a command is not fetched by an agent that may open no channels",
            AGENT_PERMITTED,
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowing("ssm:*")
                    .running()
                    .provenBy(ProofLevel.RUN_COMMAND))
        .add(
            Kind.BROKEN,
            "a command is not fetched yet, and nobody can say why",
            Outcome.INCONCLUSIVE,
            OPENS.code(),
            SessionOpensTest::unfetched)
        .broken("a command fails, and writes a secret", OPENS, SessionOpensTest::failing);
  }

  /** A server whose shell prints a secret, and then executes commands. */
  static void talkative(PrivateServer it) {
    it.network()
        .withEndpoints()
        .goodProfile()
        .runningWithShell("echo " + PrivateServer.WRITTEN + "; " + PrivateServer.WRITTEN);
  }

  /** A server whose shell writes a secret to both of its streams, and fails. */
  static void failing(PrivateServer it) {
    it.network()
        .withEndpoints()
        .goodProfile()
        .runningWithShell("echo " + PrivateServer.WRITTEN + "; " + PrivateServer.WRITTEN + "; exit")
        .provenBy(ProofLevel.RUN_COMMAND);
  }

  /** A server whose shell writes a secret to both of its streams, and exits with 0. */
  static void ending(PrivateServer it) {
    it.network()
        .withEndpoints()
        .goodProfile()
        .runningWithShell(
            "echo " + PrivateServer.WRITTEN + "; " + PrivateServer.WRITTEN + "; exit 0")
        .provenBy(ProofLevel.RUN_COMMAND);
  }

  /** An agent that reports, and fetches its commands only at its next poll. */
  static void unfetched(PrivateServer it) {
    it.network()
        .withEndpoints()
        .bareProfile()
        .allowing("ssm:*")
        .running()
        .later(40)
        .allowingAllBut()
        .provenBy(ProofLevel.RUN_COMMAND);
  }

  private static void preferences(Worlds<PrivateServer> worlds) {
    worlds
        .broken(
            "the role may not decrypt by the key of the session preferences",
            SESSION_KEY,
            it -> it.reachableByNat().preferring("\"kmsKeyId\":\"%s\"".formatted(it.key())))
        .broken(
            "the key of the session preferences is disabled",
            SESSION_KEY,
            it -> {
              String key = it.reachableByNat().key();
              it.inline("key", policy("Allow", "kms:Decrypt"))
                  .preferring("\"kmsKeyId\":\"%s\"".formatted(key));
              it.kms.disableKey(off -> off.keyId(key));
            })
        .broken(
            "the session preferences run sessions as somebody who is not there",
            RUN_AS,
            it ->
                it.reachable().preferring("\"runAsEnabled\":true,\"runAsDefaultUser\":\"unicorn\""))
        .broken(
            "the session preferences run sessions as another user, and name none",
            RUN_AS,
            it -> it.reachable().preferring("\"runAsEnabled\":true,\"runAsDefaultUser\":\"\""))
        .broken(
            "the shell profile of the session preferences ends the shell",
            OPENS,
            it -> it.reachable().preferring("\"shellProfile\":{\"linux\":\"exit\"}"))
        .broken(
            "the session preferences ask for an encrypted bucket that the role may not look at",
            SESSION_LOGS,
            it ->
                it.reachableByNat()
                    .preferring("\"s3BucketName\":\"session-logs\",\"s3EncryptionEnabled\":true"))
        .broken(
            "the session preferences ask for a log group that the role may not look at",
            SESSION_LOGS,
            it ->
                it.reachableByNat()
                    .preferring(
                        "\"cloudWatchLogGroupName\":\"sessions\",\"cloudWatchEncryptionEnabled\":true"))
        .broken(
            "the session preferences name a key, and the agent has no way to KMS",
            SESSION_KEY,
            it ->
                it.reachable()
                    .inline("key", policy("Allow", "kms:Decrypt"))
                    .preferring("\"kmsKeyId\":\"%s\"".formatted(it.key())))
        .broken(
            "the session preferences ask for a bucket, and the agent has no way to S3",
            SESSION_LOGS,
            it ->
                it.reachable()
                    .preferring("\"s3BucketName\":\"session-logs\",\"s3EncryptionEnabled\":false")
                    .silent())
        .broken(
            "the session preferences ask for a log group, and its endpoint lets nobody in",
            SESSION_LOGS,
            it -> {
              it.reachable().endpointGroup = it.group("logs");
              it.endpoint("logs")
                  .later(3)
                  .preferring(
                      "\"cloudWatchLogGroupName\":\"sessions\",\"cloudWatchEncryptionEnabled\":false")
                  .silent();
            })
        .fixedAnotherWay(
            "a session that is encrypted, by an endpoint of KMS",
            it ->
                it.reachable()
                    .endpoint("kms")
                    .later(3)
                    .inline("key", policy("Allow", "kms:Decrypt"))
                    .preferring("\"kmsKeyId\":\"%s\"".formatted(it.key())))
        .fixedAnotherWay(
            "a session that is logged, by an endpoint of CloudWatch Logs",
            it ->
                it.reachable()
                    .endpoint("logs")
                    .later(3)
                    .preferring(
                        "\"cloudWatchLogGroupName\":\"sessions\",\"cloudWatchEncryptionEnabled\":false"))
        .fixedAnotherWay(
            "a session that is logged, by a gateway endpoint of S3",
            it -> {
              it.reachable()
                  .preferring("\"s3BucketName\":\"session-logs\",\"s3EncryptionEnabled\":false");
              it.ec2.createVpcEndpoint(
                  make ->
                      make.vpcId(it.vpc)
                          .vpcEndpointType("Gateway")
                          .serviceName(
                              "com.amazonaws.%s.s3".formatted(it.sandbox.account().region().id()))
                          .routeTableIds(it.table));
            })
        .fixedAnotherWay(
            "a session that is encrypted",
            it ->
                it.reachableByNat()
                    .inline("key", policy("Allow", "kms:Decrypt"))
                    .preferring("\"kmsKeyId\":\"%s\"".formatted(it.key())))
        .fixedAnotherWay(
            "a shell profile that writes a greeting",
            it ->
                it.reachable().preferring("\"shellProfile\":{\"linux\":\"echo welcome; whoami\"}"))
        .fixedAnotherWay(
            "a session as root",
            it -> it.reachable().preferring("\"runAsEnabled\":true,\"runAsDefaultUser\":\"root\""))
        .fixedAnotherWay(
            "a session as another user",
            it ->
                it.reachable()
                    .preferring("\"runAsEnabled\":true,\"runAsDefaultUser\":\"ec2-user\""));
  }

  private static void fixed(Worlds<PrivateServer> worlds) {
    worlds
        .fixed("endpoints and the managed policy", PrivateServer::reachable)
        .fixedAnotherWay(
            "a NAT gateway and the managed policy", it -> it.profiled().withNat().running())
        .fixedAnotherWay(
            "a policy of one's own with no more than is needed",
            it -> it.network().withEndpoints().bareProfile().allowingAllBut().running())
        .fixedAnotherWay(
            "a policy with wildcards",
            it ->
                it.network()
                    .withEndpoints()
                    .bareProfile()
                    .allowing("ssm:Update*", "ssmmessages:*")
                    .running())
        .fixedAnotherWay(
            "Default Host Management Configuration, and no profile",
            it -> it.network().withEndpoints().hostManagement().runningWithoutProfile())
        .fixedAnotherWay(
            "endpoints that are open to the server's group",
            it -> {
              it.profiled().endpointGroup = it.group("endpoints");
              it.letIn(it.endpointGroup, "tcp", 443, 443, it.group)
                  .endpoint("ssm")
                  .endpoint("ssmmessages")
                  .later(3)
                  .running();
            })
        .fixedAnotherWay(
            "endpoints that share the server's group, which is open to itself",
            it -> {
              it.profiled().endpointGroup = it.group;
              it.letIn(it.group, "-1", -1, -1, it.group)
                  .endpoint("ssm")
                  .endpoint("ssmmessages")
                  .later(3)
                  .running();
            })
        .fixedAnotherWay(
            "endpoints that are open to a prefix list",
            it -> {
              it.profiled().endpointGroup = it.group("endpoints");
              it.letIn(it.endpointGroup, "tcp", 443, 443, it.prefixList("10.0.1.0/24"))
                  .endpoint("ssm")
                  .endpoint("ssmmessages")
                  .later(3)
                  .running();
            })
        .fixedAnotherWay(
            "endpoints in another subnet, and network ACLs with no more than is needed",
            it -> {
              it.profiled().withEndpointsInAnotherSubnet();
              String acl = it.acl(it.subnet);
              it.allow(acl, 100, true, 443, 443).allow(acl, 100, false, 1024, 65535);
              String there = it.acl(it.endpointSubnet);
              it.allow(there, 100, false, 443, 443).allow(there, 100, true, 1024, 65535).running();
            })
        .fixedAnotherWay(
            "the role attached late, and the server rebooted",
            it ->
                it.network()
                    .withEndpoints()
                    .goodProfile()
                    .runningWithoutProfile()
                    .attach()
                    .reboot())
        .fixedAnotherWay("two servers", it -> it.reachable().launch(it::withProfile).later(10))
        .fixedAnotherWay(
            "a public server, where that is allowed",
            it -> {
              it.mayBePublic = true;
              it.reachable().letIn(it.group, "tcp", 22, 22, PrivateServer.ANYWHERE);
            })
        .fixedAnotherWay("a shell that writes a secret first", SessionOpensTest::talkative)
        .fixedAnotherWay(
            "a server whose shell is dash",
            it -> {
              it.network().withEndpoints().goodProfile();
              String image =
                  it.ec2
                      .registerImage(
                          make -> make.name("ubuntu/noble-24.04").rootDeviceName("/dev/sda1"))
                      .imageId();
              it.launch(
                      launch -> {
                        it.withProfile(launch);
                        launch.imageId(image);
                      })
                  .later(10);
            })
        .fixedAnotherWay(
            "a server that runs Windows",
            it -> it.network().withEndpoints().goodProfile().runningWindows())
        .fixedAnotherWay(
            "a command answers on a server that runs Windows",
            it ->
                it.network()
                    .withEndpoints()
                    .goodProfile()
                    .runningWindows()
                    .provenBy(ProofLevel.RUN_COMMAND))
        .fixedAnotherWay(
            "an agent of version 3.0",
            it -> it.network().withEndpoints().goodProfile().runningWithAgent("3.0.1390.0"))
        .fixedAnotherWay(
            "sessions may last for a minute only",
            it ->
                it.reachable()
                    .preferring("\"maxSessionDuration\":\"1\",\"idleSessionTimeout\":\"1\""))
        .fixedAnotherWay("connected is enough", it -> it.reachable().provenBy(ProofLevel.CONNECTED))
        .fixedAnotherWay(
            "a command answers, and that is enough",
            it -> it.reachable().provenBy(ProofLevel.RUN_COMMAND));
  }

  private static void overFixed(Worlds<PrivateServer> worlds) {
    worlds
        .overFixed(
            "an Elastic IP was given to it",
            NO_PUBLIC_ADDRESS,
            it -> {
              it.reachable().internetGateway();
              String address = it.ec2.allocateAddress(make -> make.domain("vpc")).allocationId();
              it.ec2.associateAddress(make -> make.allocationId(address).instanceId(it.server()));
            })
        .overFixed(
            "the subnet was given a route to an internet gateway",
            NO_GATEWAY_ROUTE,
            it -> {
              String gateway = it.reachable().internetGateway();
              it.route(it.table, to -> to.gatewayId(gateway));
            })
        .overFixed(
            "SSH was opened to the internet",
            NO_PORT_OPENED,
            it -> it.reachable().letIn(it.group, "tcp", 22, 22, PrivateServer.ANYWHERE))
        .overFixed(
            "SSH was opened to the internet over IPv6",
            NO_PORT_OPENED,
            it -> it.reachable().letIn(it.group, "tcp", 22, 22, "::/0"))
        .overFixed(
            "everything was opened to the internet, in two halves",
            NO_PORT_OPENED,
            it ->
                it.reachable()
                    .letIn(it.group, "tcp", 0, 65535, "0.0.0.0/1")
                    .letIn(it.group, "tcp", 0, 65535, "128.0.0.0/1"))
        .overFixed(
            "it was launched anew in a public subnet",
            NO_PUBLIC_ADDRESS,
            it -> {
              String open = it.profiled().publicSubnet();
              it.launch(
                      launch ->
                          launch
                              .iamInstanceProfile(of -> of.name(it.profile))
                              .networkInterfaces(
                                  face ->
                                      face.deviceIndex(0)
                                          .subnetId(open)
                                          .groups(it.group)
                                          .associatePublicIpAddress(true)))
                  .later(10);
            });
  }
}
