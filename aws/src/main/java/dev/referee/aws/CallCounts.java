package dev.referee.aws;

/**
 * Counts of requests to AWS, remembered answers, retries, throttles and bytes.
 *
 * @param calls requests to AWS, also those that repeat one
 * @param remembered answers that the sweep had already, so that nothing was sent
 * @param retries those of the calls that repeat one
 * @param throttles answers by which AWS asked to slow down
 * @param bytes the size of all answers of AWS, without their headers
 */
public record CallCounts(long calls, long remembered, long retries, long throttles, long bytes) {
  static final CallCounts NONE = new CallCounts(0, 0, 0, 0, 0);
  static final CallCounts CALL = new CallCounts(1, 0, 0, 0, 0);
  static final CallCounts RETRY = new CallCounts(1, 0, 1, 0, 0);
  static final CallCounts REMEMBERED = new CallCounts(0, 1, 0, 0, 0);

  static CallCounts answer(long bytes, boolean throttle) {
    return new CallCounts(0, 0, 0, throttle ? 1 : 0, bytes);
  }

  /** Returns the sum of these and others. */
  public CallCounts plus(CallCounts others) {
    return new CallCounts(
        calls + others.calls,
        remembered + others.remembered,
        retries + others.retries,
        throttles + others.throttles,
        bytes + others.bytes);
  }
}
