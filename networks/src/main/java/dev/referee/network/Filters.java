package dev.referee.network;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Makes filters, always the same for the same values, so that the same question is asked once. */
final class Filters {
  private Filters() {}

  static Filter of(String name, Collection<String> values) {
    return Filter.builder().name(name).values(ImmutableList.sortedCopyOf(values)).build();
  }
}
