package dev.referee.internal;

import dev.referee.spi.ReadingRule;
import java.util.Optional;

/** A reading rule by which opening a tap is not a read. */
public final class WaterRule implements ReadingRule {
  /** For {@link java.util.ServiceLoader}. */
  public WaterRule() {}

  @Override
  public Optional<String> problem(String action) {
    return action.equals("water:OpenTap") ? Optional.of("it opens a tap") : Optional.empty();
  }
}
