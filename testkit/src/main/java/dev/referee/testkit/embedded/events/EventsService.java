package dev.referee.testkit.embedded.events;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of EventBridge, mapped to their implementations. */
public final class EventsService {
  private EventsService() {}

  public static Service create() {
    Service service =
        new Service("events", Protocol.JSON_1_1, "2015-10-07")
            .authorizedBy(new EventsPermissions())
            .resources(EventsResourceTypes.all());
    EventBuses.addTo(service);
    EventRules.addTo(service);
    RuleTargets.addTo(service);
    EventTags.addTo(service);
    PutEvents.addTo(service);
    return service;
  }
}
