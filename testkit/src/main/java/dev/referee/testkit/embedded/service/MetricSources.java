package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Store;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The services of an account that publish metrics at regular times. */
public final class MetricSources {
  private final Map<String, MetricSource> byNamespace = new TreeMap<>();

  private MetricSources() {}

  /** Returns those of an account. */
  public static MetricSources of(Store account) {
    return account.get(Call.GLOBAL, MetricSources.class, MetricSources::new);
  }

  /** Adds one, in place of another with its namespace. */
  public void add(MetricSource source) {
    byNamespace.put(source.namespace(), source);
  }

  /** Returns the one that publishes a metric; null if there is none. */
  public @Nullable MetricSource of(MetricName metric) {
    MetricSource source = byNamespace.get(metric.namespace());
    return source == null || !source.publishes(metric) ? null : source;
  }

  /** Returns all of them, in order of their namespaces. */
  public Collection<MetricSource> all() {
    return Collections.unmodifiableCollection(byNamespace.values());
  }
}
