package dev.referee.iam;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The replacement of policy variables by the values of a request.
 *
 * <p>Knows {@code ${key}}, {@code ${key, 'default'}} and the three special characters; in a policy
 * version before 2012-10-17 there are no variables, and everything is literal.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables
 *     and tags</a>
 */
record Variables(RequestContext context, boolean enabled) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{(?:([*?$])|([^{}',]+)(?:,\\s*'([^'{}]*)'\\s*)?)}");

  /**
   * A pattern with its variables resolved.
   *
   * @param glob matches everything that the pattern can match
   * @param resolved true if all values are known, false if one is absent and nothing matches
   * @param valid whether the statement counts: according to AWS, an absent value "might" invalidate
   *     it
   */
  record Resolved(Glob glob, Ternary resolved, Ternary valid) {
    /** Combines the match of the glob with what is known about its values. */
    Ternary matching(boolean matches) {
      return Ternary.of(matches).and(resolved);
    }

    private Resolved and(Glob longer, Ternary resolved, Ternary valid) {
      return new Resolved(longer, this.resolved.and(resolved), this.valid.and(valid));
    }
  }

  /**
   * Resolves a text.
   *
   * @param wildcards whether the text may have wildcards
   * @param colons how many colons have to precede the first variable
   */
  Resolved resolve(String text, boolean wildcards, int colons) {
    Glob glob = new Glob();
    Resolved resolved = new Resolved(glob, Ternary.TRUE, Ternary.TRUE);
    int from = 0;
    for (int at = next(text, 0); at >= 0; at = next(text, from)) {
      glob.written(text.substring(from, at), wildcards);
      Matcher variable = VARIABLE.matcher(text).region(at, text.length());
      if (!variable.lookingAt() || glob.arn().size() <= colons) {
        Ternary misplaced =
            Ternary.unknown(
                UnknownReason.rule("it has a policy variable where AWS documents none"));
        return resolved.and(glob.anything(), misplaced, misplaced);
      }
      resolved = substitute(resolved, variable);
      from = variable.end();
    }
    glob.written(text.substring(from), wildcards);
    return resolved;
  }

  private int next(String text, int from) {
    return enabled ? text.indexOf("${", from) : -1;
  }

  private Resolved substitute(Resolved resolved, Matcher variable) {
    Glob glob = resolved.glob();
    if (variable.group(1) != null) {
      return resolved.and(glob.substituted(variable.group(1)), Ternary.TRUE, Ternary.TRUE);
    }
    String key = variable.group(2).strip();
    String otherwise = variable.group(3);
    List<String> values = context.values(key);
    if (values.size() == 1) {
      return resolved.and(glob.substituted(values.get(0)), Ternary.TRUE, Ternary.TRUE);
    }
    if (!context.knows(key)) {
      Ternary unknown = Ternary.unknown(UnknownReason.key(key));
      return resolved.and(glob.anything(), unknown, otherwise == null ? unknown : Ternary.TRUE);
    }
    if (!values.isEmpty()) {
      Ternary several =
          Ternary.unknown(UnknownReason.rule("a variable has several values: " + key));
      return resolved.and(glob.anything(), several, several);
    }
    if (otherwise != null) {
      return resolved.and(glob.substituted(otherwise), Ternary.TRUE, Ternary.TRUE);
    }
    Ternary absent =
        Ternary.unknown(UnknownReason.rule("a variable has no value, which may void it: " + key));
    return resolved.and(glob.anything(), Ternary.FALSE, absent);
  }
}
