package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of the Pod Security Standards, at its limits. */
class PodSecurityStandardTest {
  private static final String HARDENED =
      "allowPrivilegeEscalation: false, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}";
  private static final String DROPPED = "capabilities: {drop: [ALL]}";

  private static PodSecurityStandard standard(PodSecurityLevel level, String version) {
    return new PodSecurityStandard(level, KubernetesMinorVersion.given(version));
  }

  private static Pod pod(String metadata, String spec, String kind, String container) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop%s}
        spec: {%s %s: [{name: web, image: nginx%s}]}
        """
            .formatted(
                metadata.isEmpty() ? "" : ", " + metadata,
                spec.isEmpty() ? "" : spec + ",",
                kind,
                container.isEmpty() ? "" : ", " + container),
        Pod.class);
  }

  private static Set<PodSecurityControl> violated(PodSecurityStandard standard, Pod pod) {
    return standard.violations(pod.getMetadata(), pod.getSpec()).stream()
        .map(PodSecurityViolation::control)
        .collect(Collectors.toSet());
  }

  private static Set<PodSecurityControl> controls(String names) {
    return names == null
        ? ImmutableSet.of()
        : Arrays.stream(names.split("[|]"))
            .map(PodSecurityControl::valueOf)
            .collect(Collectors.toSet());
  }

  /** Of baseline, what a spec violates. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.36; ;",
        "1.36; hostNetwork: true; HOST_NAMESPACES",
        "1.36; hostPID: true; HOST_NAMESPACES",
        "1.36; hostIPC: true; HOST_NAMESPACES",
        "1.36; hostNetwork: false, hostPID: false;",
        "1.36; hostUsers: true;",
        "1.36; volumes: [{name: a, hostPath: {path: /}}]; HOST_PATH",
        "1.36; volumes: [{name: a, nfs: {server: s, path: /}}];",
        "1.36; securityContext: {windowsOptions: {hostProcess: true}}; HOST_PROCESS",
        "1.36; securityContext: {windowsOptions: {hostProcess: false}};",
        "1.36; securityContext: {seLinuxOptions: {type: container_t, level: s0}};",
        "1.36; securityContext: {seLinuxOptions: {type: spc_t}}; SE_LINUX",
        "1.36; securityContext: {seLinuxOptions: {user: u}}; SE_LINUX",
        "1.36; securityContext: {seLinuxOptions: {role: r}}; SE_LINUX",
        "1.31; securityContext: {seLinuxOptions: {type: container_engine_t}};",
        "1.30; securityContext: {seLinuxOptions: {type: container_engine_t}}; SE_LINUX",
        "1.36; securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}; SYSCTLS",
        "1.25; securityContext: {sysctls: [{name: kernel.shm_rmid_forced, value: '1'}]};",
        "1.27; securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports, value: '1'}]};",
        "1.26; securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports, value: '1'}]};"
            + " SYSCTLS",
        "1.28; securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time, value: '1'}]};"
            + " SYSCTLS",
        "1.31; securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: '1'}]}; SYSCTLS",
        "1.32; securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: '1'}]};",
        "1.36; securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat, value: '1'}]};"
            + " SYSCTLS",
        "1.37; securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat, value: '1'}]};",
        "1.36; securityContext: {seccompProfile: {type: Unconfined}}; SECCOMP",
        "1.36; securityContext: {seccompProfile: {type: Localhost, localhostProfile: a}};",
        "1.36; securityContext: {appArmorProfile: {type: Unconfined}}; APP_ARMOR",
        "1.36; securityContext: {appArmorProfile: {type: Localhost, localhostProfile: a}};",
        "1.36; securityContext: {runAsUser: 0, runAsNonRoot: false};",
      })
  void judgesTheSpecOfAPod(String version, String spec, String expected) {
    Pod pod = pod("", spec == null ? "" : spec, "containers", "");

    assertThat(violated(standard(PodSecurityLevel.BASELINE, version), pod))
        .isEqualTo(controls(expected));
  }

  /** Of baseline, what a container violates, whichever kind it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.36; securityContext: {privileged: true}; PRIVILEGED",
        "1.36; securityContext: {privileged: false};",
        "1.36; securityContext: {capabilities: {add: [CHOWN, SYS_CHROOT, NET_BIND_SERVICE]}};",
        "1.36; securityContext: {capabilities: {add: [NET_RAW]}}; CAPABILITIES",
        "1.36; securityContext: {capabilities: {add: [ALL]}}; CAPABILITIES",
        "1.36; securityContext: {windowsOptions: {hostProcess: true}}; HOST_PROCESS",
        "1.36; securityContext: {seLinuxOptions: {type: spc_t}}; SE_LINUX",
        "1.36; securityContext: {seccompProfile: {type: Unconfined}}; SECCOMP",
        "1.36; securityContext: {appArmorProfile: {type: Unconfined}}; APP_ARMOR",
        "1.36; securityContext: {procMount: Unmasked}; PROC_MOUNT",
        "1.36; securityContext: {procMount: Default};",
        "1.36; ports: [{containerPort: 80, hostPort: 80}]; HOST_PORTS",
        "1.36; ports: [{containerPort: 80, hostPort: 0}];",
        "1.34; livenessProbe: {httpGet: {port: 80, host: a}}; HOST_PROBES",
        "1.33; livenessProbe: {httpGet: {port: 80, host: a}};",
        "1.34; readinessProbe: {tcpSocket: {port: 80, host: a}}; HOST_PROBES",
        "1.34; startupProbe: {tcpSocket: {port: 80, host: ''}};",
        "1.34; lifecycle: {postStart: {httpGet: {port: 80, host: a}}}; HOST_PROBES",
        "1.34; lifecycle: {preStop: {tcpSocket: {port: 80, host: a}}}; HOST_PROBES",
        "1.34; lifecycle: {preStop: {exec: {command: [a]}}};",
      })
  void judgesEveryContainer(String version, String container, String expected) {
    for (String kind : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
      assertThat(
              violated(standard(PodSecurityLevel.BASELINE, version), pod("", "", kind, container)))
          .as(kind)
          .isEqualTo(controls(expected));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "runtime/default,",
    "localhost/mine,",
    "unconfined, APP_ARMOR",
  })
  void judgesAnnotationsOfAppArmor(String profile, String expected) {
    Pod pod =
        pod(
            "annotations: {container.apparmor.security.beta.kubernetes.io/web: %s}"
                .formatted(profile),
            "",
            "containers",
            "");

    assertThat(violated(standard(PodSecurityLevel.BASELINE, "1.36"), pod))
        .isEqualTo(controls(expected));
  }

  /** Of restricted, what a spec with a container violates. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.36; ; HARDENED, DROPPED;",
        "1.36; ; HARDENED; CAPABILITIES_DROPPED",
        "1.36; ; HARDENED, capabilities: {drop: [all]}; CAPABILITIES_DROPPED",
        "1.36; ; HARDENED, capabilities: {drop: [NET_RAW]}; CAPABILITIES_DROPPED",
        "1.36; ; HARDENED, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]};",
        "1.36; ; HARDENED, capabilities: {drop: [ALL], add: [CHOWN]}; CAPABILITIES",
        "1.36; ; HARDENED, DROPPED, runAsUser: 0; NON_ROOT_USER",
        "1.36; ; HARDENED, DROPPED, runAsUser: 1000;",
        "1.36; securityContext: {runAsUser: 0}; HARDENED, DROPPED; NON_ROOT_USER",
        "1.36; securityContext: {runAsNonRoot: false}; HARDENED, DROPPED; NON_ROOT",
        "1.36; ; ''; CAPABILITIES_DROPPED|PRIVILEGE_ESCALATION|NON_ROOT|SECCOMP_SET",
        "1.36; 'securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}';"
            + " allowPrivilegeEscalation: false, DROPPED;",
        "1.36; 'securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}';"
            + " allowPrivilegeEscalation: false, runAsNonRoot: false, DROPPED; NON_ROOT",
        "1.36; 'securityContext: {runAsNonRoot: true, seccompProfile: {type: Unconfined}}';"
            + " allowPrivilegeEscalation: false, DROPPED; SECCOMP|SECCOMP_SET",
        "1.36; 'volumes: [{name: a, hostPath: {path: /}}]'; HARDENED, DROPPED; VOLUME_TYPES",
        "1.36; 'volumes: [{name: a, nfs: {server: a, path: /}}]'; HARDENED, DROPPED; VOLUME_TYPES",
        "1.36; 'volumes: [{name: a, gcePersistentDisk: {pdName: a}}]'; HARDENED, DROPPED;"
            + " VOLUME_TYPES",
        "1.36; 'volumes: [{name: a, unheardOf: {}}]'; HARDENED, DROPPED; VOLUME_TYPES",
        "1.36; 'volumes: [{name: a, emptyDir: {}}, {name: b, configMap: {name: a}}, {name: c,"
            + " image: {reference: a}}, {name: d, csi: {driver: a}}]'; HARDENED, DROPPED;",
        "1.36; 'hostUsers: false, securityContext: {seccompProfile: {type: Localhost}}';"
            + " allowPrivilegeEscalation: false, runAsUser: 0, DROPPED;",
        "1.34; 'hostUsers: false, securityContext: {seccompProfile: {type: Localhost}}';"
            + " allowPrivilegeEscalation: false, runAsUser: 0, DROPPED; NON_ROOT|NON_ROOT_USER",
        "1.36; hostUsers: false; HARDENED, DROPPED, procMount: Unmasked; PROC_MOUNT",
        "1.36; 'os: {name: windows}, securityContext: {runAsNonRoot: true}'; '';",
        "1.36; 'os: {name: windows}'; ''; NON_ROOT",
        "1.36; 'os: {name: linux}, securityContext: {runAsNonRoot: true}'; '';"
            + " CAPABILITIES_DROPPED|PRIVILEGE_ESCALATION|SECCOMP_SET",
        "1.36; 'os: {name: windows}, hostNetwork: true, securityContext: {runAsNonRoot: true,"
            + " windowsOptions: {hostProcess: true}}'; ''; HOST_NAMESPACES|HOST_PROCESS",
      })
  void judgesRestricted(String version, String spec, String security, String expected) {
    String context =
        "securityContext: {%s}"
            .formatted(security.replace("HARDENED", HARDENED).replace("DROPPED", DROPPED));
    for (String kind : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
      Pod pod = pod("", spec == null ? "" : spec, kind, context);

      assertThat(violated(standard(PodSecurityLevel.RESTRICTED, version), pod))
          .as(kind)
          .isEqualTo(controls(expected));
    }
  }

  /** The admission controller relaxed this for baseline only. */
  @Test
  void allowsAnUnmaskedProcInAUserNamespace() {
    Pod pod = pod("", "hostUsers: false", "containers", "securityContext: {procMount: Unmasked}");

    assertThat(violated(standard(PodSecurityLevel.BASELINE, "1.35"), pod)).isEmpty();
    assertThat(violated(standard(PodSecurityLevel.BASELINE, "1.34"), pod))
        .containsExactly(PodSecurityControl.PROC_MOUNT);
  }

  @Test
  void namesContainerFieldAndValue() {
    Pod pod = pod("", "", "initContainers", "securityContext: {capabilities: {add: [SYS_ADMIN]}}");

    assertThat(
            standard(PodSecurityLevel.BASELINE, "1.36")
                .violations(pod.getMetadata(), pod.getSpec()))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.where()).isEqualTo("init container web");
              assertThat(it.words()).isEqualTo("securityContext.capabilities.add is SYS_ADMIN");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "RESTRICTED, 1.36, 1.34, ''",
    "RESTRICTED, 1.36, 1.33, HOST_PROBES",
    "RESTRICTED, 1.36, 1.22, HOST_PROBES|NON_ROOT_USER",
    "RESTRICTED, 1.33, 1.25, ''",
    "BASELINE, 1.36, 1.0, HOST_PROBES|SECCOMP",
    "BASELINE, 1.33, 1.19, ''",
  })
  void tellsWhatAnOlderVersionLacks(
      PodSecurityLevel level, String asked, String older, String expected) {
    assertThat(
            ImmutableSet.copyOf(
                standard(level, asked).missingIn(KubernetesMinorVersion.given(older))))
        .isEqualTo(controls(expected.isEmpty() ? null : expected));
  }

  @Test
  void anEmptyPodViolatesNothing() {
    assertThat(standard(PodSecurityLevel.RESTRICTED, "1.36").violations(null, null)).isEmpty();
  }
}
