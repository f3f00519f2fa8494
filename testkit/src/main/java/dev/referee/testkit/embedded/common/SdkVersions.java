package dev.referee.testkit.embedded.common;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.util.VersionInfo;

/**
 * The version of the AWS SDK that the embedded account was compiled with, and those of its modules
 * on the class path.
 *
 * <p>The embedded account reads and writes the SDK's own request and response classes, of which an
 * older SDK lacks some, and lacks members of others.
 */
public final class SdkVersions {
  /** A constant, which the compiler copies: it stays what it was when another SDK is loaded. */
  static final String COMPILED_WITH = VersionInfo.SDK_VERSION;

  private static final List<String> MODULES =
      List.of(
          "sdk-core",
          "autoscaling",
          "cloudformation",
          "ec2",
          "eks",
          "elasticloadbalancingv2",
          "iam",
          "kms",
          "ssm",
          "sts");

  private SdkVersions() {}

  /** Returns what is wrong with the SDK on the class path, and what to do; empty if nothing is. */
  public static Optional<String> problem() {
    return problem(found(SdkVersions.class.getClassLoader()));
  }

  /**
   * Returns what is wrong with these modules.
   *
   * @param versions the version of each module that is there
   */
  static Optional<String> problem(Map<String, String> versions) {
    boolean older = versions.values().stream().anyMatch(SdkVersions::isOlder);
    if (!older && new TreeSet<>(versions.values()).size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        "The embedded account needs AWS SDK %s or newer, all modules in one version; on the class path there are %s. Import referee-bom before any other BOM, or manage software.amazon.awssdk:bom at %s or newer."
            .formatted(COMPILED_WITH, described(versions), COMPILED_WITH));
  }

  private static String described(Map<String, String> versions) {
    return new TreeMap<>(versions)
        .entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getValue,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getKey, Collectors.joining(", "))))
            .entrySet()
            .stream()
            .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(" and "));
  }

  private static boolean isOlder(String version) {
    List<Integer> found = numbers(version);
    List<Integer> needed = numbers(COMPILED_WITH);
    for (int i = 0; i < Math.min(found.size(), needed.size()); i++) {
      int order = found.get(i).compareTo(needed.get(i));
      if (order != 0) {
        return order < 0;
      }
    }
    return found.size() < needed.size();
  }

  private static List<Integer> numbers(String version) {
    return Splitter.on('.')
        .splitToStream(version)
        .map(part -> part.replaceAll("\\D.*", ""))
        .filter(digits -> !digits.isEmpty() && digits.length() < 10)
        .map(Integer::valueOf)
        .toList();
  }

  /** Returns the version of each module, as its jar says; a repackaged SDK says none. */
  private static Map<String, String> found(ClassLoader loader) {
    Map<String, String> versions = new TreeMap<>();
    for (String module : MODULES) {
      String says = "META-INF/maven/software.amazon.awssdk/" + module + "/pom.properties";
      try (InputStream stream = loader.getResourceAsStream(says)) {
        if (stream != null) {
          Properties properties = new Properties();
          properties.load(stream);
          String version = properties.getProperty("version");
          if (version != null) {
            versions.put(module, version);
          }
        }
      } catch (IOException unreadable) {
        // The version is only a hint in messages, so an unreadable one is left out.
      }
    }
    return versions;
  }
}
