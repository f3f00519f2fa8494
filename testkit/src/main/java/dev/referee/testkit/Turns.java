package dev.referee.testkit;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import dev.referee.Outcome;
import dev.referee.testkit.World.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The assignment of faults to operations and scenarios.
 *
 * <p>Of the worlds of one kind that ask an operation, up to eight are judged with the operation
 * denied, up to eight with it throttled, and up to eight with an answer that cannot be read; at
 * least one with each. Of the worlds of one outcome that ask it, one is judged with each error and
 * each unreadable answer. Of the worlds of one kind that ask an operation, up to eight have holes
 * drawn into its answers.
 *
 * <p>The turns follow from the order of the worlds and from what they ask: a test that fails fails
 * again.
 */
final class Turns {
  private static final int ENOUGH = 8;

  private final ListMultimap<PreparedWorld, Injection> turns = ArrayListMultimap.create();
  private final ListMultimap<PreparedWorld, ReceivedCall> holed = ArrayListMultimap.create();

  private Turns() {}

  /**
   * A scenario that has been built.
   *
   * @param kind what it is there to show
   * @param scene the world, and what is asked there
   */
  record Entry(Kind kind, PreparedWorld scene) {}

  /**
   * Gives every operation its turns.
   *
   * @param worlds the worlds, in their order
   * @param answers the error codes that the check takes for an answer about what is judged
   */
  static Turns of(List<Entry> worlds, Set<String> answers) {
    Turns turns = new Turns();
    ListMultimap<String, Asker> askers = MultimapBuilder.treeKeys().arrayListValues().build();
    for (Entry world : worlds) {
      Map<String, ReceivedCall> calls = new TreeMap<>();
      for (ReceivedCall call : world.scene().calls()) {
        calls.putIfAbsent(call.service() + ":" + call.operation(), call);
      }
      calls.forEach((operation, call) -> askers.put(operation, new Asker(world, call)));
    }
    Multimaps.asMap(askers).values().forEach(asking -> turns.share(asking, answers));
    return turns;
  }

  /** Returns what hits a world, in order. */
  List<Injection> of(PreparedWorld scene) {
    return turns.get(scene);
  }

  /** Returns the operations into whose answers holes are drawn in a world, in order. */
  List<ReceivedCall> holed(PreparedWorld scene) {
    return holed.get(scene);
  }

  private void share(List<Asker> asking, Set<String> answers) {
    Map<Kind, List<Asker>> byKind = new EnumMap<>(Kind.class);
    Map<Outcome, List<Asker>> byOutcome = new EnumMap<>(Outcome.class);
    for (Asker asker : asking) {
      byKind.computeIfAbsent(asker.world().kind(), any -> new ArrayList<>()).add(asker);
      byOutcome.computeIfAbsent(asker.scene().outcome(), any -> new ArrayList<>()).add(asker);
    }
    byKind.values().forEach(this::shareAmongKind);
    byOutcome.values().forEach(alike -> shareAmongOutcome(alike, answers));
  }

  private void shareAmongKind(List<Asker> alike) {
    int step = (alike.size() + ENOUGH - 1) / ENOUGH;
    for (int place = 0; place < alike.size(); place++) {
      Asker asker = alike.get(place);
      if (place % step == 0) {
        turns.put(asker.scene(), Injection.denied(asker.call()));
      }
      if (place % step == step / 2) {
        turns.put(asker.scene(), Injection.throttled(asker.call()));
      }
      if (place % step == step / 3) {
        holed.put(asker.scene(), asker.call());
      }
      if (place % step == step - 1 || place == alike.size() - 1) {
        List<Injection> unreadable = Injection.unreadable(asker.call());
        turns.put(asker.scene(), unreadable.get(asker.turn(place, unreadable.size())));
      }
    }
  }

  private void shareAmongOutcome(List<Asker> alike, Set<String> answers) {
    int faults = faults(alike.get(0), answers).size();
    for (int fault = 0; fault < faults; fault++) {
      Asker asker = alike.get(alike.get(0).turn(fault, alike.size()));
      turns.put(asker.scene(), faults(asker, answers).get(fault));
    }
  }

  private static List<Injection> faults(Asker asker, Set<String> answers) {
    List<Injection> faults = new ArrayList<>(Injection.unreadable(asker.call()));
    faults.addAll(Injection.errors(asker.call(), answers));
    return faults;
  }

  /** A scenario in which an operation is called. */
  private record Asker(Entry world, ReceivedCall call) {
    PreparedWorld scene() {
      return world.scene();
    }

    /** Returns whose turn it is; operations do not all begin with the same world. */
    int turn(int number, int all) {
      return Math.floorMod(number + call.operation().hashCode(), all);
    }
  }
}
