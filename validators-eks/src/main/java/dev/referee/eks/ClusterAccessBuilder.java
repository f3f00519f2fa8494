package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.spi.Arguments;
import dev.referee.spi.Parameter;
import java.util.List;

/** A builder of the check {@link EksChecks#access}. Not thread-safe. */
public final class ClusterAccessBuilder {
  private final Arguments.Builder given = ClusterAccess.KIND.arguments();

  ClusterAccessBuilder() {}

  private ClusterAccessBuilder read(Parameter<List<String>> parameter, String... texts) {
    given.read(parameter, ImmutableList.copyOf(texts));
    return this;
  }

  /** Sets the roles and users that have to administer the cluster, by their ARNs. */
  public ClusterAccessBuilder admins(String... arns) {
    return read(ClusterAccess.ADMIN_ARNS, arns);
  }

  /** Requires that nobody but the {@link #admins} can administer the cluster. */
  public ClusterAccessBuilder onlyAdmins() {
    given.set(ClusterAccess.ONLY_ADMINS, true);
    return this;
  }

  /** Sets the roles and users that have to view the cluster, and must not administer it. */
  public ClusterAccessBuilder viewers(String... arns) {
    return read(ClusterAccess.VIEWER_ARNS, arns);
  }

  /**
   * Sets the authentication mode that is the least.
   *
   * @param least {@code API_AND_CONFIG_MAP} or {@code API}
   */
  public ClusterAccessBuilder authenticationMode(String least) {
    given.read(ClusterAccess.AUTHENTICATION_MODE, least);
    return this;
  }

  /**
   * Sets from where the API endpoint may be reached.
   *
   * @param blocks {@code private}, or CIDR blocks
   */
  public ClusterAccessBuilder endpoint(String... blocks) {
    return read(ClusterAccess.OPEN_TO, blocks);
  }

  /** Requires that secrets are encrypted with a KMS key of the account. */
  public ClusterAccessBuilder secretsEncrypted() {
    given.set(ClusterAccess.SECRETS_ENCRYPTED, true);
    return this;
  }

  /**
   * Sets the types of control plane logs that have to be enabled.
   *
   * @param types such as {@code audit}
   */
  public ClusterAccessBuilder logs(String... types) {
    return read(ClusterAccess.LOG_TYPES, types);
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if nothing is asked, or {@link #onlyAdmins} without {@link
   *     #admins}
   */
  public Check build() {
    return given.check();
  }
}
