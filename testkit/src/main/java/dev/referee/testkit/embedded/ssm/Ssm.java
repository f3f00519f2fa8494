package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.AgentFault;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An emulation of Systems Manager in one account and Region: managed instances, sessions, commands.
 */
public final class Ssm {
  final Call context;
  final Ec2 ec2;
  final SsmAgents agents;
  final SsmDocuments documents;
  final ManagedInstances instances;
  final SsmSessions sessions;
  final SsmCommands commands;

  private Ssm(Call context, DataChannels channels) {
    this.context = context;
    this.ec2 = Ec2.of(context);
    this.agents = SsmAgents.of(context);
    this.documents = new SsmDocuments(this);
    this.instances = new ManagedInstances(this);
    this.sessions = new SsmSessions(this, channels);
    this.commands = new SsmCommands(this);
  }

  static Ssm of(Call call, DataChannels channels) {
    return call.regional(Ssm.class, () -> new Ssm(call, channels));
  }

  /** Lets the agents of an account's instances live with them. */
  public static void follow(AccountState account) {
    SsmAgents.follow(account.store());
  }

  /** Returns the value of a parameter; null if there is none. */
  public static @Nullable String parameter(String name, Call call) {
    return SsmParameters.of(call).value(name);
  }

  /** Restarts or stops the agent of an instance. */
  public static void runAgent(String instanceId, boolean running, Call call) {
    SsmAgents.of(call).runs(instanceId, running);
  }

  /** Lets an instance's agent misbehave in sessions, or behave again when it is null. */
  public static void agentFault(String instanceId, @Nullable AgentFault fault, Call call) {
    SsmAgents.of(call).fault(instanceId, fault);
  }

  Instant now() {
    return context.clock().instant();
  }

  static AwsError error(String code, String message) {
    return new AwsError(400, code, message);
  }

  static AwsError invalid(String message) {
    return error("ValidationException", message);
  }
}
