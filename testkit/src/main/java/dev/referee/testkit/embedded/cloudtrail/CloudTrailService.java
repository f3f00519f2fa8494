package dev.referee.testkit.embedded.cloudtrail;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of CloudTrail, mapped to their implementations. */
public final class CloudTrailService {
  private CloudTrailService() {}

  public static Service create() {
    Service service =
        new Service("cloudtrail", Protocol.JSON_1_1, "2013-11-01")
            .authorizedBy(new CloudTrailPermissions())
            .resources(CloudTrailResourceTypes.all());
    Trails.addTo(service);
    TrailReads.addTo(service);
    return service;
  }
}
