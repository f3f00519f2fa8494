package dev.referee.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.ApiResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The distinction between "could not see" and definite answers of a cluster's API server, in this
 * one place.
 */
final class ClusterErrors {
  private static final List<String> ANYWHERE = List.of("0.0.0.0/0", "::/0");

  /** The start of a message of authorization; the rest has names that a team may choose. */
  private static final Pattern OF_AUTHORIZATION =
      Pattern.compile("(?:[^\\s\"]+ (?:\"[^\"]*\" )?is )?forbidden: User \"");

  private final ClusterApi.Address address;
  private final String principal;

  /**
   * Makes one.
   *
   * @param principal the ARN of the principal that reads
   */
  ClusterErrors(ClusterApi.Address address, String principal) {
    this.address = address;
    this.principal = principal;
  }

  Optional<Inconclusive> problem(String operation, ApiResponse response) {
    int status = response.status();
    if (response.header("Audit-Id").isEmpty()) {
      return Optional.of(
          foreign(operation, status, "it has no Audit-Id, which an API server always sends"));
    }
    ResponseOutline outline = ResponseOutline.of(response);
    return switch (status) {
      case 200, 201 -> outline.fault(operation).map(fault -> foreign(operation, status, fault));
      case 401 -> Optional.of(unknownPrincipal(operation));
      case 403 ->
          isRefusedByAdmission(operation, outline)
              ? Optional.empty()
              : Optional.of(forbidden(operation, outline.message()));
      case 404 ->
          outline.isStatus() || isUnknownPath(response)
              ? Optional.empty()
              : Optional.of(foreign(operation, status, "it is no error of an API server"));
      case 429 ->
          outline.isOfBudget()
              ? Optional.empty()
              : Optional.of(
                  new Inconclusive(
                      Cause.THROTTLED,
                      "The API server of the cluster %s throttled %s until the retries were used up"
                          .formatted(address.cluster(), operation),
                      "Referee will retry in the next sweep. If this persists, something else"
                          + " overloads the API server.",
                      null));
      default ->
          status >= 400 && status < 500 && outline.isStatus()
              ? Optional.empty()
              : Optional.of(
                  status >= 500 && outline.isStatus()
                      ? failed(operation, status, outline.message())
                      : foreign(operation, status, "it is no answer of an API server"));
    };
  }

  /**
   * Admission refuses a create with the same status as authorization, but a message of its own, for
   * example {@code pods "web" is forbidden: violates PodSecurity}. That is a definite answer.
   */
  private static boolean isRefusedByAdmission(String operation, ResponseOutline outline) {
    return operation.startsWith("create:")
        && outline.isStatus()
        && !OF_AUTHORIZATION.matcher(outline.message()).lookingAt();
  }

  /** An API server answers so for a group, a version or a resource that it does not have. */
  private static boolean isUnknownPath(ApiResponse response) {
    return new String(response.body(), UTF_8).strip().equals("404 page not found");
  }

  private Inconclusive unknownPrincipal(String operation) {
    return new Inconclusive(
        Cause.ACCESS_DENIED,
        "The cluster %s does not accept %s (401), so %s could not be read"
            .formatted(address.cluster(), principal, operation),
        "Create an access entry for %s in the cluster %s, or a line in its aws-auth ConfigMap if its"
                .formatted(principal, address.cluster())
            + " authentication mode is CONFIG_MAP; `referee policy` prints what it needs. If there"
            + " is one, compare the clock of this machine.",
        null);
  }

  private Inconclusive forbidden(String operation, String message) {
    if (message.contains("system:anonymous")) {
      return unknownPrincipal(operation);
    }
    return new Inconclusive(
        Cause.ACCESS_DENIED,
        "%s may not do %s in the cluster %s: %s"
            .formatted(principal, operation, address.cluster(), message),
        "Bind %s to a ClusterRole that allows it; `referee policy` prints the rules that all checks"
                .formatted(principal)
            + " need.",
        null);
  }

  private Inconclusive failed(String operation, int status, String message) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The API server of the cluster %s failed at %s: %d %s"
            .formatted(address.cluster(), operation, status, message)
            .strip(),
        "",
        null);
  }

  private Inconclusive foreign(String operation, int status, String fault) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The response to %s of the cluster %s (status %d) is not from its API server, or incomplete:"
                .formatted(operation, address.cluster(), status)
            + " "
            + fault,
        "",
        null);
  }

  Inconclusive unreachable(String operation, IOException failure) {
    String subject =
        "%s of the cluster %s could not be read: %s"
            .formatted(operation, address.cluster(), failure.getMessage());
    if (!address.isPublic()) {
      return new Inconclusive(
          Cause.UNREACHABLE,
          subject + ". Its endpoint is private",
          "Run Referee where the VPC's private addresses can be reached, or enable public access"
              + " for the address of this machine. What the EKS API alone tells can be judged from"
              + " anywhere.",
          failure);
    }
    if (!address.publicCidrs().isEmpty()
        && address.publicCidrs().stream().noneMatch(ANYWHERE::contains)) {
      return new Inconclusive(
          Cause.UNREACHABLE,
          subject + ". Its endpoint is public only for " + String.join(", ", address.publicCidrs()),
          "Add the address of this machine to the cluster's public access CIDRs, if it is not"
              + " among them.",
          failure);
    }
    return new Inconclusive(Cause.UNREACHABLE, subject, "", failure);
  }
}
