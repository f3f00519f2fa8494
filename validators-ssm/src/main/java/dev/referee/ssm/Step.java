package dev.referee.ssm;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * Is a part of the way to a session: what has to hold of the identity of an instance, of its
 * network, and so on.
 *
 * <p>One instance is judged at a time. What several of them have in common is asked in the same
 * words, and so reaches AWS once. For one judgement and one thread.
 */
interface Step {

  /**
   * Judges one instance that runs.
   *
   * @return a finding for each {@link SessionSteps expectation} that could be looked at, in their
   *     order, its subject the instance or what else is to be mended; unknown where it could not be
   *     seen
   */
  ImmutableList<Finding> judge(Instance instance);
}
