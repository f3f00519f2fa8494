package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Pod Security Standards judge of a container, whichever of the three kinds it is.
 *
 * @param where its kind and its name
 * @param hosts the hosts that its probes and hooks name, by field
 */
record PodSecurityContainer(
    String where, SecurityContext security, List<ContainerPort> ports, Map<String, String> hosts) {
  static final String EPHEMERAL = "ephemeral container ";

  /** Returns all containers of a pod. */
  static ImmutableList<PodSecurityContainer> of(PodSpec spec) {
    ImmutableList.Builder<PodSecurityContainer> all = ImmutableList.builder();
    spec.getInitContainers().forEach(container -> all.add(of("init container ", container)));
    spec.getContainers().forEach(container -> all.add(of("container ", container)));
    spec.getEphemeralContainers().forEach(container -> all.add(of(container)));
    return all.build();
  }

  private static PodSecurityContainer of(String kind, Container container) {
    return of(
        kind + container.getName(),
        container.getSecurityContext(),
        container.getPorts(),
        new Hosts()
            .probe("livenessProbe", container.getLivenessProbe())
            .probe("readinessProbe", container.getReadinessProbe())
            .probe("startupProbe", container.getStartupProbe())
            .hooks(container.getLifecycle()));
  }

  private static PodSecurityContainer of(EphemeralContainer container) {
    return of(
        EPHEMERAL + container.getName(),
        container.getSecurityContext(),
        container.getPorts(),
        new Hosts()
            .probe("livenessProbe", container.getLivenessProbe())
            .probe("readinessProbe", container.getReadinessProbe())
            .probe("startupProbe", container.getStartupProbe())
            .hooks(container.getLifecycle()));
  }

  private static PodSecurityContainer of(
      String where, @Nullable SecurityContext security, List<ContainerPort> ports, Hosts hosts) {
    return new PodSecurityContainer(
        Workload.shown(where),
        security == null ? new SecurityContext() : security,
        ports,
        hosts.all.buildOrThrow());
  }

  /** A collector of the hosts of probes and hooks. */
  private static final class Hosts {
    private final ImmutableMap.Builder<String, String> all = ImmutableMap.builder();

    Hosts probe(String field, @Nullable Probe probe) {
      return probe == null ? this : add(field, probe.getHttpGet(), probe.getTcpSocket());
    }

    Hosts hooks(@Nullable Lifecycle lifecycle) {
      return lifecycle == null
          ? this
          : hook("lifecycle.postStart", lifecycle.getPostStart())
              .hook("lifecycle.preStop", lifecycle.getPreStop());
    }

    private Hosts hook(String field, @Nullable LifecycleHandler hook) {
      return hook == null ? this : add(field, hook.getHttpGet(), hook.getTcpSocket());
    }

    private Hosts add(String field, @Nullable HTTPGetAction http, @Nullable TCPSocketAction tcp) {
      if (http != null) {
        add(field + ".httpGet.host", http.getHost());
      }
      if (tcp != null) {
        add(field + ".tcpSocket.host", tcp.getHost());
      }
      return this;
    }

    private void add(String field, @Nullable String host) {
      if (host != null && !host.isEmpty()) {
        all.put(field, host);
      }
    }
  }
}
