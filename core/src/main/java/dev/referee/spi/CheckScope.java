package dev.referee.spi;

/** The period in which a check uses a target. */
@FunctionalInterface
public interface CheckScope extends AutoCloseable {
  /** A scope that does nothing when closed. */
  CheckScope NOTHING = () -> {};

  @Override
  void close();
}
