package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;

/** Says which instances are judged: selected ones, a group's, or one of a stack. */
sealed interface InstanceSource {

  /** Are instances that are selected by what EC2 knows of them. */
  record Selected(Instances instances) implements InstanceSource {
    @Override
    public String toString() {
      return instances.toString();
    }
  }

  /** Are the members of Auto Scaling groups. */
  record OfGroups(AutoScalingGroups groups) implements InstanceSource {
    @Override
    public String toString() {
      return "of the Auto Scaling group " + groups;
    }
  }

  /** Is an instance that is a resource of a CloudFormation stack. */
  record InStack(String stack, String logicalId) implements InstanceSource {
    public InStack {
      checkArgument(!stack.isBlank(), "A stack has a name");
      checkArgument(!logicalId.isBlank(), "A resource has a logical id");
    }

    @Override
    public String toString() {
      return logicalId + " of the stack " + stack;
    }
  }
}
