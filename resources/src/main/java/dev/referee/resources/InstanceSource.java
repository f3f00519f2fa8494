package dev.referee.resources;

import com.google.common.collect.ImmutableList;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.spi.OneOf;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * A source of the instances to judge: a selection, a stack, or a source of a validator.
 *
 * <p>Implementations are immutable; {@code toString} completes "the instances ..".
 */
public interface InstanceSource {
  /** The parameters with which games select them; the same for every check. */
  OneOf<InstanceSource> PARAMETERS =
      OneOf.of(
          SelectorParameters.instances("instances", "the instances").as(InstanceSource::selected),
          SelectorParameters.inStack("instance", "instance").as(InstanceSource::inStack));

  /**
   * The instances that were found.
   *
   * @param instances the instances that are not terminated, in the order of their ids
   * @param resource their state in CloudFormation; {@link StackResource#NONE} if they are not
   *     selected by a stack
   */
  record Found(List<Instance> instances, StackResource resource) {
    /** Copies the list. */
    public Found {
      instances = ImmutableList.copyOf(instances);
    }

    /** Returns whether CloudFormation is still creating them. */
    public boolean building() {
      return resource.building();
    }
  }

  /** Returns a source of instances that are selected by their attributes in EC2. */
  static InstanceSource selected(Instances instances) {
    return new InstanceSources.Selected(instances);
  }

  /**
   * Returns a source with the instance that is a resource of a CloudFormation stack.
   *
   * @param selector the stack, and the instance's name in its template
   */
  static InstanceSource inStack(Selector.InStack selector) {
    return new InstanceSources.InStack(selector);
  }

  /**
   * Finds them.
   *
   * @throws dev.referee.Inconclusive if they cannot be seen
   */
  Found find(Account account);

  /** Returns the permissions for finding them, in addition to {@code ec2:DescribeInstances}. */
  Permissions permissions();

  /** Returns the number of instances that have to exist at least. */
  int least();
}
