package dev.referee.resources;

import com.google.common.collect.ImmutableList;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.spi.OneOf;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * A source of the instances to judge: a selection, a stack, or what a validator adds.
 *
 * <p>Implementations are immutable; {@code toString} completes "the instances ..".
 */
public interface InstanceSource {
  /** The parameters by which games select them; the same for every check. */
  OneOf<InstanceSource> PARAMETERS =
      OneOf.of(
          SelectorParameters.instances("instances", "the instances").as(InstanceSource::selected),
          SelectorParameters.inStack("instance", "instance").as(InstanceSource::inStack));

  /**
   * The instances that were found.
   *
   * @param instances those that EC2 has not terminated, in the order of their ids
   * @param resource what CloudFormation has of them; {@link StackResource#NONE} where no stack is
   *     meant
   */
  record Found(List<Instance> instances, StackResource resource) {
    /** Copies the list. */
    public Found {
      instances = ImmutableList.copyOf(instances);
    }

    /** Returns whether CloudFormation is still creating what is meant. */
    public boolean building() {
      return resource.building();
    }
  }

  /** Means instances that are selected by what EC2 knows of them. */
  static InstanceSource selected(Instances instances) {
    return new InstanceSources.Selected(instances);
  }

  /**
   * Means an instance that is a resource of a CloudFormation stack.
   *
   * @param selector the stack, and the instance's name in its template
   */
  static InstanceSource inStack(Selector.InStack selector) {
    return new InstanceSources.InStack(selector);
  }

  /**
   * Finds them.
   *
   * @throws dev.referee.Inconclusive when they cannot be seen
   */
  Found find(Account account);

  /** Returns what finding them asks, beside {@code ec2:DescribeInstances}. */
  Permissions permissions();

  /** Returns how many there are at least when all that are meant are there. */
  int least();
}
