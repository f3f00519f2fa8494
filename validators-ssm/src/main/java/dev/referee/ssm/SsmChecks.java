package dev.referee.ssm;

/** Stub. */
public final class SsmChecks {
  private SsmChecks() {}

  /** Begins. */
  public static SessionOpensBuilder sessionOpens() {
    return new SessionOpensBuilder();
  }

  /** Begins. */
  public static CommandAnswersBuilder commandAnswers() {
    return new CommandAnswersBuilder();
  }

  /** Begins. */
  public static ManagedInstancesBuilder managedInstances() {
    return new ManagedInstancesBuilder();
  }
}
