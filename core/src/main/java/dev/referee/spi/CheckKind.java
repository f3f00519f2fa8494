package dev.referee.spi;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of check: its id in games, its claim and steps, its parameters, and its factory.
 *
 * <p>Its checks match it: each of them has the id, the claim and the expectations of its kind, and
 * no permission that its kind does not declare. Where a kind says so, expectations and permissions
 * follow from the arguments, and the kind describes them only. Immutable and thread-safe if its
 * factory is.
 */
public final class CheckKind {
  private final String id;
  private final String claim;
  private final ImmutableList<String> accepts;
  private final ImmutableList<Expectation> expectations;
  private final Function<Arguments, List<Expectation>> expected;
  private final ImmutableList<Asking> permissionRules;
  private final ImmutableList<CheckInput<?>> inputs;
  private final ImmutableList<ArgumentsRule> rules;
  private final Function<Arguments, Check> factory;

  private CheckKind(Builder builder, Function<Arguments, Check> factory) {
    this.id = builder.id;
    this.claim = builder.claim;
    this.accepts = builder.accepts;
    this.expectations = builder.expectations;
    this.expected = builder.expected;
    this.permissionRules = ImmutableList.copyOf(builder.permissionRules);
    this.inputs = ImmutableList.copyOf(builder.inputs);
    this.rules = ImmutableList.copyOf(builder.rules);
    this.factory = factory;
  }

  /**
   * Returns a builder of a kind of check.
   *
   * @param id the id, unique over all providers, for example {@code ec2.spawner-stopped}
   * @param claim what such a check proves, as one sentence
   */
  public static Builder of(String id, String claim) {
    return new Builder(id, claim);
  }

  /**
   * The permissions that checks need, depending on their arguments.
   *
   * @param needed returns them
   * @param most the most that they may be, or a description of them if {@code known} is not empty
   * @param known the values that they follow from, if these have to be known when a game is read
   */
  private record Asking(
      Function<Arguments, Permissions> needed,
      Permissions most,
      ImmutableList<CheckInput<?>> known) {}

  /** A builder of a kind of check. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String claim;
    private final List<Asking> permissionRules = new ArrayList<>();
    private final List<CheckInput<?>> inputs = new ArrayList<>();
    private final List<ArgumentsRule> rules = new ArrayList<>();
    private ImmutableList<String> accepts = ImmutableList.of();
    private ImmutableList<Expectation> expectations = ImmutableList.of();
    private Function<Arguments, List<Expectation>> expected = arguments -> expectations;

    private Builder(String id, String claim) {
      this.id = id;
      this.claim = claim;
    }

    /** Sets which correct designs are accepted on purpose, as one sentence each. */
    public Builder accepts(String... designs) {
      this.accepts = ImmutableList.copyOf(designs);
      return this;
    }

    /** Sets the expectations of its checks, in the order in which to fix them. */
    public Builder expects(List<Expectation> expectations) {
      this.expectations = ImmutableList.copyOf(expectations);
      return this;
    }

    /**
     * Sets the expectations of its checks if they follow from the arguments.
     *
     * @param expected returns them, in the order in which to fix them
     * @param described the expectations that describe them on pages about the kind
     */
    public Builder expects(
        Function<Arguments, List<Expectation>> expected, List<Expectation> described) {
      this.expected = expected;
      this.expectations = ImmutableList.copyOf(described);
      return this;
    }

    /** Adds permissions that its checks need with any arguments. */
    public Builder requires(Permissions permissions) {
      return requires(arguments -> permissions, permissions);
    }

    /** Adds permissions that its checks need with certain arguments. */
    public Builder requiresIf(Predicate<Arguments> condition, Permissions permissions) {
      return requires(
          arguments -> condition.test(arguments) ? permissions : Permissions.none(), permissions);
    }

    /**
     * Adds permissions that its checks need.
     *
     * @param needed returns the permissions for given arguments
     * @param most the most that they may be
     */
    public Builder requires(Function<Arguments, Permissions> needed, Permissions most) {
      permissionRules.add(new Asking(needed, most, ImmutableList.of()));
      return this;
    }

    /**
     * Adds permissions that its checks need and that have no maximum, because they name what the
     * arguments name.
     *
     * @param needed returns the permissions for given arguments
     * @param described describes them on pages about the kind, with words in capitals for what the
     *     arguments name
     * @param known the values that they follow from; a game may not leave them open until a check
     *     judges
     */
    public Builder requiresByName(
        Function<Arguments, Permissions> needed, Permissions described, CheckInput<?>... known) {
      permissionRules.add(new Asking(needed, described, ImmutableList.copyOf(known)));
      return this;
    }

    /**
     * Adds a value that its checks take.
     *
     * @return the same input, with which checks and builders get and set the value
     */
    public <I extends CheckInput<?>> I takes(I input) {
      inputs.add(input);
      return input;
    }

