package dev.referee;

import com.google.common.collect.ImmutableSortedMap;
import dev.referee.internal.ReadingRules;
import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import dev.referee.spi.Nearest;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A catalogue of checks by id, which creates them from parameters, as game files do.
 *
 * <p>Immutable and thread-safe.
 */
public final class Catalogue {
  private final SortedMap<String, CheckKind> kinds;

  private Catalogue(SortedMap<String, CheckKind> kinds) {
    this.kinds = ImmutableSortedMap.copyOfSorted(kinds);
  }

  /** Returns a catalogue of the checks that the modules on the class path offer. */
  public static Catalogue load() {
    return of(ServiceLoader.load(CheckProvider.class));
  }

  /**
   * Returns a catalogue of the checks that the given providers offer.
   *
   * @throws IllegalArgumentException if an id is invalid, if two kinds have the same id, or if a
   *     kind declares an action as reading that does not read; the message names the providers
   */
  public static Catalogue of(Iterable<CheckProvider> providers) {
    SortedMap<String, CheckKind> kinds = new TreeMap<>();
    Map<String, String> owners = new HashMap<>();
    for (CheckProvider provider : providers) {
      String owner = provider.getClass().getName();
      for (CheckKind kind : provider.checks()) {
        Ids.require("check (offered by " + owner + ")", kind.id());
        ReadingRules.require(kind.id() + " (offered by " + owner + ")", kind.permissions());
        String other = owners.putIfAbsent(kind.id(), owner);
        if (other != null) {
          throw new IllegalArgumentException(
              "The check %s is offered twice: by %s and by %s".formatted(kind.id(), other, owner));
        }
        kinds.put(kind.id(), kind);
      }
    }
    return new Catalogue(kinds);
  }

  /** Returns all kinds, by their ids in alphabetical order. */
  public SortedMap<String, CheckKind> kinds() {
    return kinds;
  }

  /**
   * Creates a check.
   *
   * @param id the id of its kind
   * @param parameters the values of its parameters: texts, numbers, booleans, lists and maps of
   *     them
   * @throws IllegalArgumentException if there is no such kind, or the parameters are invalid; the
   *     message names every mistake, and the closest valid name for an unknown name
   */
  public Check check(String id, Map<String, ?> parameters) {
    CheckKind kind = kinds.get(id);
    if (kind == null) {
      throw new IllegalArgumentException(
          "There is no check '%s'%s".formatted(id, Nearest.hint(id, kinds.keySet())));
    }
    return kind.check(parameters);
  }

  @Override
  public String toString() {
    return "Catalogue of " + kinds.keySet();
  }
}
