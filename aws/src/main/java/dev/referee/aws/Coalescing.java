package dev.referee.aws;

import java.io.IOException;

/** Asks AWS what this sweep does not know yet, and counts. */
final class Coalescing implements Wire {
  private final Wire network;
  private final Meter meter;
  private final Object login;

  /**
   * Makes one.
   *
   * @param login equal for those who see the same: one account, seen with the same credentials
   */
  Coalescing(Wire network, Meter meter, Object login) {
    this.network = network;
    this.meter = meter;
    this.login = login;
  }

  @Override
  public Answer ask(Question question) throws IOException {
    if (question.isActive()) {
      return counted(question);
    }
    SweepMemory.Found found = memory(question).ask(question, this::counted);
    if (found.remembered()) {
      meter.count(question, CallCounts.REMEMBERED);
    }
    return found.answer();
  }

  @Override
  public void forget(Question question) {
    memory(question).forget(question);
  }

  private SweepMemory memory(Question question) {
    return question.visit().memory(login);
  }

  private Answer counted(Question question) throws IOException {
    meter.count(question, question.isRetry() ? CallCounts.RETRY : CallCounts.CALL);
    Answer answer = network.ask(question);
    meter.count(question, CallCounts.answer(answer.body().length, answer.isThrottle()));
    return answer;
  }
}
