package dev.referee.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.referee.spi.ReadingRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A rule that only IAM actions of access level Read or List are declared as reading.
 *
 * <p>Immutable and thread-safe. Names that are not written as IAM actions, for example {@code
 * kubernetes:list:pods}, belong to other targets, and the rule does not apply to them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Service
 *     Authorization Reference</a>
 */
public final class AccessLevels implements ReadingRule {
  private static final CharMatcher SERVICE =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9')).or(CharMatcher.is('-'));
  private static final CharMatcher UPPER = CharMatcher.inRange('A', 'Z');
  private static final ImmutableMap<String, List<String>> SERVICES = read();

  /** For {@link java.util.ServiceLoader}. */
  public AccessLevels() {}

  @Override
  public Optional<String> problem(String action) {
    if (!isIamAction(action)) {
      return Optional.empty();
    }
    int colon = action.indexOf(':');
    String service = action.substring(0, colon);
    List<String> patterns = SERVICES.get(service);
    if (patterns == null) {
      return Optional.of("no access levels are known of the service " + service);
    }
    return reads(action.substring(colon + 1), patterns)
        ? Optional.empty()
        : Optional.of("it is not known to have the access level Read or List");
  }

  /** Returns whether a name is written as an IAM action, for example {@code ec2:DescribeVpcs}. */
  static boolean isIamAction(String name) {
    int colon = name.indexOf(':');
    return colon > 0
        && SERVICE.matchesAllOf(name.substring(0, colon))
        && colon + 1 < name.length()
        && UPPER.matches(name.charAt(colon + 1));
  }

  private static boolean reads(String name, List<String> patterns) {
    return !patterns.contains("!" + name)
        && patterns.stream().anyMatch(pattern -> matches(name, pattern));
  }

  private static boolean matches(String name, String pattern) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  private static ImmutableMap<String, List<String>> read() {
    try {
      ImmutableMap.Builder<String, List<String>> services = ImmutableMap.builder();
      for (String line :
          Resources.readLines(
              Resources.getResource(AccessLevels.class, "access-levels.txt"), UTF_8)) {
        int colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith("#")) {
          services.put(
              line.substring(0, colon),
              Splitter.on(' ').omitEmptyStrings().splitToList(line.substring(colon + 1)));
        }
      }
      return services.buildOrThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
