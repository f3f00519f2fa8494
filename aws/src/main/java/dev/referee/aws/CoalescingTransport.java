package dev.referee.aws;

import java.io.IOException;

/** A transport that sends identical reads of a sweep to AWS once, and counts calls. */
final class CoalescingTransport implements Transport {
  private final Transport network;
  private final Meter meter;
  private final Object login;

  /**
   * Makes one.
   *
   * @param login equal for those who see the same: one account, with the same credentials
   */
  CoalescingTransport(Transport network, Meter meter, Object login) {
    this.network = network;
    this.meter = meter;
    this.login = login;
  }

  @Override
  public BufferedResponse ask(RequestAttempt question) throws IOException {
    if (question.isActive()) {
      return counted(question);
    }
    ResponseCache.Found found = memory(question).ask(question, this::counted);
    if (found.remembered()) {
      meter.count(question, CallCounts.REMEMBERED);
    }
    return found.answer();
  }

  @Override
  public void forget(RequestAttempt question) {
    memory(question).forget(question);
  }

  private ResponseCache memory(RequestAttempt question) {
    return question.visit().memory(login);
  }

  private BufferedResponse counted(RequestAttempt question) throws IOException {
    meter.count(question, question.isRetry() ? CallCounts.RETRY : CallCounts.CALL);
    BufferedResponse answer = network.ask(question);
    meter.count(question, CallCounts.answer(answer.body().length, answer.isThrottle()));
    return answer;
  }
}
