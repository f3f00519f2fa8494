package dev.referee.testkit.kubernetes;

import dev.referee.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control planes of this JVM. A real one is started when it is needed first, and is used again
 * when it is given back.
 *
 * <p>Thread-safe.
 */
final class ControlPlanePool {
  static final String PROPERTY = "referee.kubernetes.binaries";
  static final String VARIABLE = "REFEREE_KUBERNETES_BINARIES";

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlanePool.class);

  /** The id of the process that still builds the binaries. */
  private static final String BUILDING = "building.pid";

  private static final long BUILT_WITHIN_MINUTES = 20;
  private static final Map<ControlPlaneType, Deque<ControlPlane>> IDLE =
      new EnumMap<>(ControlPlaneType.class);

  private ControlPlanePool() {}

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ControlPlanePool::closeAll));
  }

  /** Returns the best kind of those that are to be had without controllers. */
  static ControlPlaneType available() {
    return has(ControlPlaneType.LITE) ? ControlPlaneType.LITE : ControlPlaneType.MOCK;
  }

  /** Says whether the programs for a kind are there. */
  static boolean has(ControlPlaneType type) {
    String last =
        switch (type) {
          case MOCK -> "";
          case LITE -> "kube-apiserver";
          case FULL -> "stages.yaml";
        };
    return last.isEmpty() || binaries().filter(it -> Files.exists(it.resolve(last))).isPresent();
  }

  /** Returns the folder of the programs, after they are built. */
  private static Optional<Path> binaries() {
    String variable = System.getenv(VARIABLE);
    String folder = System.getProperty(PROPERTY, variable == null ? "" : variable);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path binaries = Path.of(folder).toAbsolutePath();
    awaitBuild(binaries.resolve(BUILDING));
    return Optional.of(binaries);
  }

  private static void awaitBuild(Path pid) {
    try {
      if (Files.exists(pid)) {
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
            .ifPresent(
                build ->
                    build
                        .onExit()
                        .completeOnTimeout(build, BUILT_WITHIN_MINUTES, TimeUnit.MINUTES)
                        .join());
      }
    } catch (IOException | NumberFormatException ended) {
      LOG.debug("Nobody builds the control plane any more", ended);
    }
  }

  /**
   * Returns one in its start state, for the caller alone.
   *
   * @param clock the clock of the account, by which objects are created; controllers have their own
   */
  static synchronized ControlPlane take(ControlPlaneType type, ManualClock clock) {
    if (type == ControlPlaneType.MOCK) {
      return new MockControlPlane(clock);
    }
    ControlPlane idle = IDLE.computeIfAbsent(type, it -> new ArrayDeque<>()).poll();
    if (idle instanceof RealControlPlane real && real.isUsable()) {
      real.clock(clock);
      return real;
    }
    if (!has(type)) {
      throw new IllegalStateException(
          "There are no binaries of a control plane: set the system property "
              + PROPERTY
              + " or the variable "
              + VARIABLE
              + " to the folder that testkit-kubernetes/plane/build fills");
    }
    RealControlPlane started =
        RealControlPlane.start(binaries().orElseThrow(), type == ControlPlaneType.FULL);
    started.clock(clock);
    return started;
  }

  /** Takes one back. */
  static synchronized void give(ControlPlane plane) {
    if (!plane.isReal() || !plane.isUsable()) {
      plane.close();
      return;
    }
    plane.authorizer(AuthorizationWebhook.Authorizer.NOBODY);
    plane.reset();
    ControlPlaneType type = plane.isLite() ? ControlPlaneType.LITE : ControlPlaneType.FULL;
    IDLE.computeIfAbsent(type, it -> new ArrayDeque<>()).push(plane);
  }

  private static synchronized void closeAll() {
    IDLE.values().forEach(planes -> planes.forEach(ControlPlane::close));
  }
}
