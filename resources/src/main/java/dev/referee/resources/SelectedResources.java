package dev.referee.resources;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.aws.Account;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The resources that a {@link Selector} found.
 *
 * @param <R> the type of the resources
 * @param resources the resources
 * @param missing the selected ids that do not exist
 * @param resource the state of the resource in CloudFormation; {@link StackResource#NONE} if it is
 *     not selected by a stack
 */
public record SelectedResources<R>(
    List<R> resources, List<String> missing, StackResource resource) {
  /** Looks resources up by their ids; see {@link Lookup}. */
  public static final String ID = "id";

  /** Looks resources up by their names; see {@link Lookup}. */
  public static final String NAME = "name";

  /** Looks up resources of one type. */
  @FunctionalInterface
  public interface Lookup<R> {
    /**
     * Returns all resources that have one of the values.
     *
     * @param by {@link SelectedResources#ID}, {@link SelectedResources#NAME}, or {@code tag:} with
     *     a key
     */
    List<R> having(String by, List<String> values);
  }

  /** Copies the lists. */
  public SelectedResources {
    resources = ImmutableList.copyOf(resources);
    missing = ImmutableList.copyOf(missing);
  }

  /** Returns resources without missing ids and without a stack. */
  public static <R> SelectedResources<R> of(List<R> resources) {
    return new SelectedResources<>(resources, List.of(), StackResource.NONE);
  }

  /**
   * Finds the resources of a selector, except a selector by instances.
   *
   * @param id returns the id of a resource, as in CloudFormation
   * @throws dev.referee.Inconclusive if they cannot be seen
   */
  public static <R> SelectedResources<R> find(
      Account account, Selector selector, Function<? super R, String> id, Lookup<R> lookup) {
    if (selector instanceof Selector.WithIds with) {
      return withIds(with.ids(), id, lookup);
    }
    if (selector instanceof Selector.Named named) {
      return of(lookup.having(NAME, List.of(named.name())));
    }
    if (selector instanceof Selector.Tagged tagged) {
      return of(lookup.having("tag:" + tagged.key(), List.of(tagged.value())));
    }
    if (selector instanceof Selector.InStack in) {
      StackResource resource = StackResource.read(account, in.stack(), in.logicalId());
      return resource
          .physicalId()
          .map(physical -> withIds(List.of(physical), id, lookup))
          .orElseGet(() -> new SelectedResources<>(List.of(), List.of(), resource));
    }
    throw new IllegalArgumentException("A reader of instances is needed: " + selector);
  }

  private static <R> SelectedResources<R> withIds(
      List<String> ids, Function<? super R, String> id, Lookup<R> lookup) {
    List<R> found = lookup.having(ID, ids);
    Set<String> present = found.stream().map(id).collect(Collectors.toSet());
    return new SelectedResources<>(
        found,
        ids.stream().distinct().filter(each -> !present.contains(each)).collect(toImmutableList()),
        StackResource.NONE);
  }

  /** Returns resources converted from these. */
  public <S> SelectedResources<S> with(List<S> others) {
    return new SelectedResources<>(others, missing, resource);
  }

  /**
   * Returns the finding about missing resources: CloudFormation is still creating them, could not
   * create them, or there are none.
   *
   * @param exists the expectation
   * @param noun the kind of resource, for example {@code security groups}
   * @param selected the selection, for example {@code named web}
   * @param remedy what to do if there is none
   */
  public Finding absent(
      Expectation exists, String noun, Object selected, Account account, String remedy) {
    return resource
        .unfinished(exists, selected)
        .orElseGet(
            () ->
                exists
                    .unsatisfied()
                    .expected(noun + " " + selected)
                    .seen(
                        missing.isEmpty()
                            ? "There is none in %s.".formatted(account.name())
                            : "There is no %s in %s."
                                .formatted(String.join(", ", missing), account.name()))
                    .remedy(remedy)
                    .build());
  }
}
