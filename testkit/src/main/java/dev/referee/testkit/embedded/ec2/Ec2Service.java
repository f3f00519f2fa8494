package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Operation;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFleetsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFleetInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/**
 * The EC2 operations on instances, mapped to their implementations; networks are {@link
 * Ec2Networks}.
 */
public final class Ec2Service {
  private Ec2Service() {}

  public static Service create() {
    Service service = new Service("ec2", Protocol.EC2_QUERY, "2016-11-15");
    instances(service);
    launchTemplates(service);
    fleets(service);
    Ec2Machines.addTo(service);
    Ec2Networks.addTo(service);
    Ec2Interfaces.addTo(service);
    Ec2Transit.addTo(service);
    return service.resources(Ec2ResourceTypes.all()).authorizedBy(new Ec2Permissions());
  }

  private static void instances(Service service) {
    on(
        service,
        RunInstancesRequest.class,
        RunInstancesRequest::builder,
        (r, c) -> Ec2.of(c).launcher.run(r, c));
    on(
        service,
        DescribeInstancesRequest.class,
        DescribeInstancesRequest::builder,
        (r, c) -> Ec2.of(c).instances.describe(r, c));
    on(
        service,
        DescribeInstanceStatusRequest.class,
        DescribeInstanceStatusRequest::builder,
        (r, c) -> Ec2.of(c).instances.describeStatus(r, c));
    on(
        service,
        StartInstancesRequest.class,
        StartInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.start(r, c));
    on(
        service,
        StopInstancesRequest.class,
        StopInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.stop(r, c));
    on(
        service,
        RebootInstancesRequest.class,
        RebootInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.reboot(r, c));
    on(
        service,
        TerminateInstancesRequest.class,
        TerminateInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.terminate(r, c));
    on(
        service,
        DescribeInstanceAttributeRequest.class,
        DescribeInstanceAttributeRequest::builder,
        (r, c) -> Ec2.of(c).attributes.describe(r, c));
    on(
        service,
        ModifyInstanceAttributeRequest.class,
        ModifyInstanceAttributeRequest::builder,
        (r, c) -> Ec2.of(c).attributes.modify(r, c));
    on(
        service,
        ModifyInstanceMetadataOptionsRequest.class,
        ModifyInstanceMetadataOptionsRequest::builder,
        (r, c) -> Ec2.of(c).attributes.modify(r));
    on(
        service,
        AssociateIamInstanceProfileRequest.class,
        AssociateIamInstanceProfileRequest::builder,
        (r, c) -> Ec2.of(c).profiles.associate(r, c));
    on(
        service,
        ReplaceIamInstanceProfileAssociationRequest.class,
        ReplaceIamInstanceProfileAssociationRequest::builder,
        (r, c) -> Ec2.of(c).profiles.replace(r, c));
    on(
        service,
        DisassociateIamInstanceProfileRequest.class,
        DisassociateIamInstanceProfileRequest::builder,
        (r, c) -> Ec2.of(c).profiles.disassociate(r, c));
    on(
        service,
        DescribeIamInstanceProfileAssociationsRequest.class,
        DescribeIamInstanceProfileAssociationsRequest::builder,
        (r, c) -> Ec2.of(c).profiles.describe(r, c));
    on(
        service,
        DescribeImagesRequest.class,
        DescribeImagesRequest::builder,
        (r, c) -> Ec2.of(c).images.describe(r, c));
    on(
        service,
        RegisterImageRequest.class,
        RegisterImageRequest::builder,
        (r, c) -> Ec2.of(c).images.register(r, c));
    on(
        service,
        DeregisterImageRequest.class,
        DeregisterImageRequest::builder,
        (r, c) -> Ec2.of(c).images.deregister(r, c));
    on(
        service,
        CreateTagsRequest.class,
        CreateTagsRequest::builder,
        (r, c) -> Ec2.of(c).tags.create(r, c));
    on(
        service,
        DeleteTagsRequest.class,
        DeleteTagsRequest::builder,
        (r, c) -> Ec2.of(c).tags.delete(r, c));
    on(
        service,
        DescribeTagsRequest.class,
        DescribeTagsRequest::builder,
        (r, c) -> Ec2.of(c).tags.describe(r, c));
  }

  private static void launchTemplates(Service service) {
    on(
        service,
        CreateLaunchTemplateRequest.class,
        CreateLaunchTemplateRequest::builder,
        (r, c) -> Ec2.of(c).templates.create(r, c));
    on(
        service,
        ModifyLaunchTemplateRequest.class,
        ModifyLaunchTemplateRequest::builder,
        (r, c) -> Ec2.of(c).templates.modify(r, c));
    on(
        service,
        DeleteLaunchTemplateRequest.class,
        DeleteLaunchTemplateRequest::builder,
        (r, c) -> Ec2.of(c).templates.delete(r, c));
    on(
        service,
        DescribeLaunchTemplatesRequest.class,
        DescribeLaunchTemplatesRequest::builder,
        (r, c) -> Ec2.of(c).templates.describe(r, c));
    on(
        service,
        CreateLaunchTemplateVersionRequest.class,
        CreateLaunchTemplateVersionRequest::builder,
        (r, c) -> Ec2.of(c).templateVersions.create(r, c));
    on(
        service,
        DescribeLaunchTemplateVersionsRequest.class,
        DescribeLaunchTemplateVersionsRequest::builder,
        (r, c) -> Ec2.of(c).templateVersions.describe(r, c));
    on(
        service,
        DeleteLaunchTemplateVersionsRequest.class,
        DeleteLaunchTemplateVersionsRequest::builder,
        (r, c) -> Ec2.of(c).templateVersions.delete(r, c));
  }

  private static void fleets(Service service) {
    on(
        service,
        CreateFleetRequest.class,
        CreateFleetRequest::builder,
        (r, c) -> Ec2.of(c).fleets.create(r, c));
    on(
        service,
        DescribeFleetsRequest.class,
        DescribeFleetsRequest::builder,
        (r, c) -> Ec2.of(c).fleets.describe(r, c));
    on(
        service,
        DescribeFleetInstancesRequest.class,
        DescribeFleetInstancesRequest::builder,
        (r, c) -> Ec2.of(c).fleets.describeInstances(r, c));
    on(
        service,
        DeleteFleetsRequest.class,
        DeleteFleetsRequest::builder,
        (r, c) -> Ec2.of(c).fleets.delete(r, c));
  }

  /** Adds an operation, which answers a dry run as EC2 does. */
  static <I extends SdkPojo, O extends SdkPojo> void on(
      Service service,
      Class<I> type,
      Supplier<? extends SdkPojo> builder,
      Operation<I, O> operation) {
    service.on(
        type,
        builder,
        (I request, Call call) -> {
          TagRules.check(type.getSimpleName().replaceFirst("Request$", ""), request);
          if (Boolean.TRUE.equals(SdkFieldCopier.member(request, "DryRun"))) {
            throw new AwsError(
                412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
          }
          return operation.call(request, call);
        });
  }
}
