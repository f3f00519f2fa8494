package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.RUNNING;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment that has to do with nodes, recognised by the image of a container.
 *
 * @param container the container with the program
 */
record ScalesOutDeployment(Program program, Workload workload, Container container) {
  static final Permissions READS =
      Permissions.ofReads("kubernetes:list:deployments.apps")
          .and(Workload.PODS)
          .and(WorkloadEvents.READS);

  private static final int LONGEST = 4_000;
  private static final int LONGEST_NAME = 253;
  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([\\w.-]{1,100})\\)");
  private static final Splitter BEFORE_FLAG = Splitter.onPattern("\\s(?=--)");

  /** The programs that are recognised. */
  enum Program {
    KARPENTER,
    CLUSTER_AUTOSCALER,
    NODE_TERMINATION_HANDLER;

    private boolean isIn(Container container) {
      String repository =
          container.getImage() == null
              ? ""
              : Ascii.toLowerCase(ImageReference.of(container.getImage()).repository());
      String last = repository.substring(repository.lastIndexOf('/') + 1);
      return switch (this) {
        case KARPENTER ->
            repository.endsWith("karpenter/controller")
                || last.equals("karpenter")
                || last.equals("karpenter-controller");
        case CLUSTER_AUTOSCALER -> last.startsWith("cluster-autoscaler");
        case NODE_TERMINATION_HANDLER -> last.contains("node-termination-handler");
      };
    }
  }

  /** Returns all such Deployments of the cluster. */
  static ImmutableList<ScalesOutDeployment> all(KubernetesClient client) {
    return Pages.all(client.apps().deployments().inAnyNamespace(), ScalesOutDeployment::of).stream()
        .flatMap(Optional::stream)
        .collect(toImmutableList());
  }

  private static Optional<ScalesOutDeployment> of(Deployment from) {
    DeploymentSpec spec = from.getSpec() == null ? new DeploymentSpec() : from.getSpec();
    DeploymentStatus status = from.getStatus() == null ? new DeploymentStatus() : from.getStatus();
    Workload workload = new Workload(WorkloadKind.DEPLOYMENT, from.getMetadata(), spec, status);
    return containers(workload.template().getSpec())
        .flatMap(
            container ->
                Stream.of(Program.values())
                    .filter(program -> program.isIn(container))
                    .map(program -> new ScalesOutDeployment(program, workload, container)))
        .findFirst();
  }

  private static Stream<Container> containers(@Nullable PodSpec spec) {
    return spec == null ? Stream.empty() : spec.getContainers().stream();
  }

  /** Returns whether a DaemonSet's pods handle interruptions. */
  static boolean handlesInterruptions(@Nullable PodSpec pods) {
    return containers(pods).anyMatch(Program.NODE_TERMINATION_HANDLER::isIn);
  }

  /** Its status is that of a moment ago: pods are counted that its last change removes. */
  boolean isRunning() {
    return workload.replicas() > 0 && Workload.count(workload.status().getAvailableReplicas()) > 0;
  }

  /** Returns the finding that one of its pods is ready; if none is, why. */
  Finding running(Instant now, KubernetesClient client) {
    if (isRunning()) {
      return RUNNING
          .satisfied()
          .subject(workload.label())
          .seen("The %s is available.".formatted(workload.label()))
          .build();
    }
    if (workload.replicas() == 0) {
      return RUNNING
          .unsatisfied()
          .subject(workload.label())
          .expected("at least 1 replica")
          .seen("It is scaled to 0.")
          .remedy("Scale it out: kubectl scale %s --replicas=1.".formatted(workload.kubectl()))
          .build();
    }
    List<Finding> reasons =
        WorkloadDiagnosis.explain(
            workload, workload.pods(client), WorkloadEvents.in(workload.namespace(), client), now);
    Optional<Finding> worst =
        reasons.stream()
            .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
            .findFirst()
            .or(() -> reasons.stream().findFirst());
    return worst
        .map(
            finding ->
                (finding.state() == Finding.State.UNSATISFIED
                        ? RUNNING.unsatisfied()
                        : finding.until().map(RUNNING::pending).orElseGet(RUNNING::pending))
                    .subject(finding.subject().orElse(workload.label()))
                    .expected("an available pod of the " + workload.label())
                    .seen(finding.seen().orElse("It is not available."))
                    .remedy(finding.remedy().orElse("Wait."))
                    .build())
        .orElseGet(
            () ->
                RUNNING
                    .pending()
                    .subject(workload.label())
                    .seen("None of its pods is available yet.")
                    .remedy("Wait until Kubernetes has created its pods.")
                    .build());
  }

  /** Returns the values of a command line flag, which may be given several times. */
  ImmutableList<String> flags(String name) {
    List<String> words =
        Stream.of(container.getCommand(), container.getArgs())
            .filter(it -> it != null)
            .flatMap(List::stream)
            .map(this::expanded)
            .flatMap(ScalesOutDeployment::words)
            .collect(toImmutableList());
    ImmutableList.Builder<String> values = ImmutableList.builder();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("--" + name + "=")) {
        values.add(word.substring(name.length() + 3));
      } else if (word.equals("--" + name)) {
        boolean follows = i + 1 < words.size() && !words.get(i + 1).startsWith("-");
        values.add(follows ? words.get(i + 1) : "true");
      }
    }
    return values.build();
  }

  /** Kubernetes puts the values of variables into arguments, once. Nothing very long is a flag. */
  private String expanded(String argument) {
    return argument.length() > LONGEST
        ? argument
        : REFERENCE
            .matcher(argument)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        container.getEnv().stream()
                            .filter(variable -> match.group(1).equals(variable.getName()))
                            .map(EnvVar::getValue)
                            .filter(value -> value != null && value.length() <= LONGEST_NAME)
                            .findFirst()
                            .orElse(match.group())));
  }

  /** A command line for a shell is one argument with several flags. */
  private static Stream<String> words(String argument) {
    List<String> words = BEFORE_FLAG.splitToList(argument);
    return words.size() == 1 ? words.stream() : words.stream().map(String::strip);
  }

  /** Returns the last value of a flag, which is the one that counts. */
  Optional<String> flag(String name) {
    ImmutableList<String> values = flags(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }

  /**
   * Returns a variable of its environment; {@code from elsewhere} if its value is not in the
   * Deployment; empty if it is not set.
   */
  Optional<String> variable(String name) {
    return container.getEnv().stream()
        .filter(variable -> name.equals(variable.getName()))
        .findFirst()
        .map(ScalesOutDeployment::value)
        .filter(it -> !it.isEmpty());
  }

  private static String value(EnvVar variable) {
    return variable.getValueFrom() != null
        ? "from elsewhere"
        : variable.getValue() == null ? "" : variable.getValue();
  }
}
