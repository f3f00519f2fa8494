package dev.referee.testkit;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import dev.referee.Outcome;
import dev.referee.testkit.World.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** How many worlds of a kind are judged with a fault of an API that is not AWS. */
  private static final int ENOUGH_OF_API = 1;

  private final ListMultimap<PreparedWorld, Injection> turns = ArrayListMultimap.create();
  private final ListMultimap<PreparedWorld, ReceivedCall> holed = ArrayListMultimap.create();

  private final Set<PreparedWorld> outages = new HashSet<>();

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
    Multimaps.asMap(askers).values().forEach(asking -> turns.share(asking, answers));
    Map<Kind, PreparedWorld> firsts = new EnumMap<>(Kind.class);
    for (Entry world : worlds) {
      PreparedWorld first = firsts.computeIfAbsent(world.kind(), any -> world.prepared());
      if (world.prepared().api().isEmpty() || first.equals(world.prepared())) {
        turns.outages.add(world.prepared());
      }
    }
    return turns;
  }

  /** Returns the faults to inject in a world, in order. */
  List<Injection> of(PreparedWorld prepared) {
    return turns.get(prepared);
  }

  /**
   * Returns whether a world is judged while nothing at all can be read: each world of a check of
   * AWS alone, and one of each kind otherwise, because each check of a cluster begins with the same
   * calls.
   */
  boolean hasOutages(PreparedWorld prepared) {
    return outages.contains(prepared);
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
      byOutcome.computeIfAbsent(user.prepared().outcome(), outcome -> new ArrayList<>()).add(user);
    }
    byKind.values().forEach(this::shareAmongKind);
    byOutcome.values().forEach(group -> shareAmongOutcome(group, answers));
  }

  private void shareAmongKind(List<Asker> alike) {
    int enough = alike.get(0).api().isEmpty() ? ENOUGH : ENOUGH_OF_API;
    int step = (alike.size() + enough - 1) / enough;
    for (int place = 0; place < alike.size(); place++) {
      Asker asker = alike.get(place);
      if (place % step == 0) {
        turns.put(asker.prepared(), asker.denied());
      }
      if (place % step == step / 2) {
        turns.put(asker.prepared(), asker.throttled());
      }
      if (place % step == step / 3 && asker.api().isEmpty()) {
        holed.put(asker.prepared(), asker.call());
      }
      if (place % step == step - 1 || place == alike.size() - 1) {
        List<Injection> unreadable = asker.unreadable();
        turns.put(asker.prepared(), unreadable.get(asker.turn(place, unreadable.size())));
      }
    }
  }

  private void shareAmongOutcome(List<Asker> group, Set<String> answers) {
    int faults = faults(group.get(0), answers).size();
    for (int fault = 0; fault < faults; fault++) {
      Asker user = group.get(group.get(0).turn(fault, group.size()));
      turns.put(user.prepared(), faults(user, answers).get(fault));
    }
  }

  private static List<Injection> faults(Asker asker, Set<String> answers) {
    List<Injection> faults = new ArrayList<>(asker.unreadable());
    faults.addAll(asker.errors(answers));
    return faults;
  }

  /** A scenario in which an operation is called. */
  private record Asker(Entry world, ReceivedCall call) {
    PreparedWorld prepared() {
      return world.prepared();
    }

    /** Returns the API that is called, unless it is AWS. */
    Optional<AdditionalApi> api() {
      return prepared().apiOf(call);
    }

    Injection denied() {
      return api()
          .<Injection>map(api -> new ApiInjection(call, api.denied(call.operation())))
          .orElseGet(() -> AwsInjection.denied(call));
    }

    Injection throttled() {
      return api()
          .<Injection>map(api -> new ApiInjection(call, api.throttled(call.operation())))
          .orElseGet(() -> AwsInjection.throttled(call));
    }

    List<Injection> unreadable() {
      return api()
          .map(api -> ApiInjection.of(call, api.unreadable(call.operation())))
          .orElseGet(() -> List.copyOf(AwsInjection.unreadable(call)));
    }

    List<Injection> errors(Set<String> answers) {
      return api()
          .map(api -> ApiInjection.of(call, api.errors(call.operation())))
          .orElseGet(() -> List.copyOf(AwsInjection.errors(call, answers)));
    }

    /** Returns the world that is next; operations start with different worlds. */
    int turn(int number, int all) {
      return Math.floorMod(number + call.operation().hashCode(), all);
    }
  }
}
