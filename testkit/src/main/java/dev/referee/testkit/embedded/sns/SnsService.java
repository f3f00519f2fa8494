package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of SNS, mapped to their implementations. */
public final class SnsService {
  private SnsService() {}

  public static Service create() {
    Service service =
        new Service("sns", Protocol.AWS_QUERY, "2010-03-31")
            .authorizedBy(new SnsPermissions())
            .resources(SnsResourceTypes.all());
    Topics.addTo(service);
    Subscriptions.addTo(service);
    Publications.addTo(service);
    SnsTags.addTo(service);
    return service;
  }
}
