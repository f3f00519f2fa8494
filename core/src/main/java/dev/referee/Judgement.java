package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The result of one task for one team: the verdicts of its checks, and their combination.
 *
 * @param teamId the team's id
 * @param taskId the task's id
 * @param parts the verdicts, in the order of the task's checks; at least one
 * @param completedAt when the last verdict arrived
 */
public record Judgement(String teamId, String taskId, List<Part> parts, Instant completedAt) {

  /**
   * The verdict of one check.
   *
   * @param checkId the check's id
   * @param claim what it proves
   * @param weight its weight within the task
   * @param verdict the result
   */
  public record Part(String checkId, String claim, long weight, Verdict verdict) {
    /** Checks the weight. */
    public Part {
      checkArgument(
          weight >= 1, "The check %s has the weight %s; it is at least 1", checkId, weight);
    }
  }

  /** Checks that there is at least one part. */
  public Judgement {
    parts = ImmutableList.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("No check was judged for the task " + taskId);
    }
  }

  /**
   * Returns the verdict on the whole task: all findings in order, combined as by {@link
   * Checks#allOf}. It was fixed when the last part was, if the time is known for every part.
   */
  public Verdict verdict() {
    return parts.size() == 1
        ? parts.get(0).verdict()
        : Checks.allOf(parts.stream().map(Part::verdict).toList());
  }

  /**
   * Returns the progress of the task, by the weights of its checks: 100 percent exactly if passed.
   */
  public Progress progress() {
    Progress.Sum sum = new Progress.Sum();
    parts.forEach(part -> sum.add(part.verdict().progress(), part.weight()));
    return sum.total();
  }

  /**
   * Returns the time that counts for the team: the time of the fix if that is known, and otherwise
   * the time of the judgement.
   */
  public Instant countsAt() {
    return verdict().fixedAt().orElse(completedAt);
  }

  static Optional<Instant> latest(List<Optional<Instant>> times) {
    return times.stream().allMatch(Optional::isPresent)
        ? times.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  @Override
  public String toString() {
    return teamId + "/" + taskId + ": " + verdict();
  }
}
