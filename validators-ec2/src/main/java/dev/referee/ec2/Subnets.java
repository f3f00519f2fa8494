package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.resources.Selector;

/**
 * A selector of subnets: by id, by tag, or as a resource of a CloudFormation stack.
 *
 * <p>Immutable.
 */
public final class Subnets {
  private final Selector selector;

  private Subnets(Selector selector) {
    this.selector = selector;
  }

  /** Selects subnets by their ids; all of them have to exist. */
  public static Subnets withIds(String first, String... more) {
    return new Subnets(
        new Selector.WithIds(ImmutableList.<String>builder().add(first).add(more).build()));
  }

  /** Selects the subnets with a tag; a check judges all of them. */
  public static Subnets tagged(String key, String value) {
    return new Subnets(new Selector.Tagged(key, value));
  }

  /**
   * Selects the subnet that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  public static Subnets inStack(String stack, String logicalId) {
    return new Subnets(new Selector.InStack(stack, logicalId));
  }

  Selector selector() {
    return selector;
  }

  /** Returns the selection as words that follow "the subnets". */
  @Override
  public String toString() {
    return selector.toString();
  }
}
