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
 * @param team the team's id
 * @param task the task's id
 * @param parts the verdicts, in the order of the task's checks; at least one
 * @param completedAt when the last of them was there
 */
public record Judgement(String team, String task, List<Part> parts, Instant completedAt) {

  /**
   * The verdict of one check.
   *
   * @param check the check's id
   * @param claim what it proves
   * @param weight how much of the task it is
   * @param verdict the result
   */
  public record Part(String check, String claim, long weight, Verdict verdict) {
    /** Makes sure that no part is left out of the whole. */
    public Part {
      checkArgument(weight >= 1, "The check %s has the weight %s; it is at least 1", check, weight);
    }
  }

  /** Makes sure that something was judged. */
  public Judgement {
    parts = ImmutableList.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Nothing was judged of the task " + task);
    }
  }

  /**
   * Returns the verdict on the whole task: all findings in order, by the rule of all-of. It was
   * fixed when the last part was, where every part knows when.
   */
  public Verdict verdict() {
    return parts.size() == 1
        ? parts.get(0).verdict()
        : Checks.allOf(parts.stream().map(Part::verdict).toList());
  }

  /** Returns how far the task is, by the weights of its checks: 100 percent exactly when passed. */
  public Progress progress() {
    Progress.Sum sum = new Progress.Sum();
    parts.forEach(part -> sum.add(part.verdict().progress(), part.weight()));
    return sum.total();
  }

  /**
   * Returns the time that counts for the team: when it was fixed where that is known, and otherwise
   * when it was seen to be so.
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
    return team + "/" + task + ": " + verdict();
  }
}
