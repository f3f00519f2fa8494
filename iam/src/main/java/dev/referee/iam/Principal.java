package dev.referee.iam;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The principal of a request: a role, a role session, a user, a service, or a federated identity.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 */
public final class Principal {
  /** The kind of a principal. */
  enum Kind {
    ROLE,
    USER,
    SERVICE,
    FEDERATED
  }

  private final Kind kind;
  private final String id;
  private final ImmutableList<String> arn;
  private final Optional<String> session;

  private Principal(Kind kind, String id, ImmutableList<String> arn, Optional<String> session) {
    this.kind = kind;
    this.id = id;
    this.arn = arn;
    this.session = session;
  }

  /**
   * Returns any session of a role, for example of an instance or a task.
   *
   * @param roleArn such as {@code arn:aws:iam::111122223333:role/agent}
   */
  public static Principal role(String roleArn) {
    return new Principal(Kind.ROLE, roleArn, arn(roleArn, ":role/"), Optional.empty());
  }

  /**
   * Returns one session of a role.
   *
   * @param sessionName the session name; for an EC2 instance the instance id
   */
  public static Principal roleSession(String roleArn, String sessionName) {
    return new Principal(Kind.ROLE, roleArn, arn(roleArn, ":role/"), Optional.of(sessionName));
  }

  /** Returns an IAM user with its own access keys. */
  public static Principal user(String userArn) {
    return new Principal(Kind.USER, userArn, arn(userArn, ":user/"), Optional.empty());
  }

  /**
   * Returns an AWS service, such as {@code events.amazonaws.com}; it has no policies of its own.
   */
  public static Principal service(String name) {
    return new Principal(Kind.SERVICE, name, ImmutableList.of(), Optional.empty());
  }

  /**
   * Returns a federated identity that assumes a role.
   *
   * @param provider the provider's ARN, or its domain
   */
  public static Principal federated(String provider) {
    return new Principal(Kind.FEDERATED, provider, ImmutableList.of(), Optional.empty());
  }

  private static ImmutableList<String> arn(String arn, String type) {
    ImmutableList<String> parts = ImmutableList.copyOf(Splitter.on(':').limit(6).split(arn));
    if (parts.size() != 6 || !arn.contains(type)) {
      throw new IllegalArgumentException("This is not an ARN of that kind of principal: " + arn);
    }
    return parts;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the ARN of the role or the user, or the name of the service or the provider. */
  String id() {
    return id;
  }

  /** Returns whether it can have identity-based policies. */
  boolean isEntity() {
    return kind == Kind.ROLE || kind == Kind.USER;
  }

  /** Returns whether service control policies do not apply to it. */
  boolean isServiceLinked() {
    return id.contains(":role/aws-service-role/");
  }

  /** Returns the account; empty if it belongs to none. */
  String account() {
    return arn.isEmpty() ? "" : arn.get(4);
  }

  /** Returns whether an ARN of a session refers to this principal. */
  Ternary isSession(String candidate) {
    if (kind != Kind.ROLE) {
      return Ternary.FALSE;
    }
    String any =
        String.join(":", "arn", arn.get(1), "sts", "", account(), "assumed-role/" + name() + "/");
    if (!candidate.startsWith(any)) {
      return Ternary.FALSE;
    }
    return session
        .map(each -> Ternary.of(candidate.equals(any + each)))
        .orElseGet(() -> Ternary.unknown(UnknownReason.rule("the role session name is unknown")));
  }

  private String name() {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  /**
   * Returns the condition keys that follow from the principal; an empty list means absent.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
   *     condition context keys</a>
   */
  Map<String, List<String>> keys() {
    return switch (kind) {
      case ROLE, USER ->
          ImmutableMap.of(
              "aws:PrincipalArn", List.of(id),
              "aws:PrincipalAccount", List.of(account()),
              "aws:PrincipalType", List.of(kind == Kind.ROLE ? "AssumedRole" : "User"),
              "aws:username", kind == Kind.ROLE ? List.of() : List.of(name()),
              "aws:PrincipalIsAWSService", List.of("false"),
              "aws:PrincipalServiceName", List.of());
      case SERVICE ->
          ImmutableMap.of(
              "aws:PrincipalIsAWSService", List.of("true"),
              "aws:PrincipalServiceName", List.of(id),
              "aws:username", List.of());
      case FEDERATED -> ImmutableMap.of("aws:username", List.of());
    };
  }

  /** Returns the ARN or the name. */
  @Override
  public String toString() {
    return session.map(each -> id + ", session " + each).orElse(id);
  }
}
