package dev.referee.testkit.embedded.events;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of EventBridge, mapped to their implementations. */
public final class EventBridgeService {
  private EventBridgeService() {}

  public static Service create() {
    Service service =
        new Service("events", Protocol.JSON_1_1, "2015-10-07")
            .authorizedBy(new EventBridgePermissions())
            .resources(EventBridgeResourceTypes.all());
    EventBuses.addTo(service);
    EventRules.addTo(service);
    RuleTargets.addTo(service);
    EventTags.addTo(service);
    PutEvents.addTo(service);
    return service;
  }
}
