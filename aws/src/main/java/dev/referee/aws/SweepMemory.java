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
 * Knows what has been answered in a sweep, so that identical reads reach AWS once; also when they
 * come at the same moment, which makes one of them the leader and lets the others wait.
 * Thread-safe.
 *
 * <p>What is no definite answer goes to those who were waiting for it, and is forgotten. A leader
 * that gives up for a reason of its own takes nobody with it: one of those who wait asks in its
 * place.
 */
final class SweepMemory {
  private final ConcurrentMap<String, CompletableFuture<Answer>> answers =
      new ConcurrentHashMap<>();

  /** An answer, and whether somebody else had asked for it. */
  record Found(Answer answer, boolean remembered) {}

  Found ask(Question question, Wire wire) throws IOException {
    String key = question.key();
    while (true) {
      CompletableFuture<Answer> mine = new CompletableFuture<>();
      CompletableFuture<Answer> theirs = answers.putIfAbsent(key, mine);
      if (theirs == null) {
        return new Found(lead(key, mine, question, wire), false);
      }
      Answer answer = follow(theirs, question);
      if (answer != null) {
        return new Found(answer, true);
      }
    }
  }

  void forget(Question question) {
    answers.remove(question.key());
  }

  private Answer lead(String key, CompletableFuture<Answer> mine, Question question, Wire wire)
      throws IOException {
    try {
      Answer answer = wire.ask(question);
      if (!answer.isDefinite()) {
        answers.remove(key, mine);
      }
      mine.complete(answer);
      return answer;
    } catch (Unreached e) {
      answers.remove(key, mine);
      if (!question.isGivenUp()) {
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
  private static @Nullable Answer follow(CompletableFuture<Answer> theirs, Question question)
      throws IOException {
    try {
      return theirs.get(question.timeLeft().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another check was asking the same");
    } catch (TimeoutException e) {
      throw question.timeIsUp();
    } catch (CancellationException e) {
      return null;
    } catch (ExecutionException e) {
      throw new Unreached(String.valueOf(requireNonNull(e.getCause()).getMessage()));
    }
  }
}
