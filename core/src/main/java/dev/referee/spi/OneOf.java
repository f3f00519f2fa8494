package dev.referee.spi;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Function;

/**
 * A value that is given by exactly one of several parameters, for example {@code group} or {@code
 * groupTag}.
 *
 * <p>Immutable.
 *
 * @param <T> the type of the value, as checks use it
 */
public final class OneOf<T> implements CheckInput<T> {
  private final ImmutableList<Parameter<? extends T>> parameters;

  private OneOf(ImmutableList<Parameter<? extends T>> parameters) {
    this.parameters = parameters;
  }

  /** Returns a value that exactly one of the parameters gives. */
  @SafeVarargs
  public static <T> OneOf<T> of(
      Parameter<? extends T> first, Parameter<? extends T> second, Parameter<? extends T>... more) {
    ImmutableList.Builder<Parameter<? extends T>> all = ImmutableList.builder();
    all.add(first);
    all.add(second);
    for (Parameter<? extends T> parameter : more) {
      all.add(parameter);
    }
    return new OneOf<>(all.build());
  }

  /** Returns a value that one of these parameters gives, or one of those. */
  public OneOf<T> or(OneOf<? extends T> others) {
    ImmutableList.Builder<Parameter<? extends T>> all = ImmutableList.builder();
    all.addAll(parameters);
    others.parameters.forEach(all::add);
    return new OneOf<>(all.build());
  }

  /** Returns this, with a value of another type; see {@link Parameter#as}. */
  public <R> OneOf<R> as(Function<? super T, ? extends R> next) {
    ImmutableList.Builder<Parameter<? extends R>> all = ImmutableList.builder();
    for (Parameter<? extends T> parameter : parameters) {
      all.add(parameter.<R>as(next));
    }
    return new OneOf<>(all.build());
  }

  /**
   * Returns this input with an example for its kind.
   *
   * @param name the name of one of its parameters
   * @throws IllegalArgumentException if that is invalid
   */
  public OneOf<T> example(String name, Object example) {
    ImmutableList.Builder<Parameter<? extends T>> all = ImmutableList.builder();
    for (Parameter<? extends T> parameter : parameters) {
      all.add(parameter.name().equals(name) ? parameter.example(example) : parameter);
    }
    return new OneOf<>(all.build());
  }

  /** Returns the name of its first parameter. */
  @Override
  public String name() {
    return parameters.get(0).name();
  }

  @Override
  public List<Parameter<? extends T>> parameters() {
    return parameters;
  }

  /** Returns true: exactly one of them has to be given. */
  @Override
  public boolean required() {
    return true;
  }

  List<String> names() {
    return parameters.stream().map(Parameter::name).collect(toImmutableList());
  }

  @Override
  public String toString() {
    return "exactly one of " + String.join(", ", names());
  }
}
