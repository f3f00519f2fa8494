package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A mistake in what is given for the parameters of a kind of check.
 *
 * @param path where it is: the name of a parameter, and perhaps the index of an item or the key of
 *     an entry in its value; empty when it is about all that is given
 * @param what what is wrong, in one line, with the nearest right name for what is not known
 */
public record InvalidArgument(List<String> path, String what) {
  /** Copies the path. */
  public InvalidArgument {
    path = ImmutableList.copyOf(path);
  }

  /** Returns what is wrong. */
  @Override
  public String toString() {
    return what;
  }
}
