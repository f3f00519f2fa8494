package dev.referee.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Streams;
import dev.referee.Check;
import dev.referee.Permissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The policies of the IAM role that Referee uses in a team's account.
 *
 * <p>The texts are JSON, the same for the same input, ready for {@code aws iam create-role} and
 * {@code put-role-policy}. They do not contain {@code sts:GetCallerIdentity}, which needs no
 * permission.
 */
public final class IamPolicy {
  /**
   * The maximum length of a customer managed policy, from <a
   * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM's
   * quotas</a>.
   */
  public static final int MANAGED_LIMIT = 6_144;

  /** The maximum total length of all inline policies of a role, from the same page. */
  public static final int INLINE_LIMIT = 10_240;

  private IamPolicy() {}

  /**
   * Returns the least-privilege policy for some checks: one statement for reads, and another one
   * for active actions. Without any permission there is no statement, and no policy is needed.
   */
  public static String permissions(Iterable<? extends Check> checks) {
    return permissions(
        Streams.stream(checks)
            .map(Check::permissions)
            .reduce(Permissions.none(), Permissions::and));
  }

  /** Returns the same for the permissions of a kind of check. */
  public static String permissions(Permissions all) {
    List<Object> statements = new ArrayList<>();
    add(statements, "RefereeReads", ofIam(all.reads()));
    add(statements, "RefereeActs", ofIam(all.actives()));
    return document(statements);
  }

  /**
   * Returns the same as policies that each fit into a customer managed policy; none if there are no
   * permissions, nearly always one. Together they allow what {@link #permissions(Permissions)}
   * allows, in the same order.
   */
  public static List<String> managed(Permissions all) {
    ImmutableList.Builder<String> documents = ImmutableList.builder();
    Permissions full = Permissions.none();
    for (String action : ofIam(Iterables.concat(all.reads(), all.actives()))) {
      Permissions one =
          all.reads().contains(action)
              ? Permissions.ofReads(action)
              : Permissions.none().withActives(action);
      if (length(permissions(full.and(one))) > MANAGED_LIMIT) {
        documents.add(permissions(full));
        full = one;
      } else {
        full = full.and(one);
      }
    }
    if (!full.equals(Permissions.none())) {
      documents.add(permissions(full));
    }
    return documents.build();
  }

  /** Returns the actions that are IAM's; others belong to other targets, such as Kubernetes. */
  private static Set<String> ofIam(Iterable<String> actions) {
    return ImmutableSortedSet.copyOf(Iterables.filter(actions, AccessLevels::isIamAction));
  }

  /** Returns the length of a policy as IAM counts it: without white space. */
  public static int length(String document) {
    return CharMatcher.whitespace().removeFrom(document).length();
  }

  private static void add(List<Object> statements, String id, Set<String> actions) {
    if (!actions.isEmpty()) {
      Map<String, Object> statement = new LinkedHashMap<>();
      statement.put("Sid", id);
      statement.put("Effect", "Allow");
      statement.put("Action", actions);
      statement.put("Resource", "*");
      statements.add(statement);
    }
  }

  /**
   * Returns the trust policy that lets a principal with an external id assume the role.
   *
   * @param principal the ARN of the principal that runs Referee
   * @param externalId the external id given to {@link Account.Builder#assumeRole}; use a different
   *     one for every team
   */
  public static String trust(String principal, String externalId) {
    Map<String, Object> statement = trusting(principal);
    statement.put("Condition", Map.of("StringEquals", Map.of("sts:ExternalId", externalId)));
    return document(List.of(statement));
  }

  /**
   * Returns the trust policy of a role that requires no external id. Anyone who can make the
   * principal judge an account of their choice can then make it judge this one; prefer an external
   * id.
   *
   * @param principal the ARN of the principal that runs Referee
   */
  public static String trust(String principal) {
    return document(List.of(trusting(principal)));
  }

  private static Map<String, Object> trusting(String principal) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", "RefereeAssumes");
    statement.put("Effect", "Allow");
    statement.put("Principal", Map.of("AWS", principal));
    statement.put("Action", "sts:AssumeRole");
    return statement;
  }

  private static String document(List<Object> statements) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("Version", "2012-10-17");
    document.put("Statement", statements);
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      return TapeLine.JSON
          .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
          .writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Maps and strings can be written as JSON", e);
    }
  }
}
