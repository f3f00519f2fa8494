package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An explanation of why a workload's pods do not run, from their status and their events. It never
 * decides that a workload runs: it says why one does not. For each reason there is one finding, in
 * the order in which pods pass: created, scheduled, image pulled, started, running, ready.
 */
final class WorkloadDiagnosis {
  static final Expectation CREATED =
      Expectation.of("PodsNotCreated", "pods", "The cluster accepts the workload's pods");
  static final Expectation SCHEDULED =
      Expectation.of("PodsNotScheduled", "scheduling", "Every pod has a node");
  static final Expectation PULLED =
      Expectation.of("ImageNotPulled", "image", "The nodes pull the images");
  static final Expectation STARTED =
      Expectation.of("ContainersNotStarted", "containers", "The containers start");
  static final Expectation STAYING =
      Expectation.of("ContainersCrash", "containers", "The containers keep running");
  static final Expectation READY =
      Expectation.of("PodsNotReady", "readiness", "The pods are ready");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(CREATED, SCHEDULED, PULLED, STARTED, STAYING, READY);

  /** The time that a scheduler, a mount and a network may take. */
  static final Duration GRACE = Duration.ofMinutes(2);

  /** The time after which a pod that never became ready is not coming any more. */
  static final Duration READY_WITHIN = Duration.ofMinutes(10);

  private static final Set<String> IMAGE_REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable");
  private static final Set<String> STARTING_REASONS =
      Set.of("ContainerCreating", "PodInitializing");
  private static final int KILLED = 137;

  private final Workload workload;
  private final WorkloadEvents events;
  private final Instant now;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * One reason of one pod.
   *
   * @param until until when it may still come right by itself; null if it does not
   */
  private record Problem(
      Expectation step, String subject, String seen, String remedy, @Nullable Instant until) {}

  private WorkloadDiagnosis(Workload workload, WorkloadEvents events, Instant now) {
    this.workload = workload;
    this.events = events;
    this.now = now;
  }

  /** Returns a finding for each reason that keeps pods from running. */
  static List<Finding> explain(
      Workload workload, List<WorkloadPod> pods, WorkloadEvents events, Instant now) {
    WorkloadDiagnosis diagnosis = new WorkloadDiagnosis(workload, events, now);
    diagnosis.creation(pods);
    pods.stream().filter(pod -> !pod.isReady()).forEach(diagnosis::pod);
    return ALL.stream()
        .map(diagnosis::finding)
        .flatMap(Optional::stream)
        .collect(ImmutableList.toImmutableList());
  }

  private Optional<Finding> finding(Expectation step) {
    List<Problem> all =
        problems.stream()
            .filter(problem -> problem.step().equals(step))
            .collect(Collectors.toList());
    // A reason that stays outranks one that may pass.
    Optional<Problem> worst =
        all.stream()
            .filter(problem -> problem.until() == null)
            .findFirst()
            .or(() -> all.stream().findFirst());
    return worst.map(
        problem -> {
          Finding.Builder finding =
              (problem.until() == null ? step.unsatisfied() : step.pending(problem.until()))
                  .subject(problem.subject())
                  .seen(problem.seen())
                  .remedy(problem.remedy());
          Facts.add(
              finding,
              all.stream().filter(other -> !other.equals(problem)).collect(Collectors.toList()),
              Problem::subject,
              Problem::seen);
          return finding.build();
        });
  }

  private void add(
      Expectation step, String subject, String seen, String remedy, @Nullable Instant until) {
    problems.add(new Problem(step, subject, seen, remedy, until));
  }

