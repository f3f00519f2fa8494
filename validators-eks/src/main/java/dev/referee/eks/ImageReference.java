package dev.referee.eks;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a container image: repository, tag and digest, each of which may be empty.
 *
 * @param repository the repository with its registry; for an image that is asked for, also the end
 *     of it
 */
record ImageReference(String repository, String tag, String digest) {
  private static final String DIGEST = "sha256:";

  /** Whether an image is the one that is asked for. */
  private enum Match {
    YES,
    NO,
    CANNOT_TELL
  }

  /** Returns the reference that an organiser asks for. */
  static ImageReference asked(String text) {
    checkArgument(!text.isBlank(), "An image has a repository, a tag or a digest");
    return text.startsWith(DIGEST) ? new ImageReference("", "", text) : of(text);
  }

  static ImageReference of(String text) {
    int at = text.indexOf('@');
    String digest = at < 0 ? "" : text.substring(at + 1);
    String rest = at < 0 ? text : text.substring(0, at);
    // A colon before a slash is the port of a registry.
    int colon = rest.lastIndexOf(':');
    return colon >= 0 && colon > rest.lastIndexOf('/')
        ? new ImageReference(rest.substring(0, colon), rest.substring(colon + 1), digest)
        : new ImageReference(rest, "", digest);
  }

  /** Returns the finding about the image of the pods. */
  Finding judge(
      Expectation step, Workload workload, List<WorkloadPod> pods, Optional<String> container) {
    List<WorkloadPod> others =
        pods.stream()
            .filter(pod -> match(pod, container) != Match.YES)
            .collect(Collectors.toList());
    boolean known = others.stream().anyMatch(pod -> match(pod, container) == Match.NO);
    Finding.Builder finding =
        others.isEmpty() && !pods.isEmpty()
            ? step.satisfied().seen("Every pod runs it.")
            : known || pods.isEmpty()
                ? step.unsatisfied()
                    .seen("%d of %d pods run something else.".formatted(others.size(), pods.size()))
                    .remedy(
                        "kubectl set image %s CONTAINER=%s, then wait for the rollout."
                            .formatted(workload.kubectl(), this))
                : step.unknown(Cause.MISCONFIGURED)
                    .seen("The pods name the image by its digest only; its tag cannot be seen.")
                    .remedy("Ask for the image by its digest.");
    Facts.add(finding, others, WorkloadPod::name, pod -> images(pod, container));
    return finding.subject(workload.label()).expected("the image " + this).build();
  }

  private static List<Container> containers(WorkloadPod pod, Optional<String> container) {
    return pod.containers().stream()
        .filter(it -> container.map(it.getName()::equals).orElse(true))
        .collect(Collectors.toList());
  }

  private static String images(WorkloadPod pod, Optional<String> container) {
    return Workload.shown(
        containers(pod, container).stream()
            .map(Container::getImage)
            .collect(Collectors.joining(", ")));
  }

  private Match match(WorkloadPod pod, Optional<String> container) {
    List<Match> all =
        containers(pod, container).stream()
            .map(it -> match(it, running(pod, it.getName())))
            .collect(Collectors.toList());
    return all.contains(Match.YES)
        ? Match.YES
        : all.contains(Match.CANNOT_TELL) ? Match.CANNOT_TELL : Match.NO;
  }

  private static String running(WorkloadPod pod, String container) {
    return pod.status().getContainerStatuses().stream()
        .filter(status -> container.equals(status.getName()))
        .map(ContainerStatus::getImageID)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  /** The kubelet reports the digest that runs, which may be the one for its platform. */
  private Match match(Container container, String running) {
    @Nullable String image = container.getImage();
    ImageReference is = of(image == null ? "" : image);
    if (!isRepository(is.repository())) {
      return Match.NO;
    }
    if (!digest.isEmpty()) {
      return is.digest().equals(digest) || running.endsWith(digest) ? Match.YES : Match.NO;
    }
    if (tag.isEmpty() || tag.equals(is.tag())) {
      return Match.YES;
    }
    return is.tag().isEmpty()
        ? is.digest().isEmpty() ? tag.equals("latest") ? Match.YES : Match.NO : Match.CANNOT_TELL
        : Match.NO;
  }

  private boolean isRepository(String full) {
    return repository.isEmpty() || full.equals(repository) || full.endsWith("/" + repository);
  }

  @Override
  public String toString() {
    return repository
        + (tag.isEmpty() ? "" : ":" + tag)
        + (digest.isEmpty() ? "" : (repository.isEmpty() && tag.isEmpty() ? "" : "@") + digest);
  }
}
