package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A mistake in the parameters of a kind of check.
 *
 * @param path its location: the name of a parameter, and possibly the index of an item or the key
 *     of an entry in its value; empty if it is about all parameters
 * @param message the mistake in one line, with the closest valid name for an unknown name
 */
public record InvalidArgument(List<String> path, String message) {
  /** Copies the path. */
  public InvalidArgument {
    path = ImmutableList.copyOf(path);
  }

  /** Returns the mistake. */
  @Override
  public String toString() {
    return message;
  }
}
