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
  public BufferedResponse ask(RequestAttempt attempt) throws IOException {
    if (attempt.isActive()) {
      return counted(attempt);
    }
    ResponseCache.Found found = memory(attempt).ask(attempt, this::counted);
    if (found.remembered()) {
      count(attempt, CallCounts.REMEMBERED);
    }
    return found.answer();
  }

  @Override
  public void forget(RequestAttempt attempt) {
    memory(attempt).forget(attempt);
  }

  private ResponseCache memory(RequestAttempt attempt) {
    return attempt.session().memory(login);
  }

  private BufferedResponse counted(RequestAttempt attempt) throws IOException {
    count(attempt, attempt.isRetry() ? CallCounts.RETRY : CallCounts.CALL);
    BufferedResponse answer = network.ask(attempt);
    count(attempt, CallCounts.answer(answer.body().length, answer.isThrottle()));
    return answer;
  }

  private void count(RequestAttempt attempt, CallCounts more) {
    meter.count(attempt.session(), attempt.operation(), more);
  }
}
