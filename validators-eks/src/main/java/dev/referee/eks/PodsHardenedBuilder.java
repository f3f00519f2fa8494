package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Check;
import dev.referee.spi.Arguments;
import java.util.Map;

/** A builder of the check {@link EksChecks#podsHardened}. Not thread-safe. */
public final class PodsHardenedBuilder {
  private final Arguments.Builder given = PodsHardened.KIND.arguments();

  PodsHardenedBuilder() {}

  /**
   * Sets the level; {@code restricted} by default.
   *
   * @param word {@code baseline} or {@code restricted}
   */
  public PodsHardenedBuilder level(String word) {
    given.read(PodsHardened.LEVEL, word);
    return this;
  }

  /**
   * Sets the version of the standards; that of the cluster by default.
   *
   * @param minor such as {@code 1.34}; at least {@code 1.25}
   */
  public PodsHardenedBuilder version(String minor) {
    given.read(PodsHardened.VERSION, minor);
    return this;
  }

  /**
   * Sets the namespaces that are judged; all but {@code kube-system}, {@code kube-public} and
   * {@code kube-node-lease} by default.
   */
  public PodsHardenedBuilder namespaces(String... names) {
    given.read(PodsHardened.NAMESPACES, ImmutableList.copyOf(names));
    return this;
  }

  /** Sets further namespaces that are not judged, if none are named. */
  public PodsHardenedBuilder except(String... names) {
    given.read(PodsHardened.EXCEPT, ImmutableList.copyOf(names));
    return this;
  }

  /** Sets whether to create pods by dry run, which changes nothing; by default it does not. */
  public PodsHardenedBuilder tryPods(boolean tried) {
    given.set(PodsHardened.TRY_PODS, tried);
    return this;
  }

  /** Sets the image of the pods that are tried; {@code registry.k8s.io/pause:3.10} by default. */
  public PodsHardenedBuilder tryImage(String image) {
    given.set(PodsHardened.TRY_IMAGE, image);
    return this;
  }

  /** Sets the labels of the pods that are tried; none by default. */
  public PodsHardenedBuilder tryLabels(Map<String, String> labels) {
    given.set(PodsHardened.TRY_LABELS, ImmutableMap.copyOf(labels));
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if namespaces are both named and excepted, or named with an empty
   *     list
   */
  public Check build() {
    return given.check();
  }
}
