package dev.referee.ec2;

import dev.referee.Finding;
import java.util.List;
import java.util.function.Function;

/** Adds facts about many things, and stays readable. */
final class Facts {
  private static final int MOST = 10;

  private Facts() {}

  /** Adds a fact for each of the first few, and says how many more there are. */
  static <T> void add(
      Finding.Builder finding,
      List<T> things,
      Function<? super T, String> name,
      Function<? super T, String> value) {
    things.stream()
        .limit(MOST)
        .forEach(thing -> finding.fact(name.apply(thing), value.apply(thing)));
    if (things.size() > MOST) {
      finding.fact("and", (things.size() - MOST) + " more");
    }
  }
}
