package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.kubernetes.UntrustedText;
import io.fabric8.kubernetes.api.model.AppArmorProfileBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SELinuxOptionsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A trial of what the API server does with pods, by dry run: nothing is created.
 *
 * <p>Every pod is the same but for one field. If the one that conforms is admitted, a refusal of
 * another one is because of its field. A pod that a policy changes so that it conforms counts as
 * refused. Two controls have no pod: the API server itself allows an unmasked {@code /proc} only in
 * a user namespace, and host processes only with the network of the host.
 */
final class PodSecurityDryRun {
  static final Permissions WRITES = Permissions.none().withActives("kubernetes:create:pods");

  /** The statuses with which admission refuses a pod; a webhook may choose another one. */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

  /** The statuses for a namespace that is gone, and for a name that exists. */
  private static final Set<Integer> UNCLEAR = Set.of(404, 409);

  /** The pod that is tried first: an API server without any policy admits it. */
  private static final Variant PRIVILEGED =
      new Variant(
          PodSecurityControl.PRIVILEGED,
          "a privileged container",
          (pod, container) -> {
            container.setAllowPrivilegeEscalation(null);
            container.setPrivileged(true);
          });

  private static final ImmutableList<Variant> VARIANTS =
      ImmutableList.of(
          PRIVILEGED,
          new Variant(
              PodSecurityControl.HOST_NAMESPACES,
              "hostNetwork",
              (pod, container) -> pod.getSpec().setHostNetwork(true)),
          new Variant(
              PodSecurityControl.HOST_NAMESPACES,
              "hostPID",
              (pod, container) -> pod.getSpec().setHostPID(true)),
          new Variant(
              PodSecurityControl.HOST_NAMESPACES,
              "hostIPC",
              (pod, container) -> pod.getSpec().setHostIPC(true)),
          new Variant(
              PodSecurityControl.CAPABILITIES,
              "the capability NET_ADMIN",
              (pod, container) -> container.getCapabilities().setAdd(List.of("NET_ADMIN"))),
          new Variant(
              PodSecurityControl.HOST_PATH,
              "a hostPath volume",
              (pod, container) -> {
                HostPathVolumeSource source = new HostPathVolumeSource();
                source.setPath("/var/log");
                volume(pod, new VolumeBuilder().withName("tried").withHostPath(source).build());
              }),
          new Variant(
              PodSecurityControl.HOST_PORTS,
              "a host port",
              (pod, container) ->
                  container(pod)
                      .setPorts(
                          List.of(
                              new ContainerPortBuilder()
                                  .withContainerPort(8080)
                                  .withHostPort(8080)
                                  .build()))),
          new Variant(
              PodSecurityControl.HOST_PROBES,
              "another host in a probe",
              (pod, container) ->
                  container(pod)
                      .setLivenessProbe(
                          new ProbeBuilder()
                              .withNewTcpSocket()
                              .withHost("127.0.0.1")
                              .withNewPort(8080)
                              .endTcpSocket()
                              .build())),
          new Variant(
              PodSecurityControl.APP_ARMOR,
              "the AppArmor profile Unconfined",
              (pod, container) ->
                  container.setAppArmorProfile(
                      new AppArmorProfileBuilder().withType("Unconfined").build())),
          new Variant(
              PodSecurityControl.SE_LINUX,
              "the SELinux type spc_t",
              (pod, container) ->
                  container.setSeLinuxOptions(
                      new SELinuxOptionsBuilder().withType("spc_t").build())),
          new Variant(
              PodSecurityControl.SECCOMP,
              "the seccomp profile Unconfined",
              (pod, container) ->
                  container.setSeccompProfile(
                      new SeccompProfileBuilder().withType("Unconfined").build())),
          new Variant(
              PodSecurityControl.SYSCTLS,
              "the sysctl net.core.somaxconn",
              (pod, container) ->
                  pod.getSpec()
                      .getSecurityContext()
                      .setSysctls(List.of(new Sysctl("net.core.somaxconn", "1024")))),
          new Variant(
              PodSecurityControl.VOLUME_TYPES,
              "an NFS volume",
              (pod, container) ->
                  volume(
                      pod,
                      new VolumeBuilder()
                          .withName("tried")
                          .withNfs(new NFSVolumeSource("/", true, "192.0.2.1"))
                          .build())),
          new Variant(
              PodSecurityControl.PRIVILEGE_ESCALATION,
              "privilege escalation",
              (pod, container) -> container.setAllowPrivilegeEscalation(null)),
          new Variant(
              PodSecurityControl.NON_ROOT,
              "a container that may run as root",
              (pod, container) -> {
                pod.getSpec().getSecurityContext().setRunAsNonRoot(null);
                pod.getSpec().getSecurityContext().setRunAsUser(null);
              }),
          new Variant(
              PodSecurityControl.NON_ROOT_USER,
              "the user 0",
              (pod, container) -> container.setRunAsUser(0L)),
          new Variant(
              PodSecurityControl.SECCOMP_SET,
              "no seccomp profile",
              (pod, container) -> pod.getSpec().getSecurityContext().setSeccompProfile(null)),
          new Variant(
              PodSecurityControl.CAPABILITIES_DROPPED,
              "capabilities that are not dropped",
              (pod, container) -> container.setCapabilities(null)));

