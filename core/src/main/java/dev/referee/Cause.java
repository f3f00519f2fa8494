package dev.referee;

/** The reason why something could not be seen. It never says that a fix is missing. */
public enum Cause {
  /** The credentials that Referee was given may not read it. */
  ACCESS_DENIED(Blame.ORGANISER),
  /** AWS asked to slow down, and went on asking until the time was up. */
  THROTTLED(Blame.AWS),
  /** No answer came within the budget of the check or of the sweep. */
  TIMED_OUT(Blame.AWS),
  /** No connection, or one that broke, or an answer that is none. */
  UNREACHABLE(Blame.AWS),
  /** There was nothing to judge. */
  NO_SUBJECT(Blame.TEAM),
  /** Parameters, credentials, targets or endpoints are not what the check needs. */
  MISCONFIGURED(Blame.ORGANISER),
  /** A check or Referee itself is broken. */
  INTERNAL(Blame.REFEREE);

  private final Blame blame;

  Cause(Blame blame) {
    this.blame = blame;
  }

  /** Returns who can do something about it. */
  public Blame blame() {
    return blame;
  }
}
