package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.Call;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The work that Lambda of an account does beside the calls that cause it, one piece after the
 * other.
 *
 * <p>A piece that other work of functions causes has a chain behind it. As AWS does, Lambda ends a
 * chain that is too long: functions that invoke each other through queues and topics would never
 * end.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html">Use Lambda
 *     recursive loop detection to prevent infinite loops</a>
 */
final class InvocationChain {
  private static final int LONGEST_CHAIN = 16;

  private record Piece(Runnable action, int chain) {}

  private final Deque<Piece> waiting = new ArrayDeque<>();
  private boolean works;
  private int chain;

  private InvocationChain() {}

  static InvocationChain of(Call call) {
    return call.global(InvocationChain.class, InvocationChain::new);
  }

  /** Does something at once, or after what is done at the moment. */
  void add(Runnable action) {
    waiting.add(new Piece(action, chain + 1));
    if (works) {
      return;
    }
    works = true;
    try {
      for (Piece piece = waiting.poll(); piece != null; piece = waiting.poll()) {
        chain = piece.chain();
        piece.action().run();
      }
    } finally {
      works = false;
      chain = 0;
      waiting.clear();
    }
  }

  /** Returns whether functions have invoked each other too often. */
  boolean isLoop() {
    return chain > LONGEST_CHAIN;
  }
}
