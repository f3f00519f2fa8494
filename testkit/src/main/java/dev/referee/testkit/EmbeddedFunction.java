package dev.referee.testkit;

import dev.referee.testkit.embedded.FunctionControls;
import java.util.List;
import java.util.Optional;

/**
 * The controls of a Lambda function in an {@link EmbeddedAccount}: what its code does, and the
 * results of its invocations.
 *
 * <p>The function is created, configured and deleted with Lambda's own operations. The embedded
 * account runs no uploaded code; until a test says what the function does, it does nothing.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedFunction {
  private final FunctionControls controls;

  EmbeddedFunction(FunctionControls controls) {
    this.controls = controls;
  }

  /**
   * Sets what the function does from now on, in all of its versions. It need not exist yet.
   *
   * @param body the code of the function
   */
  public void does(FunctionBody body) {
    controls.does(body);
  }

  /** Returns how often the function ran so far, including retries. */
  public int invocations() {
    return controls.invocations();
  }

  /** Returns the events that the function ran with, JSON, the last thousand in their order. */
  public List<String> events() {
    return controls.events();
  }

  /**
   * Returns the message of the last error: what the function threw, or why it could not run or
   * deliver.
   */
  public Optional<String> lastError() {
    return controls.lastError();
  }

  @Override
  public String toString() {
    return "EmbeddedFunction " + controls;
  }
}
