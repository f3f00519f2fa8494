package dev.referee.spi;

import java.util.List;

/**
 * A provider of checks by id, for use in game files.
 *
 * <p>For implementation by modules with checks; found by {@link java.util.ServiceLoader}, or passed
 * explicitly.
 */
public interface CheckProvider {

  /** Returns the kinds of check that it offers. */
  List<CheckKind> checks();
}
