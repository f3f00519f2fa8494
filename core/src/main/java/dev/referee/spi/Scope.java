package dev.referee.spi;

/** The time during which a check looks at a target. */
@FunctionalInterface
public interface Scope extends AutoCloseable {
  /** Has nothing to end. */
  Scope NOTHING = () -> {};

  @Override
  void close();
}
