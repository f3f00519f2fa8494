package dev.referee.testkit;

import static java.util.Objects.requireNonNull;

import dev.referee.Referee;
import dev.referee.Team;
import dev.referee.aws.AccountTargets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that supplies embedded AWS accounts:
 * {@code @ExtendWith(RefereeExtension.class)}.
 *
 * <p>Tests and lifecycle methods may have these parameters: the {@link EmbeddedSandbox}, its {@link
 * EmbeddedCloud}, its {@link EmbeddedAccount}, its {@link ManualClock}, a {@link Team} whose target
 * is that account, or a {@link Referee} that judges by that clock. All parameters of one test
 * belong to one cloud, which is closed after the test. Parameters of a method with
 * {@code @BeforeAll}, or of a constructor that serves all tests of a class, belong to one cloud
 * that these tests share, which is closed after the last.
 *
 * <p>It works with JUnit 5.12 and newer, and with JUnit 6.
 */
public final class RefereeExtension
    implements ParameterResolver, AfterEachCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(RefereeExtension.class);
  private static final String SANDBOX = "sandbox";

  private static final Map<Class<?>, Function<EmbeddedSandbox, Object>> PARAMETERS =
      Map.of(
          EmbeddedSandbox.class, sandbox -> sandbox,
          Sandbox.class, sandbox -> sandbox,
          EmbeddedCloud.class, EmbeddedSandbox::cloud,
          EmbeddedAccount.class, EmbeddedSandbox::embedded,
          ManualClock.class, sandbox -> sandbox.cloud().clock(),
          Referee.class, sandbox -> sandbox.referee().build(),
          Team.class, RefereeExtension::team);

  /** For JUnit. */
  public RefereeExtension() {}

  private static Team team(EmbeddedSandbox sandbox) {
    return new Team("team", "team", AccountTargets.of(sandbox.account(), Optional.empty()));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return requireNonNull(PARAMETERS.get(parameter.getParameter().getType()))
        .apply(sandbox(context));
  }

  /**
   * Returns the sandbox that a test's parameters belong to, for an extension that supplies more of
   * it; starts one if there is none yet.
   *
   * @param context the context of the test
   */
  public EmbeddedSandbox sandbox(ExtensionContext context) {
    return sandbox(context.getStore(NAMESPACE));
  }

  /** Returns the sandbox in the store or in a parent store; starts one if there is none. */
  private synchronized EmbeddedSandbox sandbox(Store store) {
    EmbeddedSandbox kept = store.get(SANDBOX, EmbeddedSandbox.class);
    if (kept != null) {
      return kept;
    }
    EmbeddedSandbox started = EmbeddedSandbox.start();
    store.put(SANDBOX, started);
    return started;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close(context);
  }

  /** Closes what was started in this context; JUnit 5.12 does not close it by itself. */
  private static void close(ExtensionContext context) {
    @Nullable EmbeddedSandbox own =
        context.getStore(NAMESPACE).remove(SANDBOX, EmbeddedSandbox.class);
    if (own != null) {
      own.close();
    }
  }
}
