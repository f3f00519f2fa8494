package dev.referee.eks;

import dev.referee.testkit.World;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.util.List;
import java.util.stream.Stream;

/** A collector of the worlds of a check of a cluster, by their kinds. */
final class ClusterWorlds<F> {
  private final Worlds<F> worlds = new Worlds<>();

  ClusterWorlds<F> broken(Stream<ClusterWorld<F>> some) {
    return add(Kind.BROKEN, some);
  }

  /** Adds the worlds that pass; the first is fixed in the most obvious way. */
  ClusterWorlds<F> fixed(Stream<ClusterWorld<F>> some) {
    List<ClusterWorld<F>> all = some.toList();
    add(Kind.FIXED, all.stream().limit(1));
    return add(Kind.FIXED_ANOTHER_WAY, all.stream().skip(1));
  }

  ClusterWorlds<F> overFixed(Stream<ClusterWorld<F>> some) {
    return add(Kind.OVER_FIXED, some);
  }

  ClusterWorlds<F> absent(Stream<ClusterWorld<F>> some) {
    return add(Kind.ABSENT, some);
  }

  ClusterWorlds<F> several(Stream<ClusterWorld<F>> some) {
    return add(Kind.SEVERAL, some);
  }

  ClusterWorlds<F> pageTwo(Stream<ClusterWorld<F>> some) {
    return add(Kind.PAGE_2, some);
  }

  ClusterWorlds<F> settling(Stream<ClusterWorld<F>> some) {
    return add(Kind.SETTLING, some);
  }

  /** Adds worlds of several outcomes, each by its outcome; what cannot be judged is broken. */
  ClusterWorlds<F> any(Stream<ClusterWorld<F>> some) {
    some.forEach(
        each ->
            add(
                switch (each.expected().substring(0, each.expected().indexOf(' '))) {
                  case "PASSED" -> Kind.FIXED_ANOTHER_WAY;
                  case "PENDING" -> Kind.SETTLING;
                  default -> Kind.BROKEN;
                },
                Stream.of(each)));
    return this;
  }

  private ClusterWorlds<F> add(Kind kind, Stream<ClusterWorld<F>> some) {
    some.map(each -> each.as(kind))
        .forEach(
            (World<F> each) ->
                worlds.add(
                    each.kind(), each.name(), each.outcome(), each.next(), each.setUp()::accept));
    return this;
  }

  Worlds<F> worlds() {
    return worlds;
  }
}