  private void creation(List<WorkloadPod> pods) {
    if (pods.size() >= workload.replicas() && workload.isUpdated()) {
      return;
    }
    workload
        .condition("ReplicaFailure", "True")
        .map(condition -> Workload.shown(condition.getMessage()))
        .or(
            () ->
                events
                    .of(workload, "FailedCreate")
                    .filter(entry -> entry.time().isAfter(now.minus(READY_WITHIN)))
                    .map(WorkloadEvents.Entry::message))
        .ifPresent(
            message ->
                add(
                    CREATED,
                    workload.label(),
                    "The cluster refuses its pods: " + message,
                    WorkloadRemedies.hint(
                        WorkloadRemedies.CREATION,
                        message,
                        "Read the events: kubectl describe rs -n %s."
                            .formatted(workload.namespace())),
                    null));
  }

  private void pod(WorkloadPod pod) {
    if (pod.node().isEmpty()) {
      unscheduled(pod);
      return;
    }
    int known = problems.size();
    pod.statuses().forEach(container -> container(pod, container));
    if (problems.size() > known) {
      return;
    }
    boolean running =
        pod.statuses().stream().anyMatch(status -> WorkloadPod.started(status).isPresent())
            && pod.statuses().stream()
                .noneMatch(status -> STARTING_REASONS.contains(waiting(status)));
    if (running) {
      unready(pod);
    } else {
      starting(pod);
    }
  }

  private void unscheduled(WorkloadPod pod) {
    WorkloadScheduling why = WorkloadScheduling.of(workload.namespace(), pod, events, now);
    add(SCHEDULED, pod.name(), why.seen(), why.remedy(), why.until());
  }

  /** Returns until when a pod is young enough to wait for; null if it is not. */
  private @Nullable Instant graceOf(WorkloadPod pod) {
    return within(GRACE, pod.created());
  }

  private @Nullable Instant within(Duration time, Optional<Instant> since) {
    return since.map(it -> it.plus(time)).filter(it -> it.isAfter(now)).orElse(null);
  }

  private static String waiting(ContainerStatus container) {
    ContainerState state = container.getState();
    return state == null || state.getWaiting() == null || state.getWaiting().getReason() == null
        ? ""
        : state.getWaiting().getReason();
  }

  private void container(WorkloadPod pod, ContainerStatus container) {
    String reason = waiting(container);
    ContainerState state = container.getState();
    String message =
        state == null || state.getWaiting() == null
            ? ""
            : Workload.shown(state.getWaiting().getMessage());
    String subject = pod.name() + "/" + container.getName();
    if (IMAGE_REASONS.contains(reason)) {
      image(pod, container, reason, message);
    } else if (reason.equals("CrashLoopBackOff")) {
      add(
          STAYING,
          subject,
          "It crashes again and again, %d restarts so far%s."
              .formatted(Workload.count(container.getRestartCount()), ending(container)),
          crashRemedy(workload, events, pod, container),
          null);
    } else if (!reason.isEmpty() && !STARTING_REASONS.contains(reason)) {
      add(
          STARTED,
          subject,
          "It is not started (%s): %s".formatted(Workload.shown(reason), message),
          startRemedy(pod, message),
          null);
    } else if (state != null
        && state.getTerminated() != null
        && Workload.count(state.getTerminated().getExitCode()) != 0) {
      add(
          STAYING,
          subject,
          "It has ended%s.".formatted(words(state.getTerminated())),
          crashRemedy(workload, events, pod, container),
          null);
    }
  }

  private void image(WorkloadPod pod, ContainerStatus container, String reason, String message) {
    // While the kubelet waits to try again, the cause stands only in the event.
    String cause =
        reason.equals("ImagePullBackOff")
            ? events
                .ofPod(pod.name(), "Failed")
                .map(WorkloadEvents.Entry::message)
                .filter(it -> it.contains("pull"))
                .orElse(message)
            : message;
    add(
        PULLED,
        pod.name() + "/" + container.getName(),
        "Its image %s is not pulled (%s): %s"
            .formatted(Workload.shown(container.getImage()), reason, cause),
        WorkloadRemedies.hint(
            WorkloadRemedies.IMAGES,
            cause,
            "Check the name of the image and its tag, whether the node's role may pull it, and"
                + " whether the node can reach the registry."),
        null);
  }

