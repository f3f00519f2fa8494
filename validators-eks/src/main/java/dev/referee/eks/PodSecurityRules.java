package dev.referee.eks;

import static dev.referee.eks.PodSecurityViolation.UNSET;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the Pod Security Standards, as the admission controller of Kubernetes applies them
 * to one pod. Rules that were loosened since 1.25 depend on the version.
 */
final class PodSecurityRules {
  private static final String POD = "the pod";
  private static final String SECURITY = "securityContext.";
  private static final String FALSE = "set it to false or remove it";
  private static final String REMOVE = "remove it";
  private static final String PROFILE = "set it to RuntimeDefault";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final String ALL = "ALL";
  private static final String NET_BIND_SERVICE = "NET_BIND_SERVICE";

  private static final ImmutableSet<String> CAPABILITIES =
      ImmutableSet.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          NET_BIND_SERVICE,
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");
  private static final ImmutableSet<String> PROFILES =
      ImmutableSet.of("RuntimeDefault", "Localhost");

  /** The SELinux types, and the minor version since which each is allowed. */
  private static final ImmutableMap<String, Integer> SE_LINUX_TYPES =
      ImmutableMap.of(
          "",
          0,
          "container_t",
          0,
          "container_init_t",
          0,
          "container_kvm_t",
          0,
          "container_engine_t",
          31);

  /** The safe sysctls, and the minor version since which each is allowed. */
  private static final ImmutableMap<String, Integer> SYSCTLS =
      ImmutableMap.<String, Integer>builder()
          .put("kernel.shm_rmid_forced", 0)
          .put("net.ipv4.ip_local_port_range", 0)
          .put("net.ipv4.ip_unprivileged_port_start", 0)
          .put("net.ipv4.tcp_syncookies", 0)
          .put("net.ipv4.ping_group_range", 0)
          .put("net.ipv4.ip_local_reserved_ports", 27)
          .put("net.ipv4.tcp_keepalive_time", 29)
          .put("net.ipv4.tcp_fin_timeout", 29)
          .put("net.ipv4.tcp_keepalive_intvl", 29)
          .put("net.ipv4.tcp_keepalive_probes", 29)
          .put("net.ipv4.tcp_rmem", 32)
          .put("net.ipv4.tcp_wmem", 32)
          .put("net.ipv4.tcp_slow_start_after_idle", 37)
          .put("net.ipv4.tcp_notsent_lowat", 37)
          .buildOrThrow();

  private final PodSecurityStandard standard;
  private final Map<String, String> annotations;
  private final PodSpec spec;
  private final PodSecurityContext security;
  private final ImmutableList<PodSecurityContainer> containers;
  private final ImmutableList.Builder<PodSecurityViolation> found = ImmutableList.builder();

  PodSecurityRules(PodSecurityStandard standard, ObjectMeta metadata, PodSpec spec) {
    this.standard = standard;
    this.annotations =
        metadata.getAnnotations() == null ? ImmutableMap.of() : metadata.getAnnotations();
    this.spec = spec;
    this.security =
        spec.getSecurityContext() == null ? new PodSecurityContext() : spec.getSecurityContext();
    this.containers = PodSecurityContainer.of(spec);
  }

  ImmutableList<PodSecurityViolation> violations() {
    if (standard.level() == PodSecurityLevel.PRIVILEGED) {
      return ImmutableList.of();
    }
    host();
    volumes();
    appArmor();
    seLinux();
    sysctls();
    containers.forEach(this::container);
    if (isRestricted()) {
      nonRoot();
    }
    if (!isRestricted() || !isWindows()) {
      seccomp();
    }
    return found.build();
  }

  private boolean isRestricted() {
    return standard.level() == PodSecurityLevel.RESTRICTED;
  }

  /** A pod that says so runs on Windows only, where some fields of Linux mean nothing. */
  private boolean isWindows() {
    return spec.getOs() != null && "windows".equals(spec.getOs().getName());
  }

  /** Root in a user namespace of its own is not root of the node. */
  private boolean hasUserNamespace() {
    return standard.isAtLeast(35) && Boolean.FALSE.equals(spec.getHostUsers());
  }

