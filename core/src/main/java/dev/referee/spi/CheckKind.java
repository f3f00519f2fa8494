package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.Permissions;
import dev.referee.internal.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A kind of check: its id in games, its claim and steps, its parameters, and how it is made.
 *
 * <p>What it says of its checks, they keep: each of them declares the id, the claim and the
 * expectations of its kind, and no permission that its kind does not name. Immutable and
 * thread-safe, as far as its maker is.
 */
public final class CheckKind {
  private final String id;
  private final String claim;
  private final List<String> accepts;
  private final List<Expectation> expectations;
  private final Permissions permissions;
  private final List<Parameter> parameters;
  private final List<String> oneOf;
  private final Function<Arguments, Check> maker;

  private CheckKind(Builder builder, Function<Arguments, Check> maker) {
    this.id = builder.id;
    this.claim = builder.claim;
    this.accepts = builder.accepts;
    this.expectations = builder.expectations;
    this.permissions = builder.permissions;
    this.parameters = builder.parameters;
    this.oneOf = builder.oneOf;
    this.maker = maker;
  }

  /**
   * Begins a kind of check.
   *
   * @param id the id, unique over all providers, as in {@code ec2.spawner-stopped}
   * @param claim what such a check proves, in one sentence
   */
  public static Builder of(String id, String claim) {
    return new Builder(id, claim);
  }

  /** Builds a kind of check. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String claim;
    private List<String> accepts = List.of();
    private List<Expectation> expectations = List.of();
    private Permissions permissions = Permissions.none();
    private List<Parameter> parameters = List.of();
    private List<String> oneOf = List.of();

    private Builder(String id, String claim) {
      this.id = id;
      this.claim = claim;
    }

    /** Sets which correct designs are accepted on purpose, in one sentence each. */
    public Builder accepts(String... designs) {
      this.accepts = ImmutableList.copyOf(designs);
      return this;
    }

    /** Sets what its checks look for, in the order in which to fix them. */
    public Builder expects(List<Expectation> expectations) {
      this.expectations = ImmutableList.copyOf(expectations);
      return this;
    }

    /** Sets the most that its checks may ask, whatever their parameters are. */
    public Builder asksAtMost(Permissions permissions) {
      this.permissions = permissions;
      return this;
    }

    /** Sets the names of optional parameters of which exactly one must be given. */
    public Builder exactlyOneOf(String... names) {
      this.oneOf = ImmutableList.copyOf(names);
      return this;
    }

    /** Sets what can and what must be given. */
    public Builder parameters(Parameter... parameters) {
      this.parameters = ImmutableList.copyOf(parameters);
      return this;
    }

    /**
     * Returns the kind.
     *
     * @param maker makes a check of arguments that fit the parameters; what it throws as {@link
     *     IllegalArgumentException} is told to the author of the game
     */
    public CheckKind madeBy(Function<Arguments, Check> maker) {
      return new CheckKind(this, maker);
    }
  }

  /** Returns the id, unique over all providers, as in {@code ec2.spawner-stopped}. */
  public String id() {
    return id;
  }

  /** Returns what such a check proves, in one sentence. */
  public String claim() {
    return claim;
  }

  /** Returns which correct designs are accepted on purpose, in one sentence each. */
  public List<String> accepts() {
    return accepts;
  }

  /** Returns what its checks look for, in the order in which to fix them. */
  public List<Expectation> expectations() {
    return expectations;
  }

  /** Returns the most that its checks may ask, whatever their parameters are. */
  public Permissions permissions() {
    return permissions;
  }

  /** Returns what can and what must be given. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Returns the names of optional parameters of which exactly one must be given. */
  public List<String> exactlyOneOf() {
    return oneOf;
  }

  /**
   * Returns the examples of the parameters that have one, together: {@link #check} makes a check of
   * them.
   */
  public Map<String, Object> example() {
    ImmutableMap.Builder<String, Object> examples = ImmutableMap.builder();
    for (Parameter parameter : parameters()) {
      parameter.example().ifPresent(example -> examples.put(parameter.name(), example));
    }
    return examples.buildOrThrow();
  }

  /**
   * Makes a check.
   *
   * @param given what is given for the parameters: texts, numbers, booleans, lists and maps of them
   * @throws IllegalArgumentException when they do not fit; names every mistake in a line of its
   *     own, and the nearest right name for what is not known
   */
  public Check check(Map<String, ?> given) {
    SortedMap<String, Parameter> known = new TreeMap<>();
    parameters().forEach(parameter -> known.put(parameter.name(), parameter));
    Map<String, Object> read = new HashMap<>();
    List<String> mistakes = new ArrayList<>();
    Set<String> meant = new HashSet<>();
    for (Map.Entry<String, ?> each : new TreeMap<>(given).entrySet()) {
      Parameter parameter = known.get(each.getKey());
      if (parameter == null) {
        mistakes.add(
            "there is no parameter '%s'%s"
                .formatted(each.getKey(), Nearest.hint(each.getKey(), known.keySet())));
        Nearest.of(each.getKey(), known.keySet()).ifPresent(meant::add);
        continue;
      }
      try {
        read.put(parameter.name(), Arguments.read(parameter, each.getValue()));
      } catch (IllegalArgumentException e) {
        mistakes.add(e.getMessage());
      }
    }
    for (Parameter parameter : parameters()) {
      boolean there = given.containsKey(parameter.name()) || meant.contains(parameter.name());
      if (parameter.required() && !there) {
        mistakes.add("'%s' is missing: %s".formatted(parameter.name(), parameter.description()));
      }
    }
    if (mistakes.isEmpty()) {
      try {
        return maker.apply(new Arguments(known, read));
      } catch (IllegalArgumentException e) {
        mistakes.add(e.getMessage());
      }
    }
    throw new IllegalArgumentException(
        "The check %s cannot be made:%s"
            .formatted(
                id(),
                mistakes.size() == 1
                    ? " " + mistakes.get(0)
                    : "\n  " + String.join("\n  ", mistakes)));
  }

  @Override
  public String toString() {
    return id() + ": " + claim();
  }
}
