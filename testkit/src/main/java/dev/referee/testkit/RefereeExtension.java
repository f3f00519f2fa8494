package dev.referee.testkit;

import static java.util.Objects.requireNonNull;

import dev.referee.Referee;
import dev.referee.Team;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an embedded AWS account of their own: {@code @ExtendWith(RefereeExtension.class)}.
 *
 * <p>A test, or a method that prepares it, takes what it needs as parameters: the {@link
 * EmbeddedSandbox}, its {@link EmbeddedCloud}, its {@link EmbeddedAccount}, its {@link HandClock},
 * a {@link Team} whose target is that account, or a {@link Referee} that judges by that clock. All
 * parameters of one test belong to one cloud, which is closed after the test.
 */
public final class RefereeExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RefereeExtension.class);

  private static final Map<Class<?>, Function<EmbeddedSandbox, Object>> PARAMETERS =
      Map.of(
          EmbeddedSandbox.class, sandbox -> sandbox,
          Sandbox.class, sandbox -> sandbox,
          EmbeddedCloud.class, EmbeddedSandbox::cloud,
          EmbeddedAccount.class, EmbeddedSandbox::embedded,
          HandClock.class, sandbox -> sandbox.cloud().clock(),
          Referee.class, sandbox -> Referee.builder().clock(sandbox.clock()).build(),
          Team.class, sandbox -> Team.of("team", sandbox.account()));

  /** For JUnit. */
  public RefereeExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    EmbeddedSandbox sandbox =
        context
            .getStore(NAMESPACE)
            .computeIfAbsent("sandbox", key -> EmbeddedSandbox.start(), EmbeddedSandbox.class);
    return requireNonNull(PARAMETERS.get(parameter.getParameter().getType())).apply(sandbox);
  }
}
