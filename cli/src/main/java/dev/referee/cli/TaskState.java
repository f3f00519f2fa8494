package dev.referee.cli;

import dev.referee.Cause;
import dev.referee.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a task for a team: what was seen last, and the points so far.
 *
 * @param outcome what was seen last
 * @param percent how far it was
 * @param open how many findings were open
 * @param next the code of the next step
 * @param cause why it could not be seen
 * @param earned what was earned, hints not counted
 * @param hints how many hints were taken
 * @param points what it brings
 * @param solvedAt since when it counts as solved; it stays so
 * @param scoredAt what it brings was reached then
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
