package dev.referee.events;

import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import java.util.List;

/**
 * A provider of the checks of {@link EventsChecks} by id. Found by {@link java.util.ServiceLoader}.
 */
public final class EventsCheckProvider implements CheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public EventsCheckProvider() {}

  @Override
  public List<CheckKind> checks() {
    return List.of(Told.KIND);
  }
}
