package dev.referee.spi;

/** The period in which a check uses a target. */
@FunctionalInterface
public interface CheckScope extends AutoCloseable {
  /** Has nothing to end. */
  CheckScope NOTHING = () -> {};

  @Override
  void close();
}
