package dev.referee.networks;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Factory methods for EC2 filters, equal for equal values so that equal requests are sent once. */
final class Filters {
  private Filters() {}

  static Filter of(String name, Collection<String> values) {
    return Filter.builder().name(name).values(ImmutableList.sortedCopyOf(values)).build();
  }
}
