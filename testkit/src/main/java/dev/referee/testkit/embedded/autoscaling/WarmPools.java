package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.autoscaling.model.DeleteWarmPoolRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteWarmPoolResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeWarmPoolRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeWarmPoolResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.PutWarmPoolRequest;
import software.amazon.awssdk.services.autoscaling.model.PutWarmPoolResponse;
import software.amazon.awssdk.services.autoscaling.model.WarmPoolConfiguration;
import software.amazon.awssdk.services.autoscaling.model.WarmPoolState;
import software.amazon.awssdk.services.autoscaling.model.WarmPoolStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/**
 * The warm pools of groups: instances that are initialized and wait to be put in service.
 *
 * <p>Their instances wait for no lifecycle hook while they are in the pool, and a hibernated one is
 * a stopped one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html">Warm
 *     pools for Amazon EC2 Auto Scaling</a>
 */
final class WarmPools {
  private static final int PAGE = 50;
  private static final int NO_LIMIT = -1;

  private final AutoScaling scaling;

  WarmPools(AutoScaling scaling) {
    this.scaling = scaling;
  }

  static void addTo(Service service) {
    service
        .on(
            PutWarmPoolRequest.class,
            PutWarmPoolRequest::builder,
            (r, c) -> AutoScaling.of(c).warmPools.put(r))
        .on(
            DescribeWarmPoolRequest.class,
            DescribeWarmPoolRequest::builder,
            (r, c) -> AutoScaling.of(c).warmPools.describe(r, c))
        .on(
            DeleteWarmPoolRequest.class,
            DeleteWarmPoolRequest::builder,
            (r, c) -> AutoScaling.of(c).warmPools.delete(r));
  }

