package dev.referee.kubernetes;

import com.fasterxml.jackson.core.JacksonException;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists of a cluster, read completely, in pages of 500 items. */
public final class Pages {
  /** The number of items in a page, that of kubectl. */
  public static final long ITEMS = 500;

  /** The largest number of pages that is read: no cluster has more than 150,000 pods. */
  private static final int MOST = 400;

  private Pages() {}

  /**
   * Returns all items.
   *
   * @param list what is listed, for example {@code client.pods().inAnyNamespace()}
   * @throws Inconclusive if not all could be read
   * @throws KubernetesClientException with status 404 if the API server has no such resource
   */
  public static <T extends HasMetadata> List<T> all(
      Listable<? extends KubernetesResourceList<T>> list) {
    return all(list, Function.identity());
  }

  /**
   * Returns what is needed of all items. Of large lists, this keeps memory small: a page is
   * forgotten when it has been read.
   *
   * @param list what is listed
   * @param needed returns what is needed of an item
   * @throws Inconclusive if not all could be read
   * @throws KubernetesClientException with status 404 if the API server has no such resource
   */
  public static <T extends HasMetadata, R> List<R> all(
      Listable<? extends KubernetesResourceList<T>> list, Function<? super T, R> needed) {
    // A list is consistent for some minutes only; then the rest is gone, and it begins again.
    return attempt(list, needed)
        .or(() -> attempt(list, needed))
        .orElseThrow(
            () ->
                new Inconclusive(
                    Cause.UNREACHABLE,
                    "The API server ended a list twice before all of its pages were read (410)"));
  }

  /**
   * Returns all items of a kind that the cluster may not know, for example because its
   * CustomResourceDefinition is not installed; empty if it does not know it.
   *
   * @throws Inconclusive if not all could be read
   */
  public static <T extends HasMetadata> Optional<List<T>> ifServed(
      Listable<? extends KubernetesResourceList<T>> list) {
    try {
      return Optional.of(all(list));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Reads the list once; empty if it was gone before its end. */
  private static <T extends HasMetadata, R> Optional<List<R>> attempt(
      Listable<? extends KubernetesResourceList<T>> list, Function<? super T, R> needed) {
    ImmutableList.Builder<R> items = ImmutableList.builder();
    Set<String> pages = new HashSet<>();
    @Nullable String next = null;
    try {
      do {
        KubernetesResourceList<T> page = list.list(options(next));
        page.getItems().forEach(item -> items.add(needed.apply(item)));
        next = next(page.getMetadata());
        if (next != null && (pages.size() == MOST || !pages.add(next))) {
          throw new Inconclusive(
              Cause.UNREACHABLE,
              "A list of the API server does not end: it has more than %d pages, or repeats them"
                  .formatted(pages.size()));
        }
      } while (next != null);
      return Optional.of(items.build());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_GONE) {
        return Optional.empty();
      }
      throw isUnreadable(e) ? unreadable(e) : e;
    }
  }

  /** An item whose parts have other types than they should is no answer of an API server. */
  private static boolean isUnreadable(KubernetesClientException failure) {
    return failure.getStatus() == null
        && Throwables.getCausalChain(failure).stream().anyMatch(JacksonException.class::isInstance);
  }

  private static Inconclusive unreadable(KubernetesClientException failure) {
    return new Inconclusive(
        Cause.UNREACHABLE, "An item in a list of the API server cannot be read", "", failure);
  }

  private static ListOptions options(@Nullable String next) {
    ListOptionsBuilder options = new ListOptionsBuilder().withLimit(ITEMS);
    return next == null ? options.build() : options.withContinue(next).build();
  }

  private static @Nullable String next(@Nullable ListMeta page) {
    return page == null || page.getContinue() == null || page.getContinue().isEmpty()
        ? null
        : page.getContinue();
  }
}