  private final PodSecurityStandard standard;
  private final String image;
  private final Map<String, String> labels;
  private final KubernetesClient client;

  /** A pod that violates a control. */
  private record Variant(
      PodSecurityControl control, String words, BiConsumer<Pod, SecurityContext> change) {}

  /** The answer to a pod. */
  private enum Answer {
    ADMITTED,
    REFUSED,
    /** It was refused for a reason that has nothing to do with policies. */
    UNCLEAR
  }

  private record Tried(Answer answer, String message) {}

  /** The outcome for a namespace. */
  enum Outcome {
    /** Every pod that violates the level was refused, and the one that conforms was not. */
    REFUSES,
    /** One that violates the level was admitted. */
    ADMITS,
    /** Neither can be told. */
    UNCLEAR
  }

  /**
   * The result for a namespace.
   *
   * @param seen what the API server did, as a sentence
   */
  record Result(Outcome outcome, String seen) {}

  PodSecurityDryRun(
      PodSecurityStandard standard,
      String image,
      Map<String, String> labels,
      KubernetesClient client) {
    this.standard = standard;
    this.image = image;
    this.labels = labels;
    this.client = client;
  }

  /** Tries one pod that violates every level, where a label already says that it is refused. */
  Result confirm(String namespace) {
    Tried tried = tried(namespace, PRIVILEGED);
    return switch (tried.answer()) {
      case ADMITTED -> admits(PRIVILEGED);
      case REFUSED -> refuses(tried.message());
      case UNCLEAR ->
          new Result(
              Outcome.REFUSES,
              "Its labels enforce the level; by dry run that cannot be seen: " + tried.message());
    };
  }

  /** Tries a pod for each control, where only that tells whether something refuses them. */
  Result prove(String namespace) {
    Tried first = tried(namespace, PRIVILEGED);
    if (first.answer() == Answer.ADMITTED) {
      return admits(PRIVILEGED);
    }
    Tried conforming = conforming(namespace);
    if (conforming.answer() != Answer.ADMITTED) {
      return new Result(
          Outcome.UNCLEAR,
          "It also refuses a pod that conforms, so the reason may be another one: "
              + conforming.message());
    }
    Tried unclear = first;
    for (Variant variant : VARIANTS) {
      if (!standard.has(variant.control()) || variant.equals(PRIVILEGED)) {
        continue;
      }
      Tried tried = tried(namespace, variant);
      if (tried.answer() == Answer.ADMITTED) {
        return admits(variant);
      }
      if (tried.answer() == Answer.UNCLEAR) {
        unclear = tried;
      }
    }
    return unclear.answer() == Answer.UNCLEAR
        ? new Result(Outcome.UNCLEAR, "It gives another reason: " + unclear.message())
        : refuses(first.message());
  }

  private static Result admits(Variant variant) {
    return new Result(
        Outcome.ADMITS, "By dry run, it admits a pod with %s.".formatted(variant.words()));
  }

  private static Result refuses(String message) {
    return new Result(Outcome.REFUSES, "By dry run, it refuses such pods: " + message);
  }

  private Tried tried(String namespace, Variant variant) {
    Pod pod = pod();
    variant.change().accept(pod, container(pod).getSecurityContext());
    try {
      Pod admitted = send(namespace, pod);
      return standard.violations(admitted.getMetadata(), admitted.getSpec()).isEmpty()
          ? new Tried(Answer.REFUSED, "a policy changes them so that they conform.")
          : new Tried(Answer.ADMITTED, "");
    } catch (KubernetesClientException e) {
      return refused(e);
    }
  }

  private Tried conforming(String namespace) {
    try {
      send(namespace, pod());
      return new Tried(Answer.ADMITTED, "");
    } catch (KubernetesClientException e) {
      return refused(e);
    }
  }

  private Pod send(String namespace, Pod pod) {
    return client.pods().inNamespace(namespace).resource(pod).dryRun().create();
  }

  /** The API server checks whether a pod is valid before it asks policies about it. */
  private static Tried refused(KubernetesClientException e) {
    String message =
        UntrustedText.sentence(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
    boolean refusal = REFUSALS.contains(e.getCode()) || message.startsWith("admission webhook ");
    if (!refusal && !UNCLEAR.contains(e.getCode())) {
      throw new Inconclusive(
          Cause.UNREACHABLE,
          "The API server answered a dry run with %d: %s".formatted(e.getCode(), message),
          "",
          e);
    }
    boolean unclear =
        e.getStatus() == null // not an answer that can be read
            || !refusal
            || message.startsWith("Pod ")
            || message.contains("does not support dry run");
    return new Tried(unclear ? Answer.UNCLEAR : Answer.REFUSED, message);
  }

  /** Returns a new pod that conforms to every level. */
  private Pod pod() {
    Map<String, Quantity> resources =
        ImmutableMap.of("cpu", new Quantity("10m"), "memory", new Quantity("16Mi"));
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName("referee-")
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(65_534L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("tried")
        .withImage(image)
        .withNewResources()
        .withRequests(resources)
        .withLimits(resources)
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().get(0);
  }

  private static void volume(Pod pod, Volume volume) {
    pod.getSpec().setVolumes(List.of(volume));
  }
}
