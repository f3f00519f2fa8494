package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/** A reader of the resources in CloudFormation templates and Pulumi YAML programs. */
final class CloudFormationReader implements ProgramReader {
  private static final ImmutableSet<String> STARTS =
      ImmutableSet.of(
          "AWS::EC2::Instance",
          "AWS::EC2::EC2Fleet",
          "AWS::EC2::SpotFleet",
          "AWS::AutoScaling::AutoScalingGroup",
          "AWS::AutoScaling::ScheduledAction",
          "AWS::AutoScaling::WarmPool",
          "AWS::EKS::Nodegroup",
          "AWS::EMR::Cluster",
          "AWS::EMR::InstanceGroupConfig",
          "AWS::EMR::InstanceFleetConfig",
          "AWS::ElasticBeanstalk::Environment",
          "AWS::Cloud9::EnvironmentEC2",
          "AWS::OpsWorks::Instance",
          "AWS::Batch::ComputeEnvironment");

  private static final ImmutableMap<String, String> UNCLEAR =
      ImmutableMap.of(
          "AWS::CloudFormation::Stack", "makes a stack whose template is not seen",
          "AWS::CloudFormation::StackSet", "makes stacks whose template is not seen",
          "AWS::CloudFormation::CustomResource", "makes a custom resource",
          "AWS::CodePipeline::Pipeline", "makes a pipeline",
          "AWS::Scheduler::Schedule", "has a schedule call a target");

  @Override
  public void read(String source, Findings to) {
    try {
      Yaml.parse(source, to.budget())
          .ifPresent(root -> YamlWalk.entries(root, to.budget(), (map, i) -> entry(map, i, to)));
    } catch (Yaml.Unreadable e) {
      to.cannotTell("makes a stack whose template cannot be read", 0);
    }
  }

  private static void entry(Yaml map, int index, Findings to) {
    Yaml value = map.values().get(index);
    String type = value.string();
    switch (map.keys().get(index)) {
      case "Type" -> {
        if (STARTS.contains(type)) {
          to.starts("cloudformation:CreateStack", value.offset());
        } else if (UNCLEAR.containsKey(type)) {
          to.cannotTell(UNCLEAR.getOrDefault(type, ""), value.offset());
        } else if (type.startsWith("Custom::")) {
          to.cannotTell("makes a custom resource", value.offset());
        }
      }
      case "type" -> {
        boolean pulumi = type.startsWith("aws:") || type.startsWith("aws-native:");
        if (pulumi && (type.endsWith(":Instance") || type.endsWith(":Group"))) {
          boolean known = type.contains("ec2") || type.contains("autoscaling");
          if (known && !type.contains("SecurityGroup")) {
            to.starts("ec2:RunInstances", value.offset());
          }
        }
      }
      case "Fn::Transform", "Transform" -> {
        boolean serverless = type.startsWith("AWS::Serverless") || type.startsWith("AWS::Language");
        if (!serverless) {
          to.cannotTell("makes a stack with parts that are not seen", value.offset());
        }
      }
      default -> {}
    }
  }
}
