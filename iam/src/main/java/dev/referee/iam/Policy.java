package dev.referee.iam;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamStatement;

/**
 * A policy document with its name for organisers.
 *
 * <p>An unreadable document is also a policy: it leaves open what it would have decided, and the
 * contents of a document never cause an exception. The document is never printed. Immutable and
 * thread-safe.
 */
public final class Policy {
  private final String name;
  private final ImmutableList<Statement> statements;
  private final Optional<String> unreadable;

  private Policy(String name, ImmutableList<Statement> statements, Optional<String> unreadable) {
    this.name = name;
    this.statements = statements;
    this.unreadable = unreadable;
  }

  /**
   * Returns the policy of a document.
   *
   * @param name its name in explanations, such as {@code inline policy 'x'}
   * @param document JSON, or percent-encoded JSON as {@code iam:GetRolePolicy} and others return it
   */
  public static Policy of(String name, String document) {
    try {
      IamPolicy policy = PolicyReader.read(document);
      boolean variables = PolicyReader.WITH_VARIABLES.equals(policy.version());
      ImmutableList.Builder<Statement> statements = ImmutableList.builder();
      int number = 1;
      for (IamStatement statement : policy.statements()) {
        statements.add(Statement.of(statement, name, number, variables));
        number++;
      }
      return new Policy(name, statements.build(), Optional.empty());
    } catch (PolicyReader.Unreadable e) {
      return unreadable(name, e.reason);
    }
  }

  /**
   * Returns a policy that exists, but whose document could not be read.
   *
   * @param why a phrase for organisers, such as {@code iam:GetRolePolicy was denied}
   */
  public static Policy unreadable(String name, String why) {
    return new Policy(name, ImmutableList.of(), Optional.of(why));
  }

  /** Returns the name for organisers. */
  public String name() {
    return name;
  }

  /** Returns why the document cannot be read, if so. */
  public Optional<String> unreadable() {
    return unreadable;
  }

  ImmutableList<Statement> statements() {
    return statements;
  }

  /** Returns the name, and the number of statements. */
  @Override
  public String toString() {
    return unreadable
        .map(why -> name + ", which cannot be read: " + why)
        .orElse(name + ", statements: " + statements.size());
  }
}
