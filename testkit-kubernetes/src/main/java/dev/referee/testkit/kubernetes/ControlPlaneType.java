package dev.referee.testkit.kubernetes;

/** The kinds of control planes that can answer for an {@link EmbeddedKubernetes}. */
public enum ControlPlaneType {
  /**
   * A mock server that stores objects. It knows neither RBAC nor admission, and takes milliseconds
   * to start.
   */
  MOCK,

  /**
   * A real etcd and kube-apiserver without controllers: an object's status is what the test writes,
   * and nothing is created, scheduled or collected by itself. It takes some seconds to start, once
   * in a JVM.
   */
  LITE,

  /**
   * A real control plane with its controllers, the scheduler, and kwok, which runs the nodes that
   * have the annotation {@code kwok.x-k8s.io/node: fake}.
   */
  FULL
}
