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
 * A kind of check: its id in games, its claim and steps, its parameters, and how it is made.
 *
 * <p>What it says of its checks, they keep: each of them declares the id, the claim and the
 * expectations of its kind, and no permission that its kind does not name. Immutable and
 * thread-safe, as far as its maker is.
 */
public final class CheckKind {
  private final String id;
  private final String claim;
  private final ImmutableList<String> accepts;
  private final ImmutableList<Expectation> expectations;
  private final ImmutableList<Asking> asked;
  private final ImmutableList<CheckInput<?>> inputs;
  private final ImmutableList<ArgumentsRule> rules;
  private final Function<Arguments, Check> maker;

  private CheckKind(Builder builder, Function<Arguments, Check> maker) {
    this.id = builder.id;
    this.claim = builder.claim;
    this.accepts = builder.accepts;
    this.expectations = builder.expectations;
    this.asked = ImmutableList.copyOf(builder.asked);
    this.inputs = ImmutableList.copyOf(builder.inputs);
    this.rules = ImmutableList.copyOf(builder.rules);
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

  /**
   * The permissions that checks need with their arguments.
   *
   * @param needed returns them
   * @param most all that they may be
   */
  private record Asking(Function<Arguments, Permissions> needed, Permissions most) {}

  /** A builder of a kind of check. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String claim;
    private final List<Asking> asked = new ArrayList<>();
    private final List<CheckInput<?>> inputs = new ArrayList<>();
    private final List<ArgumentsRule> rules = new ArrayList<>();
    private ImmutableList<String> accepts = ImmutableList.of();
    private ImmutableList<Expectation> expectations = ImmutableList.of();

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

    /** Adds what its checks may ask, whatever their parameters are. */
    public Builder asks(Permissions permissions) {
      return asks(arguments -> permissions, permissions);
    }

    /** Adds what its checks may ask where their arguments are such. */
    public Builder asksWhere(Predicate<Arguments> are, Permissions permissions) {
      return asks(arguments -> are.test(arguments) ? permissions : Permissions.none(), permissions);
    }

    /**
     * Adds what its checks may ask.
     *
     * @param needed returns what they may ask with their arguments
     * @param most all that this may be
     */
    public Builder asks(Function<Arguments, Permissions> needed, Permissions most) {
      asked.add(new Asking(needed, most));
      return this;
    }

    /**
     * Adds a value that its checks take.
     *
     * @return the same, by which checks and builders get and set it
     */
    public <I extends CheckInput<?>> I takes(I input) {
      inputs.add(input);
      return input;
    }

    /**
     * Adds a rule for several values together. It is asked only where each of them is sound.
     *
     * @param why returns what is wrong with the arguments, in one line; empty when nothing is
     * @param about the values that it looks at
     */
    public Builder refuses(Function<Arguments, Optional<String>> why, CheckInput<?>... about) {
      rules.add(new ArgumentsRule(why, ImmutableList.copyOf(about)));
      return this;
    }

    /**
     * Returns the kind.
     *
     * @param maker makes a check of arguments that fit the parameters
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
    return asked.stream().map(Asking::most).reduce(Permissions.none(), Permissions::and);
  }

  Permissions permissions(Arguments arguments) {
    return asked.stream()
        .map(each -> each.needed().apply(arguments))
        .reduce(Permissions.none(), Permissions::and);
  }

  /** Returns the values that its checks take. */
  public List<CheckInput<?>> inputs() {
    return inputs;
  }

  /** Returns the parameters by which the values are given, as game files name them. */
  public List<Parameter<?>> parameters() {
    return inputs.stream()
        .flatMap(input -> input.parameters().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the names of the parameters of which exactly one has to be given when it is not
   * another; empty for a parameter that stands for itself.
   */
  public List<String> alternatives(Parameter<?> parameter) {
    return inputs.stream()
        .filter(OneOf.class::isInstance)
        .filter(input -> input.parameters().contains(parameter))
        .flatMap(input -> input.parameters().stream())
        .map(Parameter::name)
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns whether something has to be given. */
  public boolean needsArguments() {
    return inputs.stream().anyMatch(CheckInput::required);
  }

  List<ArgumentsRule> rules() {
    return rules;
  }

  /**
   * Returns the examples of the parameters that have one, together: {@link #check} makes a check of
   * them.
   */
  public Map<String, Object> example() {
    ImmutableMap.Builder<String, Object> examples = ImmutableMap.builder();
    for (Parameter<?> parameter : parameters()) {
      parameter.example().ifPresent(example -> examples.put(parameter.name(), example));
    }
    return examples.buildOrThrow();
  }

  /** Begins to collect the values of a check. */
  public Arguments.Builder arguments() {
    return new Arguments.Builder(this);
  }

  /**
   * Reads what is given for the parameters.
   *
   * @param given texts, numbers, booleans, lists and maps of them; an empty list or map is as none
   * @param undetermined the names of those whose values are not known yet: they are there, and fit
   */
  public ArgumentsResult read(Map<String, ?> given, Set<String> undetermined) {
    return new ArgumentsReader(this, given, undetermined).read();
  }

  /**
   * Makes a check.
   *
   * @param given what is given for the parameters: texts, numbers, booleans, lists and maps of them
   * @throws IllegalArgumentException when they do not fit; names every mistake in a line of its
   *     own, and the nearest right name for what is not known
   */
  public Check check(Map<String, ?> given) {
    return read(given, Set.of()).check();
  }

  Check made(Arguments arguments) {
    return maker.apply(arguments);
  }

  String refusal(List<InvalidArgument> wrong) {
    return "The check %s cannot be created:%s"
        .formatted(
            id,
            wrong.size() == 1
                ? " " + wrong.get(0)
                : wrong.stream().map(each -> "\n  " + each).collect(joining()));
  }

  @Override
  public String toString() {
    return id() + ": " + claim();
  }
}
