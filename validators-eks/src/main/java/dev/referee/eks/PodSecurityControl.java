package dev.referee.eks;

/** The controls of the Pod Security Standards, in the order of their page. */
enum PodSecurityControl {
  HOST_PROCESS(PodSecurityLevel.BASELINE, 0, "Windows host processes"),
  HOST_NAMESPACES(PodSecurityLevel.BASELINE, 0, "namespaces of the host"),
  PRIVILEGED(PodSecurityLevel.BASELINE, 0, "privileged containers"),
  CAPABILITIES(PodSecurityLevel.BASELINE, 0, "added capabilities"),
  HOST_PATH(PodSecurityLevel.BASELINE, 0, "hostPath volumes"),
  HOST_PORTS(PodSecurityLevel.BASELINE, 0, "host ports"),
  HOST_PROBES(PodSecurityLevel.BASELINE, 34, "other hosts in probes and lifecycle hooks"),
  APP_ARMOR(PodSecurityLevel.BASELINE, 0, "other AppArmor profiles"),
  SE_LINUX(PodSecurityLevel.BASELINE, 0, "other SELinux types, users and roles"),
  PROC_MOUNT(PodSecurityLevel.BASELINE, 0, "an unmasked /proc"),
  SECCOMP(PodSecurityLevel.BASELINE, 19, "the seccomp profile Unconfined"),
  SYSCTLS(PodSecurityLevel.BASELINE, 0, "unsafe sysctls"),
  VOLUME_TYPES(PodSecurityLevel.RESTRICTED, 0, "volumes of other types"),
  PRIVILEGE_ESCALATION(PodSecurityLevel.RESTRICTED, 8, "privilege escalation"),
  NON_ROOT(PodSecurityLevel.RESTRICTED, 0, "containers that may run as root"),
  NON_ROOT_USER(PodSecurityLevel.RESTRICTED, 23, "the user 0"),
  SECCOMP_SET(PodSecurityLevel.RESTRICTED, 19, "no seccomp profile"),
  CAPABILITIES_DROPPED(PodSecurityLevel.RESTRICTED, 22, "capabilities that are not dropped");

  private final PodSecurityLevel level;
  private final int since;
  private final String words;

  PodSecurityControl(PodSecurityLevel level, int since, String words) {
    this.level = level;
    this.since = since;
    this.words = words;
  }

  boolean isOf(PodSecurityLevel asked) {
    return asked.covers(level);
  }

  /** Returns whether a version of the standards has it. */
  boolean isIn(KubernetesMinorVersion version) {
    return version.compareTo(new KubernetesMinorVersion(1, since)) >= 0;
  }

  /** Returns what it forbids. */
  String words() {
    return words;
  }
}
