package dev.referee.testkit.embedded.eks;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.PropertiesResource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.Compatibility;

/** The add-ons of EKS with their versions, and the versions of Kubernetes that these are for. */
final class AddonCatalog {
  static final List<String> NAMES =
      List.of("aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni");

  private static final Properties TABLE =
      PropertiesResource.load(AddonCatalog.class, "addons.properties");

  private AddonCatalog() {}

  /** Returns the versions of an add-on for a version of Kubernetes, the default one first. */
  static List<String> versions(String addon, String kubernetes) {
    String special = TABLE.getProperty(addon + "." + kubernetes);
    return Splitter.on(',')
        .omitEmptyStrings()
        .splitToList(special == null ? TABLE.getProperty(addon, "") : special);
  }

  /** Returns the version that a cluster gets without asking for one. */
  static String standard(String addon, String kubernetes) {
    return versions(addon, kubernetes).stream()
        .findFirst()
        .orElseThrow(
            () ->
                EksErrors.invalidParameter(
                    "Addon version specified is not supported for the cluster platform version"));
  }

  private static String type(String addon) {
    return switch (addon) {
      case "aws-ebs-csi-driver" -> "storage";
      case "eks-pod-identity-agent" -> "security";
      default -> "networking";
    };
  }

  /** Says whether an add-on has pods that need nodes. */
  static boolean needsNodes(String addon) {
    return addon.equals("coredns") || addon.equals("aws-ebs-csi-driver");
  }

  /**
   * Returns an add-on with its versions.
   *
   * @param kubernetes the version of Kubernetes that they are for; null for any
   * @param released the versions of Kubernetes that EKS has
   */
  static AddonInfo described(
      String addon, @Nullable String kubernetes, List<KubernetesVersion> released) {
    Map<String, Set<String>> clusters = new LinkedHashMap<>();
    for (int i = released.size() - 1; i >= 0; i--) {
      String name = released.get(i).name();
      if (kubernetes == null || kubernetes.equals(name)) {
        versions(addon, name)
            .forEach(one -> clusters.computeIfAbsent(one, any -> new LinkedHashSet<>()).add(name));
      }
    }
    return AddonInfo.builder()
        .addonName(addon)
        .type(type(addon))
        .publisher("eks")
        .owner("aws")
        .addonVersions(
            clusters.entrySet().stream()
                .map(entry -> version(addon, entry.getKey(), entry.getValue()))
                .toList())
        .build();
  }

  private static AddonVersionInfo version(String addon, String version, Set<String> clusters) {
    return AddonVersionInfo.builder()
        .addonVersion(version)
        .architecture("amd64", "arm64")
        .computeTypes("ec2", "auto")
        .compatibilities(
            clusters.stream()
                .map(
                    name ->
                        Compatibility.builder()
                            .clusterVersion(name)
                            .platformVersions("*")
                            .defaultVersion(version.equals(standard(addon, name)))
                            .build())
                .toList())
        .requiresConfiguration(false)
        .requiresIamPermissions(addon.equals("vpc-cni") || addon.equals("aws-ebs-csi-driver"))
        .build();
  }
}
