package dev.referee.ssm;

import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import java.util.List;

/** Offers the {@link SsmChecks} by id. Found by {@link java.util.ServiceLoader}. */
public final class SsmCheckProvider implements CheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public SsmCheckProvider() {}

  @Override
  public List<CheckKind> checks() {
    return List.of(SessionOpens.SESSION, SessionOpens.COMMAND, ManagedInstances.KIND);
  }
}
