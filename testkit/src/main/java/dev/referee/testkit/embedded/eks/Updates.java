package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.DescribeUpdateRequest;
import software.amazon.awssdk.services.eks.model.DescribeUpdateResponse;
import software.amazon.awssdk.services.eks.model.ErrorDetail;
import software.amazon.awssdk.services.eks.model.ListUpdatesRequest;
import software.amazon.awssdk.services.eks.model.ListUpdatesResponse;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateParam;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateStatus;

/** An emulation of the updates of clusters, node groups and add-ons. */
final class Updates {
  private static final String CLUSTER = "cluster";

  private final Eks eks;

  Updates(Eks eks) {
    this.eks = eks;
  }

  /** An update of a cluster or of something that belongs to it. */
  static final class Running {
    /** What is updated: {@code cluster}, {@code nodegroup/NAME} or {@code addon/NAME}. */
    final String owner;

    /** What it does. */
    final Runnable applied;

    /** What happens at its end, also when it fails. */
    final Runnable settled;

    Update update;

    Running(String owner, Runnable applied, Runnable settled, Update update) {
      this.owner = owner;
      this.applied = applied;
      this.settled = settled;
      this.update = update;
    }

    boolean isInProgress() {
      return update.status() == UpdateStatus.IN_PROGRESS;
    }
  }

  static String ofNodegroup(String name) {
    return "nodegroup/" + name;
  }

  static String ofAddon(String name) {
    return "addon/" + name;
  }

  /** Begins an update of a cluster, which is in use, or throws EKS's error. */
  Update ofCluster(
      EksCluster cluster,
      String type,
      Map<UpdateParamType, String> params,
      Duration time,
      Runnable applied) {
    for (Running other : cluster.updates) {
      if (other.owner.equals(CLUSTER) && other.isInProgress()) {
        throw EksErrors.inUse(
            "Cannot %s because cluster %s currently has update %s in progress"
                .formatted(type, cluster.name(), other.update.id()));
      }
    }
    eks.activeCluster(cluster.name());
    cluster.change(it -> it.status(ClusterStatus.UPDATING));
    return begin(
        cluster,
        CLUSTER,
        type,
        params,
        time,
        applied,
        () -> {
          if (cluster.is(ClusterStatus.UPDATING)) {
            cluster.change(it -> it.status(ClusterStatus.ACTIVE));
          }
        });
  }

  /** Begins an update. */
  Update begin(
      EksCluster cluster,
      String owner,
      String type,
      Map<UpdateParamType, String> params,
      Duration time,
      Runnable applied,
      Runnable settled) {
    Update update =
        Update.builder()
            .id(eks.ids.uuid())
            .status(UpdateStatus.IN_PROGRESS)
            .type(type)
            .params(
                params.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                        entry ->
                            UpdateParam.builder()
                                .type(entry.getKey())
                                .value(entry.getValue())
                                .build())
                    .toList())
            .createdAt(eks.now())
            .errors(List.of())
            .build();
    Running running = new Running(owner, applied, settled, update);
    cluster.updates.add(0, running);
    eks.context.later(time, () -> succeed(running));
    return update;
  }

  private static void succeed(Running running) {
    if (running.isInProgress()) {
      running.update = running.update.toBuilder().status(UpdateStatus.SUCCESSFUL).build();
      running.applied.run();
      running.settled.run();
    }
  }

  /** Lets all updates that are in progress in a cluster succeed at once. */
  void complete(EksCluster cluster) {
    cluster.updates.forEach(Updates::succeed);
  }

  /** Lets all updates that are in progress in a cluster fail. */
  void fail(EksCluster cluster, ErrorDetail error) {
    for (Running running : cluster.updates) {
      if (running.isInProgress()) {
        running.update =
            running.update.toBuilder().status(UpdateStatus.FAILED).errors(error).build();
        running.settled.run();
      }
    }
  }

  DescribeUpdateResponse describe(DescribeUpdateRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.name());
    String owner = owner(cluster, request.nodegroupName(), request.addonName());
    return cluster.updates.stream()
        .filter(
            update -> update.owner.equals(owner) && update.update.id().equals(request.updateId()))
        .findFirst()
        .map(update -> DescribeUpdateResponse.builder().update(update.update).build())
        .orElseThrow(() -> EksErrors.notFound("No update found for ID: " + request.updateId()));
  }

  ListUpdatesResponse list(ListUpdatesRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.name());
    String owner = owner(cluster, request.nodegroupName(), request.addonName());
    Page<String> page =
        EksPages.of(
            cluster.updates.stream()
                .filter(update -> update.owner.equals(owner))
                .map(update -> update.update.id())
                .toList(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListUpdatesResponse.builder().updateIds(page.items()).nextToken(page.next()).build();
  }

  private static String owner(
      EksCluster cluster, @Nullable String nodegroup, @Nullable String addon) {
    if (nodegroup != null) {
      return ofNodegroup(cluster.nodegroup(nodegroup).name());
    }
    return addon == null ? CLUSTER : ofAddon(cluster.addon(addon).name());
  }
}
