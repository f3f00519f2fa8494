package dev.referee.cli;

import dev.referee.Cause;
import dev.referee.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a task for a team: the last result, and the points so far.
 *
 * @param outcome the last outcome
 * @param percent the progress in percent
 * @param open the number of findings that are not satisfied
 * @param next the code of the next step
 * @param cause why it could not be seen
 * @param earned the points earned, before the cost of hints
 * @param hints how many hints were taken
 * @param points the points
 * @param solvedAt when it was solved; this does not change later
 * @param scoredAt when the points were reached
 */
record TaskState(
    Outcome outcome,
    int percent,
    int open,
    Optional<String> next,
    Optional<Cause> cause,
    long earned,
    int hints,
    long points,
    Optional<Instant> solvedAt,
    Optional<Instant> scoredAt) {}