  PutWarmPoolResponse put(PutWarmPoolRequest request) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    check(group);
    WarmPoolConfiguration before = group.warmPool;
    WarmPoolConfiguration pool =
        SdkFieldCopier.overlay(
                request,
                before == null
                    ? WarmPoolConfiguration.builder().minSize(0).poolState(WarmPoolState.STOPPED)
                    : before.toBuilder())
            .build();
    Integer prepared = pool.maxGroupPreparedCapacity();
    group.warmPool =
        prepared != null && prepared == NO_LIMIT
            ? pool.toBuilder().maxGroupPreparedCapacity(null).build()
            : pool;
    scaling.reconciler.reconcile(group);
    return PutWarmPoolResponse.builder().build();
  }

  private void check(ScalingGroup group) {
    LaunchSources.Source source = LaunchSources.Source.of(group.settings());
    if (scaling.sources.requestsSpot(source)) {
      throw AutoScaling.invalid(
          "You can't add a warm pool to an Auto Scaling group that requests Spot Instances");
    }
    if (source.mixed() != null
        && source.mixed().launchTemplate().overrides().stream()
            .map(LaunchTemplateOverrides::weightedCapacity)
            .anyMatch(Objects::nonNull)) {
      throw AutoScaling.invalid(
          "You can't add a warm pool to an Auto Scaling group that uses a mixed instances policy"
              + " with instance weights");
    }
  }

  private DescribeWarmPoolResponse describe(DescribeWarmPoolRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    Page<Instance> page =
        Page.of(
            List.copyOf(group.warm.values()),
            ScalingGroups.orDefault(request.maxRecords(), PAGE),
            request.nextToken(),
            call);
    return DescribeWarmPoolResponse.builder()
        .warmPoolConfiguration(group.warmPool)
        .instances(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteWarmPoolResponse delete(DeleteWarmPoolRequest request) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    WarmPoolConfiguration pool = group.warmPool;
    if (!Boolean.TRUE.equals(request.forceDelete()) && !group.warm.isEmpty()) {
      throw new AwsError(
          400,
          "ResourceInUse",
          "You cannot delete a warm pool while there are instances still in the warm pool.");
    }
    if (pool != null) {
      group.warmPool = pool.toBuilder().status(WarmPoolStatus.PENDING_DELETE).build();
      scaling.reconciler.reconcile(group);
    }
    return DeleteWarmPoolResponse.builder().build();
  }

  /** Brings the pool of a group closer to its target size. */
  void step(ScalingGroup group) {
    List.copyOf(group.warm.values()).forEach(instance -> observe(group, instance));
    WarmPoolConfiguration pool = group.warmPool;
    if (pool == null) {
      return;
    }
    boolean deleting = group.deleting || pool.status() == WarmPoolStatus.PENDING_DELETE;
    if (deleting && group.warm.isEmpty()) {
      group.warmPool = null;
      return;
    }
    List<Instance> kept =
        group.warm.values().stream()
            .filter(instance -> instance.lifecycleState() != LifecycleState.WARMED_TERMINATING)
            .toList();
    int wanted = deleting ? 0 : size(group, pool);
    for (int surplus = wanted; surplus < kept.size(); surplus++) {
      terminate(group, kept.get(surplus).instanceId());
    }
    if (!group.suspended.contains("Launch")) {
      fill(group, wanted - kept.size());
    }
  }

  private static int size(ScalingGroup group, WarmPoolConfiguration pool) {
    int prepared =
        ScalingGroups.orDefault(pool.maxGroupPreparedCapacity(), group.settings().maxSize());
    return Math.max(pool.minSize(), prepared - group.desired());
  }

  private void fill(ScalingGroup group, int missing) {
    String cause = "an instance was launched into the warm pool.";
    for (int i = 0; i < missing; i++) {
      try {
        Instance made = scaling.reconciler.launched(group);
        String id = made.instanceId();
        group.warm.put(id, made.toBuilder().lifecycleState(LifecycleState.WARMED_PENDING).build());
        scaling.activities.begin(group, intoPool(id), cause, null);
      } catch (AwsError error) {
        scaling.activities.failed(group, cause, error);
        return;
      }
    }
  }

  private void observe(ScalingGroup group, Instance one) {
    String id = one.instanceId();
    var instance = scaling.ec2.findInstance(id);
    if (instance == null || Ec2.isIn(instance, InstanceStateName.TERMINATED)) {
      group.warm.remove(id);
      scaling.activities.end(group, fromPool(id));
    } else if (one.lifecycleState() == LifecycleState.WARMED_PENDING) {
      WarmPoolConfiguration pool = group.warmPool;
      boolean runs = pool != null && pool.poolState() == WarmPoolState.RUNNING;
      if (Ec2.isIn(instance, InstanceStateName.RUNNING) && runs) {
        ready(group, id, LifecycleState.WARMED_RUNNING);
      } else if (Ec2.isIn(instance, InstanceStateName.RUNNING)) {
        scaling.ec2.stop(id);
      } else if (Ec2.isIn(instance, InstanceStateName.STOPPED)) {
        boolean hibernates = pool != null && pool.poolState() == WarmPoolState.HIBERNATED;
        ready(
            group,
            id,
            hibernates ? LifecycleState.WARMED_HIBERNATED : LifecycleState.WARMED_STOPPED);
      }
    }
  }

  private void ready(ScalingGroup group, String id, LifecycleState state) {
    change(group, id, state);
    scaling.activities.end(group, intoPool(id));
  }

  private static void change(ScalingGroup group, String id, LifecycleState state) {
    group.warm.computeIfPresent(
        id, (same, instance) -> instance.toBuilder().lifecycleState(state).build());
  }

  private void terminate(ScalingGroup group, String id) {
    change(group, id, LifecycleState.WARMED_TERMINATING);
    scaling.activities.begin(
        group, fromPool(id), "an instance was taken out of the warm pool.", null);
    scaling.ec2.terminate(id);
  }

  /** Moves an instance of the pool into its group, and returns whether one was ready. */
  boolean give(ScalingGroup group, String cause) {
    Instance ready =
        group.warm.values().stream().filter(WarmPools::isReady).findFirst().orElse(null);
    if (ready == null) {
      return false;
    }
    String id = ready.instanceId();
    group.warm.remove(id);
    group.members.put(id, ready.toBuilder().lifecycleState(LifecycleState.PENDING).build());
    if (ready.lifecycleState() != LifecycleState.WARMED_RUNNING) {
      scaling.ec2.start(id);
    }
    scaling.activities.begin(group, launching(id), cause, null);
    return true;
  }

  private static boolean isReady(Instance instance) {
    return switch (instance.lifecycleState()) {
      case WARMED_STOPPED, WARMED_RUNNING, WARMED_HIBERNATED -> true;
      default -> false;
    };
  }

  /**
   * Moves a surplus instance back into the pool, and returns whether the reuse policy asks for it.
   */
  boolean takeBack(ScalingGroup group, Instance surplus) {
    WarmPoolConfiguration pool = group.warmPool;
    if (pool == null
        || pool.status() == WarmPoolStatus.PENDING_DELETE
        || pool.instanceReusePolicy() == null
        || !Boolean.TRUE.equals(pool.instanceReusePolicy().reuseOnScaleIn())) {
      return false;
    }
    String id = surplus.instanceId();
    scaling.targets.deregister(group, id);
    group.removeMember(id);
    group.warm.put(id, surplus.toBuilder().lifecycleState(LifecycleState.WARMED_PENDING).build());
    scaling.activities.begin(
        group, intoPool(id), "an instance was returned to the warm pool.", null);
    return true;
  }

  static String launching(String id) {
    return "Launching a new EC2 instance from warm pool: " + id;
  }

  private static String intoPool(String id) {
    return "Launching a new EC2 instance into warm pool: " + id;
  }

  private static String fromPool(String id) {
    return "Terminating EC2 instance from warm pool: " + id;
  }
}
