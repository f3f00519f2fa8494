package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of Lambda, mapped to their implementations. */
public final class LambdaService {
  private LambdaService() {}

  public static Service create() {
    Service service =
        new Service("lambda", Protocol.REST_JSON, "2015-03-31")
            .constrained()
            .authorizedBy(new LambdaPermissions())
            .resources(LambdaResourceTypes.all());
    Functions.addTo(service);
    FunctionVersions.addTo(service);
    FunctionPermissions.addTo(service);
    Invocations.addTo(service);
    EventInvokeConfigs.addTo(service);
    EventSourceMappings.addTo(service);
    LambdaTags.addTo(service);
    return service;
  }
}
