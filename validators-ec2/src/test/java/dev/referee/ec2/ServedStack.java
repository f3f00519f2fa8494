package dev.referee.ec2;

import dev.referee.testkit.SpawningFleet;

/** A builder of the load-balanced fleet as a CloudFormation stack. */
final class ServedStack {
  private ServedStack() {}

  static void create(ServedFleet fleet) {
    fleet.alone();
    fleet.cloudFormation.createStack(
        stack ->
            stack
                .stackName("unicorn")
                .templateBody(
                    """
                    Resources:
                      Targets:
                        Type: AWS::ElasticLoadBalancingV2::TargetGroup
                        Properties:
                          Protocol: HTTP
                          Port: 80
                          VpcId: %1$s
                      Balancer:
                        Type: AWS::ElasticLoadBalancingV2::LoadBalancer
                        Properties:
                          Scheme: internal
                          Subnets: [%2$s]
                          SecurityGroups: [%3$s]
                      Listener:
                        Type: AWS::ElasticLoadBalancingV2::Listener
                        Properties:
                          LoadBalancerArn: !Ref Balancer
                          Protocol: HTTP
                          Port: 80
                          DefaultActions:
                            - Type: forward
                              TargetGroupArn: !Ref Targets
                      Template:
                        Type: AWS::EC2::LaunchTemplate
                        Properties:
                          LaunchTemplateData:
                            ImageId: %4$s
                            InstanceType: t3.micro
                            SecurityGroupIds: [%5$s]
                      Group:
                        Type: AWS::AutoScaling::AutoScalingGroup
                        DependsOn: Listener
                        Properties:
                          MinSize: "1"
                          MaxSize: "3"
                          DesiredCapacity: "2"
                          HealthCheckType: ELB
                          HealthCheckGracePeriod: 120
                          VPCZoneIdentifier: [%2$s]
                          TargetGroupARNs: [!Ref Targets]
                          LaunchTemplate:
                            LaunchTemplateId: !Ref Template
                            Version: !GetAtt Template.LatestVersionNumber
                    """
                        .formatted(
                            fleet.vpc,
                            String.join(", ", fleet.subnets),
                            fleet.balancerFirewall,
                            SpawningFleet.IMAGE,
                            fleet.webFirewall)));
    fleet.judged = AutoScalingGroups.inStack("unicorn", "Group");
    fleet.later(6);
  }
}
