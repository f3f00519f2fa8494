package dev.referee.gamefile;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.gamefile.Value.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dependencies between modules and tasks, by their ids. Not thread-safe. */
final class DependencyGraph {
  static final int MOST = 500;

  private final Problems mistakes;
  private final Map<String, SourceLocation> ids = new LinkedHashMap<>();
  private final Map<String, Set<String>> tasksOf = new HashMap<>();
  private final Map<String, Set<String>> needsOf = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A module or a task.
   *
   * @param id its id; empty if it has none
   * @param isTask whether it is a task
   * @param fields its location
   */
  private record Entry(String id, boolean isTask, Fields fields) {}

  private DependencyGraph(Problems mistakes) {
    this.mistakes = mistakes;
  }

  /** Returns the needs of a module or task. */
  static ImmutableSet<String> of(Fields fields) {
    return fields.items(Keys.NEEDS, Value.class).stream()
        .flatMap(need -> ScalarSchemas.ID.read(need).stream())
        .collect(toImmutableSet());
  }

  /** Reports duplicate ids, needs that refer to nothing, and tasks that are never unlocked. */
  static void check(Fields file, Problems mistakes) {
    DependencyGraph needs = new DependencyGraph(mistakes);
    for (Fields module : file.items(Keys.MODULES, Fields.class)) {
      String id = needs.add(module, false);
      module.items(Keys.TASKS, Fields.class).forEach(task -> needs.add(task, id));
    }
    if (file.field(Keys.TASKS).isPresent()) {
      needs.ids.put(GameReader.TASKS, file.at(Keys.TASKS));
    }
    file.items(Keys.TASKS, Fields.class).forEach(task -> needs.add(task, GameReader.TASKS));
    if (needs.entries.size() > MOST) {
      mistakes.add(file.at(), "A game has at most %d modules and tasks".formatted(MOST));
    } else {
      needs.check();
    }
  }

  private void add(Fields task, String module) {
    String id = add(task, true);
    tasksOf.computeIfAbsent(module, any -> new HashSet<>()).add(id);
    tasksOf.computeIfAbsent(id, any -> new HashSet<>()).add(id);
    needsOf.put(id, Sets.union(of(task), needsOf.getOrDefault(module, Set.of())).immutableCopy());
  }

  private String add(Fields fields, boolean isTask) {
    String id = ScalarSchemas.ID.read(fields, Keys.ID).orElse("");
    entries.add(new Entry(id, isTask, fields));
    if (!isTask) {
      needsOf.put(id, of(fields));
    }
    if (!id.isEmpty()) {
      SourceLocation location = fields.at(Keys.ID);
      SourceLocation first = ids.putIfAbsent(id, location);
      if (first != null) {
        mistakes.add(
            location,
            "The id '%s' is already used by a module or task in line %d"
                .formatted(id, first.line()));
      }
    }
    return id;
  }

  private void check() {
    for (Entry entry : entries) {
      for (Value need : entry.fields().items(Keys.NEEDS, Value.class)) {
        ScalarSchemas.ID
            .read(need)
            .filter(id -> !ids.containsKey(id))
            .ifPresent(id -> mistakes.unknown(need.at(), "module or task", id, ids.keySet()));
      }
    }
    Set<String> opening = opening();
    List<Entry> never =
        entries.stream()
            .filter(Entry::isTask)
            .filter(entry -> !opening.contains(entry.id()))
            .toList();
    if (!never.isEmpty()) {
      mistakes.add(
          never.get(0).fields().at(Keys.ID),
          "These tasks need themselves or each other, so they are never unlocked: "
              + String.join(", ", never.stream().map(Entry::id).toList()));
    }
  }

  /** Returns the tasks that are unlocked when all unlocked tasks get solved. */
  private Set<String> opening() {
    Set<String> solved = new HashSet<>();
    int before;
    do {
      before = solved.size();
      entries.stream()
          .filter(Entry::isTask)
          .filter(task -> solved.containsAll(tasksBefore(task)))
          .forEach(task -> solved.add(task.id()));
    } while (solved.size() > before);
    return solved;
  }

  private Set<String> tasksBefore(Entry task) {
    return needsOf.getOrDefault(task.id(), Set.of()).stream()
        .flatMap(need -> tasksOf.getOrDefault(need, Set.of()).stream())
        .collect(toImmutableSet());
  }
}
