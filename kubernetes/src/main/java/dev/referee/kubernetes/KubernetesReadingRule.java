package dev.referee.kubernetes;

import dev.referee.spi.ReadingRule;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule that only {@code get} and {@code list} are declared as reading, and reviews of access,
 * which are created but change nothing. Secrets are never read.
 */
public final class KubernetesReadingRule implements ReadingRule {
  private static final Pattern ACTION = Pattern.compile("kubernetes:([a-z]+):(\\S+)");
  private static final Set<String> VERBS = Set.of("get", "list");
  private static final Pattern REVIEWS =
      Pattern.compile("(?:self)?subject(?:access|rules)reviews\\.authorization\\.k8s\\.io");

  /** For {@link java.util.ServiceLoader}. */
  public KubernetesReadingRule() {}

  @Override
  public Optional<String> problem(String action) {
    if (!action.startsWith("kubernetes:")) {
      return Optional.empty();
    }
    Matcher parts = ACTION.matcher(action);
    if (!parts.matches()) {
      return Optional.of("it is not written as kubernetes:VERB:RESOURCE.GROUP");
    }
    if (parts.group(2).matches("secrets(?:/.*)?")) {
      return Optional.of("Secrets are never read");
    }
    return reads(parts.group(1), parts.group(2))
        ? Optional.empty()
        : Optional.of("the verb " + parts.group(1) + " does more than read");
  }

  /** Returns whether a verb only reads a resource. */
  static boolean reads(String verb, String resource) {
    return VERBS.contains(verb) || (verb.equals("create") && REVIEWS.matcher(resource).matches());
  }
}
