package dev.referee.testkit.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Image;

/** Keeps the SSM Agents of one account and Region: one for each instance whose image has one. */
final class SsmAgents {
  private final Ec2 ec2;
  private final Map<String, SsmAgent> byInstance = new LinkedHashMap<>();

  SsmAgents(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Starts an instance's agent with its instance. */
  void booted(String instanceId) {
    Image image = ec2.images.find(ec2.instances.get(instanceId).imageId());
    AgentBuild build = image == null ? null : AgentBuild.of(image);
    if (build != null) {
      byInstance.computeIfAbsent(instanceId, id -> new SsmAgent(ec2, id, build));
    }
    SsmAgent agent = find(instanceId);
    if (agent != null) {
      agent.start();
    }
  }

  /** Ends an instance's agent with its instance. */
  void ended(String instanceId) {
    SsmAgent agent = find(instanceId);
    if (agent != null) {
      agent.stop();
    }
  }

  @Nullable SsmAgent find(String instanceId) {
    return byInstance.get(instanceId);
  }

  /** Returns the agents that have registered at any time. */
  Stream<SsmAgent> registered() {
    return byInstance.values().stream().filter(SsmAgent::registered);
  }
}
