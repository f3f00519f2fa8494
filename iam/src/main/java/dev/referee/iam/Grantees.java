package dev.referee.iam;

import com.google.common.collect.ImmutableList;
import software.amazon.awssdk.policybuilder.iam.IamPrincipal;

/**
 * The principals that a statement of a resource-based policy applies to.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">NotPrincipal</a>
 */
record Grantees(ImmutableList<IamPrincipal> principals, ImmutableList<IamPrincipal> notPrincipals) {

  /**
   * The names by which a statement refers to a principal, which decide what else limits a grant.
   *
   * @param direct the principal of the request: the session, the user, the service, or everybody
   * @param role the role behind a session
   * @param account the whole account, as far as the account's own policies allow
   */
  record Meant(Ternary direct, Ternary role, Ternary account) {
    static final Meant NOT = new Meant(Ternary.FALSE, Ternary.FALSE, Ternary.FALSE);

    static Meant directly(Ternary direct) {
      return new Meant(direct, Ternary.FALSE, Ternary.FALSE);
    }

    Meant or(Meant other) {
      return new Meant(direct.or(other.direct), role.or(other.role), account.or(other.account));
    }

    Ternary anyhow() {
      return direct.or(role).or(account);
    }
  }

  /** Returns whether the statement names principals. */
  boolean isEmpty() {
    return principals.isEmpty() && notPrincipals.isEmpty();
  }

  /**
   * Returns by which name the statement refers to a principal.
   *
   * @param allows whether the statement allows
   * @param bounded whether the principal has a permissions boundary
   */
  Meant mean(Principal caller, boolean allows, boolean bounded) {
    return notPrincipals.isEmpty()
        ? listed(principals, caller)
        : allBut(listed(notPrincipals, caller), caller, allows, bounded);
  }

  /**
   * A deny with NotPrincipal excepts only principals that are listed with each of their names, and
   * nobody with a boundary.
   */
  private static Meant allBut(Meant listed, Principal caller, boolean allows, boolean bounded) {
    if (!allows && bounded && caller.isEntity()) {
      return Meant.directly(Ternary.TRUE);
    }
    Ternary byEachName =
        switch (caller.kind()) {
          case ROLE -> listed.direct().and(listed.role()).and(listed.account());
          case USER -> listed.direct().and(listed.account());
          case SERVICE, FEDERATED -> listed.direct();
        };
    Ternary spared =
        byEachName.isTrue() || listed.anyhow().isFalse()
            ? byEachName
            : Ternary.unknown(
                UnknownReason.rule("its NotPrincipal lists only some names of the principal"));
    Ternary meant = spared.not();
    return allows && caller.isEntity()
        ? new Meant(
            meant.and(Ternary.unknown(UnknownReason.rule("it allows by NotPrincipal"))),
            meant,
            Ternary.FALSE)
        : Meant.directly(meant);
  }

  private static Meant listed(ImmutableList<IamPrincipal> list, Principal caller) {
    return list.stream()
        .map(principal -> listed(principal.type().value(), principal.id(), caller))
        .reduce(Meant.NOT, Meant::or);
  }

  private static Meant listed(String type, String id, Principal caller) {
    return switch (type) {
      case "*" -> Meant.directly(Ternary.TRUE);
      case "AWS" -> caller.isEntity() ? entity(id, caller) : everybody(id);
      case "Service" -> named(id, caller, Principal.Kind.SERVICE);
      case "Federated" -> named(id, caller, Principal.Kind.FEDERATED);
      case "CanonicalUser" ->
          new Meant(
              Ternary.FALSE,
              Ternary.FALSE,
              Ternary.of(caller.isEntity())
                  .and(
                      Ternary.unknown(
                          UnknownReason.rule("to which account its CanonicalUser belongs"))));
      default -> Meant.directly(Ternary.unknown(UnknownReason.rule("whom its " + type + " means")));
    };
  }

  private static Meant named(String id, Principal caller, Principal.Kind kind) {
    return Meant.directly(Ternary.of(caller.kind() == kind && caller.id().equals(id)));
  }

  private static Meant everybody(String id) {
    Ternary unknown =
        Ternary.unknown(UnknownReason.rule("whether the principal AWS:* includes a service"));
    return Meant.directly(Ternary.of(id.equals("*")).and(unknown));
  }

  private static Meant entity(String id, Principal caller) {
    if (id.equals("*")) {
      return Meant.directly(Ternary.TRUE);
    }
    boolean account =
        id.equals(caller.account()) || id.matches("arn:[^:]*:iam::" + caller.account() + ":root");
    boolean own = id.equals(caller.id());
    boolean isUser = caller.kind() == Principal.Kind.USER;
    return new Meant(
        Ternary.of(own && isUser).or(caller.isSession(id)),
        Ternary.of(own && !isUser),
        Ternary.of(account));
  }
}
