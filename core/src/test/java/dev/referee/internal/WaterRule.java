package dev.referee.internal;

import dev.referee.spi.ReadingRule;
import java.util.Optional;

/** A rule that opening a tap is not reading. */
public final class WaterRule implements ReadingRule {
  /** For {@link java.util.ServiceLoader}. */
  public WaterRule() {}

  @Override
  public Optional<String> problem(String action) {
    return action.equals("water:OpenTap") ? Optional.of("it opens a tap") : Optional.empty();
  }
}
