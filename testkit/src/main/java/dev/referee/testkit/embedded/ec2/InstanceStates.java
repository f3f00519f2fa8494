package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StateReason;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/** The timed state transitions of instances. */
final class InstanceStates {
  static final Duration STARTING = Duration.ofSeconds(20);
  static final Duration STOPPING = Duration.ofSeconds(20);
  static final Duration TERMINATING = Duration.ofSeconds(30);
  static final Duration LISTED_AFTER_TERMINATION = Duration.ofHours(1);

  private static final DateTimeFormatter GMT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Ec2 ec2;

  InstanceStates(Ec2 ec2) {
    this.ec2 = ec2;
  }

  static InstanceState state(InstanceStateName name) {
    int code =
        switch (name) {
          case PENDING -> 0;
          case RUNNING -> 16;
          case SHUTTING_DOWN -> 32;
          case TERMINATED -> 48;
          case STOPPING -> 64;
          case STOPPED -> 80;
          case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException(name.name());
        };
    return InstanceState.builder().code(code).name(name).build();
  }

  StartInstancesResponse start(StartInstancesRequest request, Call call) {
    List<InstanceStateChange> changes = new ArrayList<>();
    for (Instance instance : ec2.instances.describe(request.instanceIds())) {
      if (!Instances.is(
          instance,
          InstanceStateName.STOPPED,
          InstanceStateName.PENDING,
          InstanceStateName.RUNNING)) {
        throw incorrect(instance, "started");
      }
      if (Instances.is(instance, InstanceStateName.STOPPED)) {
        begin(instance.instanceId());
      }
      changes.add(change(instance));
    }
    return StartInstancesResponse.builder().startingInstances(changes).build();
  }

  /** Lets an instance, new or stopped, become running. */
  void begin(String id) {
    ec2.instances.change(
        id,
        instance ->
            instance
                .state(state(InstanceStateName.PENDING))
                .launchTime(ec2.now().truncatedTo(ChronoUnit.SECONDS))
                .stateTransitionReason("")
                .stateReason(StateReason.builder().code("pending").message("pending").build()));
    changed(id, InstanceStateName.PENDING);
    later(
        id,
        STARTING,
        () -> {
          ec2.instances.change(
              id,
              instance ->
                  instance.state(state(InstanceStateName.RUNNING)).stateReason((StateReason) null));
          ec2.publicAddresses.started(id);
          changed(id, InstanceStateName.RUNNING);
          booted(id);
        });
  }

  private void booted(String id) {
    ec2.spawner.booted(id, ++ec2.instances.hidden(id).boots);
    ec2.context.store().publish(new Ec2.Booted(ec2.context, id));
  }

  StopInstancesResponse stop(StopInstancesRequest request, Call call) {
    List<Instance> instances = ec2.instances.describe(request.instanceIds());
    for (Instance instance : instances) {
      if (Instances.is(instance, InstanceStateName.SHUTTING_DOWN, InstanceStateName.TERMINATED)) {
        throw incorrect(instance, "stopped");
      }
      if (ec2.instances.hidden(instance.instanceId()).disableApiStop) {
        throw kept(instance, "stopped", "disableApiStop");
      }
    }
    List<InstanceStateChange> changes = new ArrayList<>();
    for (Instance instance : instances) {
      if (Instances.is(instance, InstanceStateName.RUNNING, InstanceStateName.PENDING)) {
        stop(instance.instanceId());
      }
      changes.add(change(instance));
    }
    return StopInstancesResponse.builder().stoppingInstances(changes).build();
  }

  private void stop(String id) {
    ended(id, InstanceStateName.STOPPING);
    later(
        id,
        STOPPING,
        () -> {
          ec2.instances.change(id, instance -> instance.state(state(InstanceStateName.STOPPED)));
          ec2.publicAddresses.stopped(id);
          changed(id, InstanceStateName.STOPPED);
        });
  }

