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
 * <p>For each operation and each kind of world that calls it, one to eight worlds are judged with
 * the operation denied, one to eight with it throttled, and one to eight with an unreadable
 * response. For each outcome, one world is judged with each error and each unreadable response. For
 * each kind, up to eight worlds are judged with members missing in its responses.
 *
 * <p>The assignment depends only on the order of the worlds and their calls, so a failure is
 * reproducible.
 */
final class Turns {
  private static final int ENOUGH = 8;

  private final ListMultimap<PreparedWorld, Injection> turns = ArrayListMultimap.create();
  private final ListMultimap<PreparedWorld, ReceivedCall> holed = ArrayListMultimap.create();

  private Turns() {}

  /**
   * A scenario that has been built.
   *
   * @param kind the kind of the world
   * @param prepared the world and its calls
   */
  record Entry(Kind kind, PreparedWorld prepared) {}

  /**
   * Returns the assignment for all operations.
   *
   * @param worlds the worlds, in their order
   * @param answers the error codes that the verdict may follow
   */
  static Turns of(List<Entry> worlds, Set<String> answers) {
    Turns turns = new Turns();
    ListMultimap<String, Asker> askers = MultimapBuilder.treeKeys().arrayListValues().build();
    for (Entry world : worlds) {
      Map<String, ReceivedCall> calls = new TreeMap<>();
      for (ReceivedCall call : world.prepared().calls()) {
        calls.putIfAbsent(call.service() + ":" + call.operation(), call);
      }
      calls.forEach((operation, call) -> askers.put(operation, new Asker(world, call)));
    }
    Multimaps.asMap(askers).values().forEach(users -> turns.share(users, answers));
    return turns;
  }

  /** Returns the faults to inject in a world, in order. */
  List<Injection> of(PreparedWorld prepared) {
    return turns.get(prepared);
  }

  /** Returns the operations whose responses lack members in a world, in order. */
  List<ReceivedCall> holed(PreparedWorld prepared) {
    return holed.get(prepared);
  }

  private void share(List<Asker> users, Set<String> answers) {
    Map<Kind, List<Asker>> byKind = new EnumMap<>(Kind.class);
    Map<Outcome, List<Asker>> byOutcome = new EnumMap<>(Outcome.class);
    for (Asker user : users) {
      byKind.computeIfAbsent(user.world().kind(), kind -> new ArrayList<>()).add(user);
      byOutcome.computeIfAbsent(user.scene().outcome(), outcome -> new ArrayList<>()).add(user);
    }
    byKind.values().forEach(this::shareAmongKind);
    byOutcome.values().forEach(group -> shareAmongOutcome(group, answers));
  }

  private void shareAmongKind(List<Asker> group) {
    int step = (group.size() + ENOUGH - 1) / ENOUGH;
    for (int place = 0; place < group.size(); place++) {
      Asker user = group.get(place);
      if (place % step == 0) {
        turns.put(user.scene(), Injection.denied(user.call()));
      }
      if (place % step == step / 2) {
        turns.put(user.scene(), Injection.throttled(user.call()));
      }
      if (place % step == step / 3) {
        holed.put(user.scene(), user.call());
      }
      if (place % step == step - 1 || place == group.size() - 1) {
        List<Injection> unreadable = Injection.unreadable(user.call());
        turns.put(user.scene(), unreadable.get(user.turn(place, unreadable.size())));
      }
    }
  }

  private void shareAmongOutcome(List<Asker> group, Set<String> answers) {
    int faults = faults(group.get(0), answers).size();
    for (int fault = 0; fault < faults; fault++) {
      Asker user = group.get(group.get(0).turn(fault, group.size()));
      turns.put(user.scene(), faults(user, answers).get(fault));
    }
  }

  private static List<Injection> faults(Asker user, Set<String> answers) {
    List<Injection> faults = new ArrayList<>(Injection.unreadable(user.call()));
    faults.addAll(Injection.errors(user.call(), answers));
    return faults;
  }

  /** A scenario in which an operation is called. */
  private record Asker(Entry world, ReceivedCall call) {
    PreparedWorld scene() {
      return world.prepared();
    }

    /** Returns the world that is next; operations start with different worlds. */
    int turn(int number, int all) {
      return Math.floorMod(number + call.operation().hashCode(), all);
    }
  }
}
