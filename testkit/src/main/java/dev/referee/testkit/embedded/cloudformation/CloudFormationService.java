package dev.referee.testkit.embedded.cloudformation;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import dev.referee.testkit.embedded.service.ServiceRegistry;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;

/** The operations of CloudFormation, mapped to their implementations. */
public final class CloudFormationService {
  private CloudFormationService() {}

  /**
   * Returns the service.
   *
   * @param services the services whose resources stacks may have
   */
  public static Service create(ServiceRegistry services) {
    ResourceTypes types = new ResourceTypes(services);
    Service service =
        new Service("cloudformation", Protocol.AWS_QUERY, "2010-05-15")
            .authorizedBy(new CloudFormationPermissions())
            .on(
                CreateStackRequest.class,
                CreateStackRequest::builder,
                (request, call) -> CloudFormation.of(call, types).create(request, call))
            .on(
                DeleteStackRequest.class,
                DeleteStackRequest::builder,
                (request, call) -> CloudFormation.of(call, types).delete(request, call))
            .on(
                UpdateStackRequest.class,
                UpdateStackRequest::builder,
                (request, call) -> CloudFormation.of(call, types).update(request, call))
            .on(
                RollbackStackRequest.class,
                RollbackStackRequest::builder,
                (request, call) -> CloudFormation.of(call, types).rollBack(request, call))
            .on(
                UpdateTerminationProtectionRequest.class,
                UpdateTerminationProtectionRequest::builder,
                (request, call) -> CloudFormation.of(call, types).protect(request));
    ChangeSets.addTo(service, types);
    TemplateReads.addTo(service);
    return StackReads.addTo(service);
  }
}
