package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of CloudWatch, mapped to their implementations. */
public final class CloudWatchService {
  private CloudWatchService() {}

  public static Service create() {
    Service service =
        new Service("monitoring", Protocol.AWS_QUERY, "2010-08-01")
            .authorizedBy(new CloudWatchPermissions())
            .resources(CloudWatchResourceTypes.all());
    AlarmWrites.addTo(service);
    AlarmUpdates.addTo(service);
    AlarmReads.addTo(service);
    MetricWrites.addTo(service);
    MetricReads.addTo(service);
    AnomalyDetectors.addTo(service);
    CloudWatchTags.addTo(service);
    return service;
  }
}
