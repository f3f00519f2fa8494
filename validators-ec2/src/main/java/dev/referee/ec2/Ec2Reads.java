package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Ordering;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Reads instances, all pages of them. */
final class Ec2Reads {
  /** What EC2 takes in one filter. */
  private static final int MOST_VALUES = 200;

  /** What EC2 returns at once at most; pages of this size keep its answers fast and whole. */
  private static final int PAGE = 1000;

  private static final Pattern INITIATED =
      Pattern.compile("\\((\\d{4}-\\d{2}-\\d{2}) (\\d{2}:\\d{2}:\\d{2}) (?:GMT|UTC)\\)");

  private Ec2Reads() {}

  /** Reads the instances that have one of the values, in whatever state they are. */
  static List<Instance> having(Ec2Client ec2, String filter, Set<String> values) {
    ImmutableList.Builder<Instance> found = ImmutableList.builder();
    for (List<String> some :
        Iterables.partition(Ordering.natural().sortedCopy(values), MOST_VALUES)) {
      found.addAll(all(ec2, List.of(Filter.builder().name(filter).values(some).build())));
    }
    return found.build();
  }

  /** Reads the instances that pass all filters, in whatever state they are. */
  static List<Instance> all(Ec2Client ec2, List<Filter> filters) {
    return ec2
        .describeInstancesPaginator(request -> request.filters(filters).maxResults(PAGE))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .collect(toImmutableList());
  }

  static String state(Instance instance) {
    return instance.state() == null ? "unknown" : nullToEmpty(instance.state().nameAsString());
  }

  static boolean isRunning(Instance instance) {
    return state(instance).equals("running") || state(instance).equals("pending");
  }

  /** Returns whether it has ended for good, or is just ending. */
  static boolean isEnded(Instance instance) {
    return state(instance).equals("terminated") || state(instance).equals("shutting-down");
  }

  /**
   * Returns when somebody ended it, where EC2 says so: "User initiated (2026-11-22 10:00:00 GMT)".
   */
  static Optional<Instant> endedAt(Instance instance) {
    Matcher reason = INITIATED.matcher(nullToEmpty(instance.stateTransitionReason()));
    return isEnded(instance) && reason.find()
        ? Optional.of(Instant.parse(reason.group(1) + "T" + reason.group(2) + "Z"))
        : Optional.empty();
  }
}
