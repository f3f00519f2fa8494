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
  Meant mean(Principal asking, boolean allows, boolean bounded) {
    return notPrincipals.isEmpty()
        ? listed(principals, asking)
        : allBut(listed(notPrincipals, asking), asking, allows, bounded);
  }

  /**
   * A deny with NotPrincipal excepts only principals that are listed with each of their names, and
   * nobody with a boundary.
   */
  private static Meant allBut(Meant listed, Principal asking, boolean allows, boolean bounded) {
    if (!allows && bounded && asking.isEntity()) {
      return Meant.directly(Ternary.TRUE);
    }
    Ternary byEachName =
        switch (asking.kind()) {
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
    return allows && asking.isEntity()
        ? new Meant(
            meant.and(Ternary.unknown(UnknownReason.rule("it allows by NotPrincipal"))),
            meant,
            Ternary.FALSE)
        : Meant.directly(meant);
  }

  private static Meant listed(ImmutableList<IamPrincipal> list, Principal asking) {
    return list.stream()
        .map(each -> listed(each.type().value(), each.id(), asking))
        .reduce(Meant.NOT, Meant::or);
  }

  private static Meant listed(String type, String id, Principal asking) {
    return switch (type) {
      case "*" -> Meant.directly(Ternary.TRUE);
      case "AWS" -> asking.isEntity() ? entity(id, asking) : everybody(id);
      case "Service" -> named(id, asking, Principal.Kind.SERVICE);
      case "Federated" -> named(id, asking, Principal.Kind.FEDERATED);
      case "CanonicalUser" ->
          new Meant(
              Ternary.FALSE,
              Ternary.FALSE,
              Ternary.of(asking.isEntity())
                  .and(
                      Ternary.unknown(
                          UnknownReason.rule("to which account its CanonicalUser belongs"))));
      default -> Meant.directly(Ternary.unknown(UnknownReason.rule("whom its " + type + " means")));
    };
  }

  private static Meant named(String id, Principal asking, Principal.Kind kind) {
    return Meant.directly(Ternary.of(asking.kind() == kind && asking.id().equals(id)));
  }

  private static Meant everybody(String id) {
    Ternary unknown =
        Ternary.unknown(UnknownReason.rule("whether the principal AWS:* includes a service"));
    return Meant.directly(Ternary.of(id.equals("*")).and(unknown));
  }

  private static Meant entity(String id, Principal asking) {
    if (id.equals("*")) {
      return Meant.directly(Ternary.TRUE);
    }
    boolean account =
        id.equals(asking.account()) || id.matches("arn:[^:]*:iam::" + asking.account() + ":root");
    boolean own = id.equals(asking.id());
    boolean isUser = asking.kind() == Principal.Kind.USER;
    return new Meant(
        Ternary.of(own && isUser).or(asking.isSession(id)),
        Ternary.of(own && !isUser),
        Ternary.of(account));
  }
}