    /**
     * Adds a rule for several values together. It is applied only if each of them is valid.
     *
     * @param problem returns the mistake in the arguments, as one line; empty if there is none
     * @param about the values that the rule uses
     */
    public Builder refuses(Function<Arguments, Optional<String>> problem, CheckInput<?>... about) {
      rules.add(new ArgumentsRule(problem, ImmutableList.copyOf(about)));
      return this;
    }

    /**
     * Returns the kind.
     *
     * @param factory creates a check from valid arguments
     */
    public CheckKind build(Function<Arguments, Check> factory) {
      return new CheckKind(this, factory);
    }
  }

  /** Returns the id, unique over all providers, for example {@code ec2.spawner-stopped}. */
  public String id() {
    return id;
  }

  /** Returns what such a check proves, as one sentence. */
  public String claim() {
    return claim;
  }

  /** Returns which correct designs are accepted on purpose, as one sentence each. */
  public List<String> accepts() {
    return accepts;
  }

  /** Returns the expectations of its checks, in the order in which to fix them. */
  public List<Expectation> expectations() {
    return expectations;
  }

  List<Expectation> expectations(Arguments arguments) {
    return expected.apply(arguments);
  }

  /**
   * Returns the most permissions that its checks may need. A permission that names what an argument
   * names has a word in capitals instead, for example {@code kubernetes:list:PLURAL.GROUP}.
   */
  public Permissions permissions() {
    return permissionRules.stream().map(Asking::most).reduce(Permissions.none(), Permissions::and);
  }

  Permissions permissions(Arguments arguments) {
    return permissionRules.stream()
        .map(rule -> rule.needed().apply(arguments))
        .reduce(Permissions.none(), Permissions::and);
  }

  /**
   * Returns the most permissions that a check may need if some of its values are not known yet.
   *
   * @param some the values that are known
   */
  Permissions mostPermissions(Arguments some) {
    return permissionRules.stream()
        .map(rule -> rule.known().isEmpty() ? rule.most() : rule.needed().apply(some))
        .reduce(Permissions.none(), Permissions::and);
  }

  /** Returns whether permissions name what this value names. */
  boolean permits(CheckInput<?> input) {
    return permissionRules.stream().anyMatch(rule -> rule.known().contains(input));
  }

  /** Returns the values that its checks take. */
  public List<CheckInput<?>> inputs() {
    return inputs;
  }

  /** Returns the parameters that give the values, as named in game files. */
  public List<Parameter<?>> parameters() {
    return inputs.stream()
        .flatMap(input -> input.parameters().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the names of the alternatives to a parameter, of which exactly one is required; empty
   * for a parameter without alternatives.
   */
  public List<String> alternatives(Parameter<?> parameter) {
    return inputs.stream()
        .filter(OneOf.class::isInstance)
        .filter(input -> input.parameters().contains(parameter))
        .flatMap(input -> input.parameters().stream())
        .map(Parameter::name)
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns whether something is required. */
  public boolean needsArguments() {
    return inputs.stream().anyMatch(CheckInput::required);
  }

  List<ArgumentsRule> rules() {
    return rules;
  }

  /** Returns the examples of all parameters that have one; {@link #check} accepts them. */
  public Map<String, Object> example() {
    ImmutableMap.Builder<String, Object> examples = ImmutableMap.builder();
    for (Parameter<?> parameter : parameters()) {
      parameter.example().ifPresent(example -> examples.put(parameter.name(), example));
    }
    return examples.buildOrThrow();
  }

  /** Returns a builder of the values of a check. */
  public Arguments.Builder arguments() {
    return new Arguments.Builder(this);
  }

  /**
   * Reads the values of the parameters.
   *
   * @param given texts, numbers, booleans, lists and maps of them; an empty list or map counts as
   *     not given
   * @param undetermined the names of parameters whose values are not known yet; they count as given
   *     and valid
   */
  public ArgumentsResult read(Map<String, ?> given, Set<String> undetermined) {
    return new ArgumentsReader(this, given, undetermined).read();
  }

  /**
   * Creates a check.
   *
   * @param given the values of the parameters: texts, numbers, booleans, lists and maps of them
   * @throws IllegalArgumentException if they are invalid; the message has one line for each
   *     mistake, with the closest valid name for an unknown name
   */
  public Check check(Map<String, ?> given) {
    return read(given, Set.of()).check();
  }

  Check made(Arguments arguments) {
    return factory.apply(arguments);
  }

  String refusal(List<InvalidArgument> wrong) {
    return "The check %s cannot be created:%s"
        .formatted(
            id,
            wrong.size() == 1
                ? " " + wrong.get(0)
                : wrong.stream().map(argument -> "\n  " + argument).collect(joining()));
  }

  @Override
  public String toString() {
    return id() + ": " + claim();
  }
}
