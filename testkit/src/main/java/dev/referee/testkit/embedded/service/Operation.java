package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An implementation of an AWS operation, on the SDK's own request and response classes.
 *
 * @param <I> the SDK's request class
 * @param <O> the SDK's response class
 */
@FunctionalInterface
public interface Operation<I extends SdkPojo, O extends SdkPojo> {
  /** Returns the answer, or throws {@link AwsError} with AWS's own code. */
  O call(I request, Call call);
}
