package dev.referee.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The code of a Lambda function in an {@link EmbeddedAccount}, for {@link EmbeddedFunction#does}.
 *
 * <p>It runs while the cloud answers a call or its clock advances, and nothing else goes on in the
 * cloud meanwhile. Therefore it has to call AWS with {@link FunctionInvocation#client}; any other
 * client would wait for the cloud forever.
 */
@FunctionalInterface
public interface FunctionBody {
  /**
   * Runs the function once.
   *
   * @param invocation the invocation
   * @return the response, JSON; null for none
   * @throws Exception an error of the function
   */
  @Nullable String run(FunctionInvocation invocation) throws Exception;
}