  private void add(
      PodSecurityControl control, String where, String field, Object value, String wanted) {
    if (standard.has(control)) {
      found.add(
          new PodSecurityViolation(
              control, where, field, Workload.shown(value.toString()), wanted));
    }
  }

  private void forbidTrue(
      PodSecurityControl control, String where, String field, @Nullable Boolean value) {
    if (Boolean.TRUE.equals(value)) {
      add(control, where, field, true, FALSE);
    }
  }

  private void host() {
    forbidTrue(PodSecurityControl.HOST_NAMESPACES, POD, "hostNetwork", spec.getHostNetwork());
    forbidTrue(PodSecurityControl.HOST_NAMESPACES, POD, "hostPID", spec.getHostPID());
    forbidTrue(PodSecurityControl.HOST_NAMESPACES, POD, "hostIPC", spec.getHostIPC());
    hostProcess(POD, security.getWindowsOptions());
  }

  private void hostProcess(String where, @Nullable WindowsSecurityContextOptions windows) {
    if (windows != null) {
      forbidTrue(
          PodSecurityControl.HOST_PROCESS,
          where,
          SECURITY + "windowsOptions.hostProcess",
          windows.getHostProcess());
    }
  }

  private void volumes() {
    for (Volume volume : spec.getVolumes()) {
      String type = PodSecurityVolumes.type(volume);
      String name = "volume " + Workload.shown(volume.getName());
      if (isRestricted() && !PodSecurityVolumes.isAllowed(type)) {
        add(
            PodSecurityControl.VOLUME_TYPES,
            name,
            "type",
            type,
            "use " + PodSecurityVolumes.ALLOWED_WORDS);
      } else if (type.equals(PodSecurityVolumes.HOST_PATH)) {
        add(PodSecurityControl.HOST_PATH, name, "type", type, "use another type, such as emptyDir");
      }
    }
  }

  private void appArmor() {
    appArmor(POD, security.getAppArmorProfile());
    annotations.forEach(
        (key, value) -> {
          if (key.startsWith(APP_ARMOR)
              && !value.isEmpty()
              && !value.equals("runtime/default")
              && !value.startsWith("localhost/")) {
            add(
                PodSecurityControl.APP_ARMOR,
                POD,
                "annotation " + Workload.shown(key),
                value,
                REMOVE);
          }
        });
  }

  private void appArmor(String where, @Nullable AppArmorProfile profile) {
    if (profile != null && !PROFILES.contains(Objects.toString(profile.getType(), ""))) {
      add(
          PodSecurityControl.APP_ARMOR,
          where,
          SECURITY + "appArmorProfile.type",
          Objects.toString(profile.getType(), UNSET),
          PROFILE);
    }
  }

  private void seLinux() {
    seLinux(POD, security.getSeLinuxOptions());
  }

  private void seLinux(String where, @Nullable SELinuxOptions options) {
    if (options == null) {
      return;
    }
    String type = Objects.toString(options.getType(), "");
    if (!standard.isAtLeast(SE_LINUX_TYPES.getOrDefault(type, Integer.MAX_VALUE))) {
      seLinux(where, "type", type);
    }
    String user = Objects.toString(options.getUser(), "");
    if (!user.isEmpty()) {
      seLinux(where, "user", user);
    }
    String role = Objects.toString(options.getRole(), "");
    if (!role.isEmpty()) {
      seLinux(where, "role", role);
    }
  }

  private void seLinux(String where, String field, String value) {
    add(PodSecurityControl.SE_LINUX, where, SECURITY + "seLinuxOptions." + field, value, REMOVE);
  }

  private void sysctls() {
    for (Sysctl sysctl : security.getSysctls()) {
      String name = Objects.toString(sysctl.getName(), "");
      if (!standard.isAtLeast(SYSCTLS.getOrDefault(name, Integer.MAX_VALUE))) {
        add(PodSecurityControl.SYSCTLS, POD, SECURITY + "sysctls", name, REMOVE);
      }
    }
  }

