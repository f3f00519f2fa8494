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
          "AWS::CloudFormation::Stack", "creates a stack whose template is not in the user data",
          "AWS::CloudFormation::StackSet",
              "creates stacks whose templates are not in the user data",
          "AWS::CloudFormation::CustomResource", "creates a custom resource",
          "AWS::CodePipeline::Pipeline", "creates a pipeline",
          "AWS::Scheduler::Schedule", "makes a schedule call a target");

  @Override
  public void read(String source, Findings to) {
    try {
      Yaml.parse(source, to.budget())
          .ifPresent(root -> YamlWalk.entries(root, to.budget(), (map, i) -> entry(map, i, to)));
    } catch (Yaml.Unreadable e) {
      to.cannotTell("creates a stack whose template cannot be read", 0);
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
          to.cannotTell("creates a custom resource", value.offset());
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
          to.cannotTell("creates a stack with parts that are not in the user data", value.offset());
        }
      }
      default -> {}
    }
  }
}