  RebootInstancesResponse reboot(RebootInstancesRequest request, Call call) {
    List<Instance> instances = ec2.instances.describe(request.instanceIds());
    for (Instance instance : instances) {
      if (!Instances.is(instance, InstanceStateName.RUNNING, InstanceStateName.PENDING)) {
        throw incorrect(instance, "rebooted");
      }
    }
    for (Instance instance : instances) {
      if (Instances.is(instance, InstanceStateName.RUNNING)) {
        booted(instance.instanceId());
      }
    }
    return RebootInstancesResponse.builder().build();
  }

  TerminateInstancesResponse terminate(TerminateInstancesRequest request, Call call) {
    List<Instance> instances = ec2.instances.describe(request.instanceIds());
    for (Instance instance : instances) {
      if (ec2.instances.hidden(instance.instanceId()).disableApiTermination) {
        throw kept(instance, "terminated", "disableApiTermination");
      }
    }
    List<InstanceStateChange> changes = new ArrayList<>();
    for (Instance instance : instances) {
      terminate(instance.instanceId());
      changes.add(change(instance));
    }
    return TerminateInstancesResponse.builder().terminatingInstances(changes).build();
  }

  /** Terminates an instance, unless that was done already. */
  void terminate(String id) {
    Instance instance = ec2.instances.find(id);
    if (instance == null
        || Instances.is(instance, InstanceStateName.SHUTTING_DOWN, InstanceStateName.TERMINATED)) {
      return;
    }
    ended(id, InstanceStateName.SHUTTING_DOWN);
    later(
        id,
        TERMINATING,
        () -> {
          ec2.interfaces.releasedBy(id);
          ec2.volumes.releasedBy(id);
          ec2.instances.change(
              id,
              removed ->
                  removed
                      .state(state(InstanceStateName.TERMINATED))
                      .subnetId(null)
                      .vpcId(null)
                      .privateIpAddress(null)
                      .privateDnsName("")
                      .publicIpAddress(null)
                      .publicDnsName("")
                      .ipv6Address(null)
                      .securityGroups(List.of()));
          changed(id, InstanceStateName.TERMINATED);
          later(id, LISTED_AFTER_TERMINATION, () -> ec2.instances.remove(id));
        });
  }

  private void ended(String id, InstanceStateName name) {
    ec2.context.store().publish(new Ec2.Ended(ec2.context, id));
    ec2.instances.change(
        id,
        instance ->
            instance
                .state(state(name))
                .stateTransitionReason("User initiated (" + GMT.format(ec2.now()) + ")")
                .stateReason(
                    StateReason.builder()
                        .code("Client.UserInitiatedShutdown")
                        .message("Client.UserInitiatedShutdown: User initiated shutdown")
                        .build()));
    changed(id, name);
  }

  private void changed(String id, InstanceStateName name) {
    ec2.context.store().publish(new Ec2.StateChanged(ec2.context, id, name));
  }

  private void later(String id, Duration delay, Runnable action) {
    int expected = ++ec2.instances.hidden(id).changes;
    ec2.later(
        delay,
        () -> {
          if (ec2.instances.find(id) != null && ec2.instances.hidden(id).changes == expected) {
            action.run();
          }
        });
  }

  private InstanceStateChange change(Instance before) {
    return InstanceStateChange.builder()
        .instanceId(before.instanceId())
        .previousState(before.state())
        .currentState(ec2.instances.get(before.instanceId()).state())
        .build();
  }

  private static AwsError incorrect(Instance instance, String done) {
    return new AwsError(
        400,
        "IncorrectInstanceState",
        "The instance '"
            + instance.instanceId()
            + "' is not in a state from which it can be "
            + done
            + ".");
  }

  private static AwsError kept(Instance instance, String done, String attribute) {
    return new AwsError(
        400,
        "OperationNotPermitted",
        "The instance '"
            + instance.instanceId()
            + "' may not be "
            + done
            + ". Modify its '"
            + attribute
            + "' instance attribute and try again.");
  }
}