  private String startRemedy(WorkloadPod pod, String message) {
    return WorkloadRemedies.hint(
        WorkloadRemedies.STARTS,
        message,
        "Read its events: kubectl describe pod %s -n %s."
            .formatted(pod.name(), workload.namespace()));
  }

  private static Optional<ContainerStateTerminated> ended(ContainerStatus container) {
    ContainerState now = container.getState();
    if (now != null && now.getTerminated() != null) {
      return Optional.of(now.getTerminated());
    }
    ContainerState last = container.getLastState();
    return Optional.ofNullable(last == null ? null : last.getTerminated());
  }

  /** Returns how a container ended the last time, to be added to a sentence. */
  static String ending(ContainerStatus container) {
    return ended(container).map(WorkloadDiagnosis::words).orElse("");
  }

  private static String words(ContainerStateTerminated ended) {
    int code = Workload.count(ended.getExitCode());
    return "OOMKilled".equals(ended.getReason())
        ? ", killed because it used more memory than its limit (OOMKilled)"
        : ", with exit code %d%s"
            .formatted(
                code,
                ended.getMessage() == null || ended.getMessage().isBlank()
                    ? ""
                    : ": " + Workload.shown(ended.getMessage()));
  }

  /** Returns what to do about a container that ended. */
  static String crashRemedy(
      Workload workload, WorkloadEvents events, WorkloadPod pod, ContainerStatus container) {
    Optional<ContainerStateTerminated> last = ended(container);
    if (last.filter(terminated -> "OOMKilled".equals(terminated.getReason())).isPresent()) {
      return "Raise its memory limit (and request), or make the program use less.";
    }
    if (last.filter(terminated -> Workload.count(terminated.getExitCode()) == KILLED).isPresent()
        && events
            .ofPod(pod.name(), "Unhealthy")
            .filter(
                entry ->
                    entry.message().startsWith("Liveness") || entry.message().startsWith("Startup"))
            .isPresent()) {
      return "Its liveness probe fails, so it is killed: correct the probe's path, port and times.";
    }
    return "Read why it ended: kubectl logs %s -n %s -c %s --previous."
        .formatted(pod.name(), workload.namespace(), container.getName());
  }

  private void starting(WorkloadPod pod) {
    Optional<String> obstacle =
        events
            .ofPod(
                pod.name(),
                "FailedMount",
                "FailedAttachVolume",
                "FailedCreatePodSandBox",
                "FailedCreatePodContainer")
            .map(WorkloadEvents.Entry::message);
    if (obstacle.isPresent()) {
      add(
          STARTED,
          pod.name(),
          "Its containers wait: " + obstacle.get(),
          startRemedy(pod, obstacle.get()),
          graceOf(pod));
    } else {
      add(
          STARTED,
          pod.name(),
          "Its containers are being created.",
          "Wait. If it takes long, read its events: kubectl describe pod %s -n %s."
              .formatted(pod.name(), workload.namespace()),
          within(READY_WITHIN, pod.created()));
    }
  }

  private void unready(WorkloadPod pod) {
    boolean gated =
        pod.condition("ContainersReady")
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent();
    String message =
        pod.condition("Ready").map(condition -> Workload.shown(condition.getMessage())).orElse("");
    String probe =
        events.ofPod(pod.name(), "Unhealthy").map(WorkloadEvents.Entry::message).orElse("");
    String seen =
        gated
            ? "Its containers are ready, but a readiness gate is not: " + message
            : "It runs but is not ready" + (probe.isEmpty() ? "." : ": " + probe);
    add(
        READY,
        pod.name(),
        seen,
        gated
            ? "Look at the target group of the load balancer: its health check does not succeed."
            : "Make the program answer the readiness probe, or correct the probe's path and port:"
                + " kubectl describe pod %s -n %s.".formatted(pod.name(), workload.namespace()),
        within(READY_WITHIN, pod.created()));
  }
}
