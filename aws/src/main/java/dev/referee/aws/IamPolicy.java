package dev.referee.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.google.common.collect.Streams;
import dev.referee.Check;
import dev.referee.Permissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the policies of the role by which Referee looks at a team's account.
 *
 * <p>The texts are JSON, the same for the same input, ready for {@code aws iam create-role} and
 * {@code put-role-policy}. The proof of identity is in none: {@code sts:GetCallerIdentity} needs no
 * permission.
 */
public final class IamPolicy {
  private IamPolicy() {}

  /**
   * Returns the least that some checks need: what they read in one statement, and what they start
   * and end in another. Without any permission there is no statement, and no policy is needed.
   */
  public static String permissions(Iterable<? extends Check> checks) {
    return permissions(
        Streams.stream(checks)
            .map(Check::permissions)
            .reduce(Permissions.none(), Permissions::and));
  }

  /** Returns the same for permissions, as a kind of check declares them. */
  public static String permissions(Permissions all) {
    List<Object> statements = new ArrayList<>();
    add(statements, "RefereeReads", all.reads());
    add(statements, "RefereeActs", all.actives());
    return document(statements);
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
   * Returns the trust policy that lets somebody assume the role, who has to know an external id.
   *
   * @param principal the ARN of who runs Referee
   * @param externalId what the account was given in {@link Account.Builder#assumeRole}; another one
   *     for every team keeps teams apart
   */
  public static String trust(String principal, String externalId) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", "RefereeAssumes");
    statement.put("Effect", "Allow");
    statement.put("Principal", Map.of("AWS", principal));
    statement.put("Action", "sts:AssumeRole");
    statement.put("Condition", Map.of("StringEquals", Map.of("sts:ExternalId", externalId)));
    return document(List.of(statement));
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
