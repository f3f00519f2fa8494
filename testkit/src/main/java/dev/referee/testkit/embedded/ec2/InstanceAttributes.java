package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsResponse;

/** An emulation of single instance attributes, which can be described and modified. */
final class InstanceAttributes {
  private final Ec2 ec2;

  InstanceAttributes(Ec2 ec2) {
    this.ec2 = ec2;
  }

  DescribeInstanceAttributeResponse describe(DescribeInstanceAttributeRequest request, Call call) {
    Instance instance = ec2.instances.get(request.instanceId());
    Instances.Hidden hidden = ec2.instances.hidden(request.instanceId());
    var answer = DescribeInstanceAttributeResponse.builder().instanceId(request.instanceId());
    String attribute = request.attributeAsString();
    switch (attribute == null ? "" : attribute) {
      case "userData" -> answer.userData(text(hidden.userData));
      case "instanceType" -> answer.instanceType(text(instance.instanceTypeAsString()));
      case "disableApiTermination" ->
          answer.disableApiTermination(flag(hidden.disableApiTermination));
      case "disableApiStop" -> answer.disableApiStop(flag(hidden.disableApiStop));
      case "instanceInitiatedShutdownBehavior" ->
          answer.instanceInitiatedShutdownBehavior(text(hidden.shutdownBehavior));
      case "groupSet" -> answer.groups(instance.securityGroups());
      case "sourceDestCheck" -> answer.sourceDestCheck(flag(instance.sourceDestCheck()));
      case "ebsOptimized" -> answer.ebsOptimized(flag(instance.ebsOptimized()));
      case "enaSupport" -> answer.enaSupport(flag(instance.enaSupport()));
      case "rootDeviceName" -> answer.rootDeviceName(text(instance.rootDeviceName()));
      default -> throw unknown(attribute);
    }
    return answer.build();
  }

  ModifyInstanceAttributeResponse modify(ModifyInstanceAttributeRequest request, Call call) {
    Instance instance = ec2.instances.get(request.instanceId());
    String id = instance.instanceId();
    Instances.Hidden hidden = ec2.instances.hidden(id);
    String attribute = request.attributeAsString() == null ? "" : request.attributeAsString();
    String value = request.value();
    if (request.userData() != null || attribute.equals("userData")) {
      stopped(instance, "userData");
      String data =
          request.userData() == null
              ? value
              : Base64.getEncoder().encodeToString(request.userData().value().asByteArray());
      UserData.check(data);
      hidden.userData = data;
    } else if (request.instanceType() != null || attribute.equals("instanceType")) {
      stopped(instance, "instanceType");
      String type = request.instanceType() == null ? value : request.instanceType().value();
      ec2.instances.change(id, builder -> builder.instanceType(type));
    } else if (request.disableApiTermination() != null
        || attribute.equals("disableApiTermination")) {
      hidden.disableApiTermination = is(request.disableApiTermination(), value);
    } else if (request.disableApiStop() != null || attribute.equals("disableApiStop")) {
      hidden.disableApiStop = is(request.disableApiStop(), value);
    } else if (request.instanceInitiatedShutdownBehavior() != null
        || attribute.equals("instanceInitiatedShutdownBehavior")) {
      hidden.shutdownBehavior =
          request.instanceInitiatedShutdownBehavior() == null
              ? value
              : request.instanceInitiatedShutdownBehavior().value();
    } else if (request.sourceDestCheck() != null || attribute.equals("sourceDestCheck")) {
      boolean check = is(request.sourceDestCheck(), value);
      ec2.interfaceCalls.sourceDestCheck(ec2.interfaces.onlyOneOf(id).networkInterfaceId(), check);
    } else if (!request.groups().isEmpty()) {
      ec2.interfaces.regroupOne(
          ec2.interfaces.onlyOneOf(id).networkInterfaceId(),
          ec2.securityGroups.ofLaunch(
              ec2.subnets.get(instance.subnetId()), request.groups(), List.of()));
    } else {
      throw unknown(attribute);
    }
    return ModifyInstanceAttributeResponse.builder().build();
  }

  ModifyInstanceMetadataOptionsResponse modify(ModifyInstanceMetadataOptionsRequest request) {
    String id = request.instanceId();
    InstanceMetadataOptionsResponse options =
        SdkFieldCopier.overlay(request, ec2.instances.get(id).metadataOptions().toBuilder())
            .build();
    ec2.instances.change(id, builder -> builder.metadataOptions(options));
    return ModifyInstanceMetadataOptionsResponse.builder()
        .instanceId(id)
        .instanceMetadataOptions(options)
        .build();
  }

  private static void stopped(Instance instance, String attribute) {
    if (!Instances.is(instance, InstanceStateName.STOPPED)) {
      throw new AwsError(
          400,
          "IncorrectInstanceState",
          "The instance '"
              + instance.instanceId()
              + "' is not in the 'stopped' state; its "
              + attribute
              + " cannot be changed.");
    }
  }

  private static boolean is(@Nullable AttributeBooleanValue flag, @Nullable String value) {
    return flag == null ? Boolean.parseBoolean(value) : Boolean.TRUE.equals(flag.value());
  }

  private static AttributeBooleanValue flag(Boolean value) {
    return AttributeBooleanValue.builder().value(value).build();
  }

  private static AttributeValue text(@Nullable String value) {
    return AttributeValue.builder().value(value).build();
  }

  private static AwsError unknown(@Nullable String attribute) {
    return new AwsError(
        400,
        "InvalidParameterValue",
        "Value (" + attribute + ") for parameter attribute is invalid. Unknown attribute.");
  }
}
