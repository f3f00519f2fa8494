package dev.referee.aws;

/**
 * Counts of requests to AWS, remembered answers, retries, throttles and bytes.
 *
 * @param calls requests to AWS, including retries
 * @param remembered responses that the sweep already had, so that nothing was sent
 * @param retries retries among the calls
 * @param throttles responses by which AWS throttled a call
 * @param bytes the size of all responses of AWS, without their headers
 */
public record CallCounts(long calls, long remembered, long retries, long throttles, long bytes) {
  static final CallCounts NONE = new CallCounts(0, 0, 0, 0, 0);
  static final CallCounts CALL = new CallCounts(1, 0, 0, 0, 0);
  static final CallCounts RETRY = new CallCounts(1, 0, 1, 0, 0);
  static final CallCounts REMEMBERED = new CallCounts(0, 1, 0, 0, 0);

  static CallCounts answer(long bytes, boolean throttle) {
    return new CallCounts(0, 0, 0, throttle ? 1 : 0, bytes);
  }

  /** Returns the sum of these counts and others. */
  public CallCounts plus(CallCounts others) {
    return new CallCounts(
        calls + others.calls,
        remembered + others.remembered,
        retries + others.retries,
        throttles + others.throttles,
        bytes + others.bytes);
  }
}
