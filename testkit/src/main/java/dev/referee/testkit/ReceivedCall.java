package dev.referee.testkit;

/**
 * A call that the {@link EmbeddedCloud} received.
 *
 * @param accountId the account of the key that signed it; empty when nobody's key did
 * @param region the Region that it was signed for
 * @param service the service's signing name
 * @param operation the operation, as AWS names it
 */
public record ReceivedCall(String accountId, String region, String service, String operation) {}
