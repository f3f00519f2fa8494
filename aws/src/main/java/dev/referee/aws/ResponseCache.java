package dev.referee.aws;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the responses of a sweep, so that identical reads reach AWS once. If they are made at
 * the same time, one of them is the leader and the others wait. Thread-safe.
 *
 * <p>An indefinite response is passed to the waiting callers and not cached. If a leader gives up
 * for its own reasons, one of the waiting callers takes its place.
 */
final class ResponseCache {
  private final ConcurrentMap<String, CompletableFuture<BufferedResponse>> answers =
      new ConcurrentHashMap<>();

  /** A response, and whether somebody else had requested it. */
  record Found(BufferedResponse answer, boolean remembered) {}

  Found ask(RequestAttempt attempt, Transport wire) throws IOException {
    String key = attempt.key();
    while (true) {
      CompletableFuture<BufferedResponse> mine = new CompletableFuture<>();
      CompletableFuture<BufferedResponse> theirs = answers.putIfAbsent(key, mine);
      if (theirs == null) {
        return new Found(lead(key, mine, attempt, wire), false);
      }
      BufferedResponse answer = follow(theirs, attempt);
      if (answer != null) {
        return new Found(answer, true);
      }
    }
  }

  void forget(RequestAttempt attempt) {
    answers.remove(attempt.key());
  }

  private BufferedResponse lead(
      String key, CompletableFuture<BufferedResponse> mine, RequestAttempt attempt, Transport wire)
      throws IOException {
    try {
      BufferedResponse answer = wire.ask(attempt);
      if (!attempt.isDefinite(answer)) {
        answers.remove(key, mine);
      }
      mine.complete(answer);
      return answer;
    } catch (UnreachableException e) {
      answers.remove(key, mine);
      if (!attempt.isGivenUp()) {
        mine.completeExceptionally(e);
      }
      throw e;
    } finally {
      if (!mine.isDone()) {
        answers.remove(key, mine);
        mine.cancel(false);
      }
    }
  }

  /** Returns the leader's response; null if the leader gave up and another caller has to lead. */
  private static @Nullable BufferedResponse follow(
      CompletableFuture<BufferedResponse> theirs, RequestAttempt attempt) throws IOException {
    try {
      return theirs.get(attempt.timeLeft().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another check made the same request");
    } catch (TimeoutException e) {
      throw attempt.timeIsUp();
    } catch (CancellationException e) {
      return null;
    } catch (ExecutionException e) {
      throw new UnreachableException(String.valueOf(requireNonNull(e.getCause()).getMessage()));
    }
  }
}
