package dev.referee.testkit;

/**
 * A call that the {@link EmbeddedCloud} received.
 *
 * @param accountId the account of the key that signed it; empty if the key is unknown
 * @param region the Region in its signature
 * @param service the service's signing name
 * @param operation the name of the operation
 */
public record ReceivedCall(String accountId, String region, String service, String operation) {}