  private void container(PodSecurityContainer container) {
    hostProcess(container.where(), container.security().getWindowsOptions());
    forbidTrue(
        PodSecurityControl.PRIVILEGED,
        container.where(),
        SECURITY + "privileged",
        container.security().getPrivileged());
    if (!isRestricted() || !isWindows()) {
      capabilities(container);
    }
    for (ContainerPort port : container.ports()) {
      if (Workload.count(port.getHostPort()) != 0) {
        add(
            PodSecurityControl.HOST_PORTS,
            container.where(),
            "ports.hostPort",
            port.getHostPort(),
            "remove it, and use a Service");
      }
    }
    container
        .hosts()
        .forEach(
            (field, host) ->
                add(PodSecurityControl.HOST_PROBES, container.where(), field, host, REMOVE));
    appArmor(container.where(), container.security().getAppArmorProfile());
    seLinux(container.where(), container.security().getSeLinuxOptions());
    String proc = Objects.toString(container.security().getProcMount(), "Default");
    if (!proc.equals("Default") && (isRestricted() || !hasUserNamespace())) {
      add(PodSecurityControl.PROC_MOUNT, container.where(), SECURITY + "procMount", proc, REMOVE);
    }
    if (!isWindows() && !Boolean.FALSE.equals(container.security().getAllowPrivilegeEscalation())) {
      add(
          PodSecurityControl.PRIVILEGE_ESCALATION,
          container.where(),
          SECURITY + "allowPrivilegeEscalation",
          Objects.toString(container.security().getAllowPrivilegeEscalation(), UNSET),
          "set it to false");
    }
  }

  private void capabilities(PodSecurityContainer container) {
    Capabilities given = container.security().getCapabilities();
    List<String> added = given == null ? ImmutableList.of() : given.getAdd();
    ImmutableSet<String> allowed =
        isRestricted() ? ImmutableSet.of(NET_BIND_SERVICE) : CAPABILITIES;
    for (String capability : added) {
      if (!allowed.contains(capability)) {
        add(
            PodSecurityControl.CAPABILITIES,
            container.where(),
            SECURITY + "capabilities.add",
            capability,
            REMOVE);
      }
    }
    List<String> dropped = given == null ? ImmutableList.of() : given.getDrop();
    if (!dropped.contains(ALL)) {
      add(
          PodSecurityControl.CAPABILITIES_DROPPED,
          container.where(),
          SECURITY + "capabilities.drop",
          dropped.isEmpty() ? UNSET : dropped,
          "set it to [\"ALL\"]");
    }
  }

  private void nonRoot() {
    if (hasUserNamespace()) {
      return;
    }
    nonRoot(POD, security.getRunAsNonRoot(), true);
    user(POD, security.getRunAsUser());
    boolean byPod = Boolean.TRUE.equals(security.getRunAsNonRoot());
    for (PodSecurityContainer container : containers) {
      nonRoot(container.where(), container.security().getRunAsNonRoot(), byPod);
      user(container.where(), container.security().getRunAsUser());
    }
  }

  private void nonRoot(String where, @Nullable Boolean value, boolean mayBeUnset) {
    if (value == null ? !mayBeUnset : !value) {
      add(
          PodSecurityControl.NON_ROOT,
          where,
          SECURITY + "runAsNonRoot",
          value == null ? UNSET : value,
          "set it to true");
    }
  }

  private void user(String where, @Nullable Long user) {
    if (user != null && user == 0) {
      add(
          PodSecurityControl.NON_ROOT_USER,
          where,
          SECURITY + "runAsUser",
          user,
          "set it to the id of another user");
    }
  }

  private void seccomp() {
    SeccompProfile ofPod = security.getSeccompProfile();
    seccomp(POD, ofPod);
    boolean byPod = ofPod != null && PROFILES.contains(Objects.toString(ofPod.getType(), ""));
    for (PodSecurityContainer container : containers) {
      seccomp(container.where(), container.security().getSeccompProfile());
      if (container.security().getSeccompProfile() == null && !byPod) {
        add(
            PodSecurityControl.SECCOMP_SET,
            container.where(),
            SECURITY + "seccompProfile.type",
            UNSET,
            PROFILE);
      }
    }
  }

  private void seccomp(String where, @Nullable SeccompProfile profile) {
    if (profile != null && !PROFILES.contains(Objects.toString(profile.getType(), ""))) {
      add(
          PodSecurityControl.SECCOMP,
          where,
          SECURITY + "seccompProfile.type",
          Objects.toString(profile.getType(), UNSET),
          PROFILE);
    }
  }
}
