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
 * A cache of the responses of a sweep, so that identical reads reach AWS once. When they come at
 * the same moment, one of them is the leader and the others wait. Thread-safe.
 *
 * <p>What is no definite answer goes to those who were waiting for it, and is forgotten. A leader
 * that gives up for a reason of its own takes nobody with it: one of those who wait asks in its
 * place.
 */
final class ResponseCache {
  private final ConcurrentMap<String, CompletableFuture<BufferedResponse>> answers =
      new ConcurrentHashMap<>();

  /** An answer, and whether somebody else had asked for it. */
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
      if (!answer.isDefinite()) {
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

  /** Returns what the leader got; null when it gave up and somebody else has to lead. */
  private static @Nullable BufferedResponse follow(
      CompletableFuture<BufferedResponse> theirs, RequestAttempt attempt) throws IOException {
    try {
      return theirs.get(attempt.timeLeft().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another check was asking the same");
    } catch (TimeoutException e) {
      throw attempt.timeIsUp();
    } catch (CancellationException e) {
      return null;
    } catch (ExecutionException e) {
      throw new UnreachableException(String.valueOf(requireNonNull(e.getCause()).getMessage()));
    }
  }
}
