package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;

import com.google.common.collect.ImmutableList;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.spi.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileAssociation;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * The repairs made after an agent started. Without credentials an agent waits half an hour before
 * it retries; without a network path, up to an hour.
 *
 * <p>EC2 reports when an instance profile was associated. For repairs without a timestamp, an
 * earlier sweep may have seen that something was still missing.
 *
 * @see <a href="https://github.com/aws/amazon-ssm-agent">How the agent retries</a>
 */
final class LateRepair {
  static final Permissions READS =
      Permissions.ofReads("ec2:DescribeIamInstanceProfileAssociations");

  static final Duration SLEEP_WITHOUT_ROLE = Duration.ofMinutes(30);
  static final Duration SLEEP_WITHOUT_WAY = Duration.ofMinutes(60);

  /** The time that an agent may take to start. */
  static final Duration STARTING = Duration.ofMinutes(5);

  private static final Duration LAUNCHED_WITH_IT = Duration.ofMinutes(1);

  /** The steps that fail for an agent without a role, or with a role that may not register. */
  private static final Set<Expectation> OF_ROLE =
      Set.of(
          SessionExpectations.PROFILE_ATTACHED,
          SessionExpectations.PROFILE_HAS_ROLE,
          SessionExpectations.ROLE_TRUSTED,
          SessionExpectations.AGENT_PERMITTED);

  /**
   * A repair that the agent may not have noticed yet.
   *
   * @param kind was repaired, as the beginning of a sentence
   * @param at when
   * @param until when the agent will have retried by itself
   */
  record Repair(String kind, Instant at, Instant until) {

    /** Returns how long an agent may wait after it, as text. */
    String sleep() {
      return Duration.between(at, until).compareTo(SLEEP_WITHOUT_ROLE) > 0
          ? "an hour"
          : "half an hour";
    }
  }

  private final Ec2Client ec2;
  private final Memory memory;
  private final Instant now;

  LateRepair(CheckContext context, Account account) {
    this.ec2 = account.client(Ec2Client::builder);
    this.memory = context.memory();
    this.now = context.now();
  }

  /** Returns until when the agent of an instance may take to start. */
  static Instant up(Instance instance) {
    return launched(instance).plus(STARTING);
  }

  private static Instant launched(Instance instance) {
    return Required.member("ec2:DescribeInstances", "LaunchTime", instance.launchTime());
  }

  /** Stores what is still missing, for later sweeps. */
  void note(Instance instance, Finding missing) {
    boolean ofRole = OF_ROLE.contains(missing.expectation());
    memory.put(key(instance, "missing"), now);
    memory.put(key(instance, "until"), now.plus(ofRole ? SLEEP_WITHOUT_ROLE : SLEEP_WITHOUT_WAY));
    memory.remove(key(instance, "mended"));
  }

  /** Removes what was missing. */
  void forget(Instance instance) {
    List.of("missing", "until", "mended").forEach(kind -> memory.remove(key(instance, kind)));
  }

  /**
   * Returns the repair after which the agent has not yet retried, if nothing else is missing.
   *
   * @param reported when the agent last reported: at that time it had read its profile
   */
  Optional<Repair> of(Instance instance, Optional<Instant> reported) {
    Optional<Repair> late =
        lateProfile(instance)
            .filter(repair -> reported.isEmpty() || reported.get().isBefore(repair.at()));
    return ImmutableList.of(late, remembered(instance)).stream()
        .flatMap(Optional::stream)
        .filter(repair -> now.isBefore(repair.until()))
        .findFirst();
  }

  private Optional<Repair> lateProfile(Instance instance) {
    return ec2
        .describeIamInstanceProfileAssociationsPaginator(
            request ->
                request.filters(
                    Filter.builder().name("instance-id").values(instance.instanceId()).build()))
        .iamInstanceProfileAssociations()
        .stream()
        .filter(association -> nullToEmpty(association.stateAsString()).equals("associated"))
        .map(IamInstanceProfileAssociation::timestamp)
        .flatMap(Stream::ofNullable)
        .filter(at -> at.isAfter(launched(instance).plus(LAUNCHED_WITH_IT)))
        .findFirst()
        .map(
            at ->
                new Repair(
                    "The instance profile was attached after the agent had started",
                    at,
                    at.plus(SLEEP_WITHOUT_ROLE)));
  }

  private Optional<Repair> remembered(Instance instance) {
    Optional<Instant> missing = memory.get(key(instance, "missing"));
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> noted = memory.get(key(instance, "mended"));
    Instant repairedAt = noted.orElse(now);
    if (noted.isEmpty()) {
      memory.put(key(instance, "mended"), now);
    }
    Duration sleep =
        memory
            .get(key(instance, "until"))
            .map(until -> Duration.between(missing.get(), until))
            .orElse(SLEEP_WITHOUT_WAY);
    return Optional.of(
        new Repair(
            "The cause was fixed after the agent had started", repairedAt, repairedAt.plus(sleep)));
  }

  private static String key(Instance instance, String kind) {
    return instance.instanceId() + "/" + kind;
  }
}
