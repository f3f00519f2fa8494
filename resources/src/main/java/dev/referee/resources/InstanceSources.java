package dev.referee.resources;

import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The instance sources that every validator has. */
final class InstanceSources {
  private static final Permissions ALONE = Permissions.ofReads("ec2:DescribeInstances");

  private InstanceSources() {}

  /** Instances that are selected by their attributes in EC2. */
  record Selected(Instances instances) implements InstanceSource {
    @Override
    public Found find(Account account) {
      return InstanceReads.found(
          InstanceReads.all(account.client(Ec2Client::builder), instances), StackResource.NONE);
    }

    @Override
    public Permissions permissions() {
      return ALONE;
    }

    @Override
    public int least() {
      return instances.least();
    }

    @Override
    public String toString() {
      return instances.toString();
    }
  }

  /** An instance that is a resource of a CloudFormation stack. */
  record InStack(Selector.InStack in) implements InstanceSource {
    @Override
    public Found find(Account account) {
      StackResource resource = StackResource.read(account, in.stack(), in.logicalId());
      return InstanceReads.withIds(
          account, resource.physicalId().map(Set::of).orElse(Set.of()), resource);
    }

    @Override
    public Permissions permissions() {
      return ALONE.and(StackResource.READS);
    }

    @Override
    public int least() {
      return 1;
    }

    @Override
    public String toString() {
      return in.toString();
    }
  }
}
