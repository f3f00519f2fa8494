package dev.referee.testkit.embedded.sqs;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;

/** The operations of SQS, mapped to their implementations. */
public final class SqsService {
  private SqsService() {}

  public static Service create() {
    Service service =
        new Service("sqs", Protocol.JSON_1_0, "2012-11-05")
            .queryCompatible("com.amazonaws.sqs", SqsErrors.QUERY_CODES)
            .authorizedBy(new SqsPermissions())
            .resources(SqsResourceTypes.all());
    SqsQueues.addTo(service);
    QueuePermissions.addTo(service);
    SqsTags.addTo(service);
    SendMessages.addTo(service);
    ReceiveMessages.addTo(service);
    return service;
  }
}
