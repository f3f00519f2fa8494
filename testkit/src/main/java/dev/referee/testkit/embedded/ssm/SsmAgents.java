package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.AgentFault;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Store;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** The SSM Agents of one account and Region: one for each instance whose image has an agent. */
final class SsmAgents {
  private final Call context;
  private final Ec2 ec2;
  private final Map<String, SsmAgent> byInstance = new LinkedHashMap<>();
  private final Map<String, AgentFault> faults = new TreeMap<>();

  private SsmAgents(Call context) {
    this.context = context;
    this.ec2 = Ec2.of(context);
  }

  static SsmAgents of(Call call) {
    return call.regional(SsmAgents.class, () -> new SsmAgents(call));
  }

  /** Starts and ends agents with their instances from now on. */
  static void follow(Store account) {
    account.listen(Ec2.Booted.class, event -> of(event.context()).booted(event.instanceId()));
    account.listen(Ec2.Ended.class, event -> of(event.context()).ended(event.instanceId()));
  }

  /** Starts an instance's agent with its instance. */
  private void booted(String instanceId) {
    Image image = ec2.image(ec2.instance(instanceId).imageId());
    AgentBuild build = image == null ? null : AgentBuild.of(image);
    if (build != null) {
      byInstance.computeIfAbsent(instanceId, id -> new SsmAgent(context, id, build));
    }
    SsmAgent agent = find(instanceId);
    if (agent != null) {
      agent.start();
    }
  }

  /** Ends an instance's agent with its instance. */
  private void ended(String instanceId) {
    SsmAgent agent = find(instanceId);
    if (agent != null) {
      agent.stop();
    }
  }

  @Nullable SsmAgent find(String instanceId) {
    return byInstance.get(instanceId);
  }

  /** Restarts or stops the agent of a running instance. */
  void runs(String instanceId, boolean running) {
    SsmAgent agent = find(instanceId);
    if (agent == null) {
      throw new IllegalArgumentException("There is no agent on " + instanceId);
    }
    if (running) {
      if (Ec2.isIn(ec2.instance(instanceId), InstanceStateName.RUNNING)) {
        agent.start();
      }
    } else {
      agent.stop();
    }
  }

  /** Lets an agent misbehave in sessions, or behave again when it is null. */
  void fault(String instanceId, @Nullable AgentFault fault) {
    ec2.instance(instanceId);
    if (fault == null) {
      faults.remove(instanceId);
    } else {
      faults.put(instanceId, fault);
    }
  }

  @Nullable AgentFault fault(String instanceId) {
    return faults.get(instanceId);
  }

  /** Returns the agents that have registered at any time. */
  Stream<SsmAgent> registered() {
    return byInstance.values().stream().filter(SsmAgent::registered);
  }
}
