package dev.referee.testkit.embedded.eks;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.PropertiesResource;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A minor version of Kubernetes on EKS.
 *
 * @param minor the minor version, 34 of 1.34
 * @param released when EKS had it first
 * @param standardUntil the end of its standard support
 * @param extendedUntil the end of its extended support
 * @param platform the current platform version
 * @param patch the current patch version
 * @see <a
 *     href="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html">Understand
 *     the Kubernetes version lifecycle on EKS</a>
 */
record KubernetesVersion(
    int minor,
    Instant released,
    Instant standardUntil,
    Instant extendedUntil,
    String platform,
    String patch) {
  private static final Map<Integer, KubernetesVersion> ALL = load();

  private static Map<Integer, KubernetesVersion> load() {
    Properties table =
        PropertiesResource.load(KubernetesVersion.class, "kubernetes-versions.properties");
    Map<Integer, KubernetesVersion> all = new TreeMap<>();
    for (String name : table.stringPropertyNames()) {
      List<String> cells = Splitter.on(' ').splitToList(table.getProperty(name));
      int minor = minor(name);
      all.put(
          minor,
          new KubernetesVersion(
              minor,
              day(cells.get(0)),
              day(cells.get(1)),
              day(cells.get(2)),
              cells.get(3),
              name + "." + cells.get(4)));
    }
    return all;
  }

  private static Instant day(String text) {
    return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Returns the versions that EKS has had by a time, the newest last. */
  static List<KubernetesVersion> releasedBy(Instant time) {
    return ALL.values().stream().filter(version -> !version.released.isAfter(time)).toList();
  }

  /** Returns the minor version in a text like {@code 1.34}; -1 for any other text. */
  static int minor(String version) {
    return version.matches("1\\.[0-9]{1,3}") ? Integer.parseInt(version.substring(2)) : -1;
  }

  /** Returns the current patch version of a minor version that EKS has. */
  static String patch(String name) {
    KubernetesVersion found = ALL.get(minor(name));
    return found == null ? name + ".0" : found.patch;
  }

  String name() {
    return "1." + minor;
  }

  boolean isSupported(Instant time) {
    return time.isBefore(extendedUntil);
  }

  boolean isInStandardSupport(Instant time) {
    return time.isBefore(standardUntil);
  }
}
