package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.Outcome;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.World;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scenarios of {@code ssm.command-answers}: those shared with sessions, and those of Run
 * Command.
 */
class CommandAnswersTest extends CheckContract<PrivateServer> {
  private static final Set<String> CODES =
      SessionExpectations.TO_COMMAND.stream().map(Expectation::code).collect(Collectors.toSet());

  private static final Set<String> ALSO =
      Set.of(
          "the role may not register",
          "there is a way out, and the role may nothing",
          "the NAT gateway stands in the private subnet",
          "CloudFormation has not begun to create the server",
          "the endpoints are open to a prefix list of another subnet",
          "the transit gateway leads nowhere");

  @Override
  protected PrivateServer begin(Sandbox sandbox) {
    return new PrivateServer(sandbox);
  }

  @Override
  protected Check check(PrivateServer server) {
    CommandAnswersBuilder builder =
        SsmChecks.commandAnswers().mustStayPrivate(!server.mayBePublic).pausing(any -> {});
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
    return Set.of("InvalidInstanceId");
  }

  @Override
  protected Worlds<PrivateServer> worlds() {
    Worlds<PrivateServer> worlds = new Worlds<>();
    Set<String> told = new HashSet<>();
    for (World<PrivateServer> world : new SessionOpensTest().tried()) {
      boolean needed = world.next().isEmpty() || CODES.contains(world.next());
      String what = world.kind() == Kind.BROKEN ? world.next() : world.kind() + world.next();
      boolean wanted = told.add(what) || ALSO.contains(world.name());
      if (needed && wanted) {
        worlds.add(world.kind(), world.name(), world.outcome(), world.next(), world.setUp());
      }
    }
    return worlds
        .add(
            Kind.BROKEN,
            "a command is not fetched yet, and nobody can say why",
            Outcome.INCONCLUSIVE,
            SessionExpectations.ANSWERS.code(),
            SessionOpensTest::unfetched)
        .broken(
            "a command fails, and writes a secret",
            SessionExpectations.ANSWERS,
            SessionOpensTest::failing)
        .broken(
            "a command ends well, writes a secret and no answer",
            SessionExpectations.ANSWERS,
            SessionOpensTest::ending)
        .broken(
            "an old agent gets its commands from ec2messages, and cannot reach that",
            SessionExpectations.FETCHES,
            it -> it.network().withEndpoints().goodProfile().runningWithAgent("3.1.1732.0"))
        .add(
            Kind.BROKEN,
            "the shell hangs before it does what it is told",
            Outcome.INCONCLUSIVE,
            SessionExpectations.ANSWERS.code(),
            it -> it.network().withEndpoints().goodProfile().runningWithShell("sleep 9000"))
        .fixedAnotherWay(
            "an old agent with an endpoint for ec2messages",
            it ->
                it.network()
                    .withEndpoints()
                    .endpoint("ec2messages")
                    .later(3)
                    .goodProfile()
                    .runningWithAgent("3.1.1732.0"))
        .fixedAnotherWay(
            "a server that runs Windows",
            it -> it.network().withEndpoints().goodProfile().runningWindows())
        .fixedAnotherWay("a shell that writes a secret first", SessionOpensTest::talkative);
  }
}
