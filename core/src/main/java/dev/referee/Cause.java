package dev.referee;

/** The reason why something could not be seen. It never says that a fix is missing. */
public enum Cause {
  /** Referee's credentials do not permit the read. */
  ACCESS_DENIED(Blame.ORGANISER),
  /** AWS throttled the requests until the time was up. */
  THROTTLED(Blame.AWS),
  /** No response arrived within the time budget of the check or of the sweep. */
  TIMED_OUT(Blame.AWS),
  /** There was no connection, it broke, or the response was invalid. */
  UNREACHABLE(Blame.AWS),
  /** There was nothing to judge. */
  NO_SUBJECT(Blame.TEAM),
  /** Parameters, credentials, targets or endpoints are not what the check needs. */
  MISCONFIGURED(Blame.ORGANISER),
  /** A check or Referee itself has a bug. */
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
