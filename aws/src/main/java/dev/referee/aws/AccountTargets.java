package dev.referee.aws;

import com.google.common.collect.ImmutableList;
import dev.referee.Target;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The targets of a team that has an account: the account, and what modules find in it. */
public final class AccountTargets {
  private static final ImmutableList<Provider> PROVIDERS =
      ImmutableList.copyOf(ServiceLoader.load(Provider.class, Provider.class.getClassLoader()));

  private AccountTargets() {}

  /**
   * A provider of a target that is part of an account, such as an EKS cluster.
   *
   * <p>For implementation by modules with targets; found by {@link ServiceLoader}. Implementations
   * are thread-safe.
   */
  @FunctionalInterface
  public interface Provider {

    /**
     * Returns the target. It makes no call before a check uses it.
     *
     * @param account the account
     * @param cluster the name of the account's EKS cluster; empty if it has only one
     */
    Target target(Account account, Optional<String> cluster);
  }

  /**
   * Returns the account and everything that modules on the class path find in it.
   *
   * @param cluster the name of the account's EKS cluster; empty if it has only one
   */
  public static List<Target> of(Account account, Optional<String> cluster) {
    return ImmutableList.<Target>builder()
        .add(account)
        .addAll(PROVIDERS.stream().map(found -> found.target(account, cluster)).iterator())
        .build();
  }
}
