package dev.referee.eks;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A minor version of Kubernetes, such as 1.34. Immutable.
 *
 * @param major 1 of 1.34
 * @param minor 34 of 1.34
 */
record KubernetesMinorVersion(int major, int minor) implements Comparable<KubernetesMinorVersion> {
  private static final Pattern VERSION = Pattern.compile("v?(\\d{1,3})\\.(\\d{1,3})([.+-].*)?");

  /** Returns the minor version of a text such as {@code 1.34} or {@code v1.34.1-eks-113cf36}. */
  static Optional<KubernetesMinorVersion> in(@Nullable String text) {
    Matcher matcher = VERSION.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(
            new KubernetesMinorVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Returns the minor version that a game file gives. */
  static KubernetesMinorVersion given(String text) {
    checkArgument(
        text.matches("\\d{1,3}\\.\\d{1,3}"), "is a minor version, e.g. 1.34, not '%s'", text);
    return in(text).orElseThrow();
  }

  /** Says whether it is at most some minor versions behind another one, and not newer. */
  boolean isWithin(int minors, KubernetesMinorVersion other) {
    return major == other.major && minor <= other.minor && other.minor - minor <= minors;
  }

  @Override
  public int compareTo(KubernetesMinorVersion other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
